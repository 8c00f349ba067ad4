import type { Chord } from './chords.ts'

const ON_A_MAC: Readonly<Record<string, string>> = { Ctrl: '⌘', Control: '⌃', Alt: '⌥', Shift: '⇧' }

/** The keys of a chord by their names on this machine. */
export function keyNames(chord: Chord): readonly string[] {
  const isMac = /mac|iphone|ipad/i.test(navigator.userAgent)
  return chord
    .split(' ')
    .map((key) => (isMac ? ON_A_MAC[key] : undefined) ?? (key === 'Control' ? 'Ctrl' : key))
}
