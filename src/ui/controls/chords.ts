/** Keys pressed together, as people read them: "K", "Ctrl Shift Z", "Alt ↑". `Ctrl` is ⌘ on a Mac, `Control` is not. */
export type Chord = string

/** What is looked at of a key that is pressed. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

/** Keys that events call otherwise. Keyboards without Delete have Backspace in its place, and + is often on =. */
const IN_EVENTS: Readonly<Record<string, readonly string[]>> = {
  '↑': ['ArrowUp'],
  '↓': ['ArrowDown'],
  '←': ['ArrowLeft'],
  '→': ['ArrowRight'],
  'Page ↑': ['PageUp'],
  'Page ↓': ['PageDown'],
  Esc: ['Escape'],
  Ins: ['Insert'],
  Del: ['Delete', 'Backspace'],
  Space: [' '],
  '+': ['+', '='],
  '−': ['-'],
}
const MODIFIERS = ['Ctrl', 'Control', 'Alt', 'Shift']

function partsOf(chord: Chord): { readonly key: string; readonly held: readonly string[] } {
  const words = chord.split(' ')
  const held = words.filter((word) => MODIFIERS.includes(word))
  return { key: words.slice(held.length).join(' '), held }
}

/** The events that a chord stands for, one for each name of its key. */
export function eventsOf(chord: Chord): readonly Pressed[] {
  const { key, held } = partsOf(chord)
  return (IN_EVENTS[key] ?? [key.length === 1 ? key.toLowerCase() : key]).map((name) => ({
    key: name,
    ctrlKey: held.includes('Ctrl') || held.includes('Control'),
    metaKey: false,
    altKey: held.includes('Alt'),
    shiftKey: held.includes('Shift'),
  }))
}

/** Whether a key that is pressed is this chord. Shift may have been needed for a character by itself. */
export function isPressed(chord: Chord, event: Pressed): boolean {
  const { held } = partsOf(chord)
  const command = held.includes('Control') ? event.ctrlKey && !event.metaKey : event.ctrlKey || event.metaKey
  return eventsOf(chord).some(({ key, ctrlKey, altKey, shiftKey }) => {
    const isCharacter = key.length === 1 && !ctrlKey && !altKey
    return (
      (key.length === 1 ? event.key.toLowerCase() : event.key) === key &&
      command === ctrlKey &&
      event.altKey === altKey &&
      (isCharacter || event.shiftKey === shiftKey)
    )
  })
}
