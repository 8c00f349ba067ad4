import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Layer } from '../../../../src/core/layers/layer.ts'
import { toggleBypass } from '../../../../src/state/document/layer-edits.ts'
import { allCommands, type Offer } from '../../../../src/ui/commands/all-commands.ts'
import { press, type App, type Command } from '../../../../src/ui/commands/command.ts'
import { EVERYWHERE, pressAnywhere } from '../../../../src/ui/commands/everywhere.ts'
import { KEY_LIST, PLACES, wordsOf, type ListedRow } from '../../../../src/ui/commands/key-list.ts'
import { eventsOf, isPressed, type Pressed } from '../../../../src/ui/controls/chords.ts'
import { ADDABLE, newLayer } from '../../../../src/ui/choices/new-layer.ts'
import { conv, smallDocument } from '../../state/documents.ts'
import { endWorkbenches, workbench } from '../../state/workbenches.svelte.ts'

afterEach(endWorkbenches)

/** What has the focus, as keys look at it. */
class Focused extends EventTarget {
  readonly dataset = {}
  constructor(
    readonly isContentEditable: boolean,
    readonly inside: boolean,
  ) {
    super()
  }
  /** A field, a menu or a dialog around it. */
  closest = () => (this.inside ? this : null)
}
const [nothing, dialogButton, text] = [
  new Focused(false, false),
  new Focused(false, true),
  new Focused(true, true),
]

beforeEach(() => {
  vi.stubGlobal('HTMLElement', Focused)
  for (const name of ['HTMLInputElement', 'HTMLTextAreaElement']) vi.stubGlobal(name, Map)
  vi.stubGlobal('navigator', {})
  vi.stubGlobal('localStorage', { getItem: () => null })
})

const [everywhere, ...others] = PLACES
const places = PLACES.map((place, i) => ({ ...place, title: `${place.name} ${i}` }))

/** A key as the page gets it. */
function key(event: Pressed | undefined) {
  if (event === undefined) throw new Error('no key')
  const preventDefault = vi.fn()
  return { ...event, target: null, isComposing: false, defaultPrevented: false, preventDefault }
}

/** The rows of a place that a key is told to stand for, those of the browser included. */
function meanings(rows: readonly ListedRow[], event: Pressed): ListedRow[] {
  return rows.filter(({ keys = [] }) => keys.some((chord) => isPressed(chord, event)))
}

function eventsOfRow({ keys = [] }: ListedRow): Pressed[] {
  return keys.flatMap(eventsOf)
}

function app(layers: readonly Layer[] = smallDocument().layers): App {
  const done = () => Promise.resolve()
  const home = {
    projects: { isListOpen: false, keeper: null },
    install: { isOffered: true, install: done },
    copyLink: done,
  }
  return { bench: workbench(smallDocument({ layers })), home }
}

describe('a key', () => {
  test.each(places)('means one thing in one place: $title', ({ rows }) => {
    for (const row of rows) {
      for (const event of eventsOfRow(row))
        expect(meanings(rows, event), JSON.stringify(event)).toEqual([row])
    }
  })

  test('of a place means nothing else everywhere, unless the place takes it on purpose', () => {
    for (const { name, rows } of others) {
      for (const row of rows) {
        const taken = eventsOfRow(row).flatMap((event) => meanings(everywhere?.rows ?? [], event))
        expect({ name, id: row.id, takes: taken.length > 0 }).toEqual({
          name,
          id: row.id,
          takes: row.takes ?? false,
        })
      }
    }
  })

  test('is either heard, and has something to run, or is left to the browser or a field', () => {
    for (const { id, keys = [], native, run } of PLACES.flatMap(({ rows }) => rows)) {
      expect({ id, keys: keys.length > 0, one: (native === true) !== (run !== undefined) }).toEqual({
        id,
        keys: true,
        // a picture is pasted by the browser's own key, and from menus
        one: id !== 'paste-image',
      })
    }
  })

  test('that is pressed in its place runs its own command, and is the browser’s no more', () => {
    const rows = PLACES.flatMap((place) =>
      place.rows.filter(({ native }) => native === undefined).map((row) => ({ place, row })),
    )
    fc.assert(
      fc.property(fc.constantFrom(...rows), fc.nat(), ({ place, row }, n) => {
        const events = eventsOfRow(row)
        const event = key(events[n % events.length])
        const ran: string[] = []
        const spied = place.rows.flatMap((each): Command<null>[] =>
          each.run === undefined
            ? []
            : [{ ...each, name: '', when: () => true, run: () => ran.push(each.id) }],
        )
        expect(press(event, spied, null)).toBe(true)
        expect(ran).toEqual([row.id])
        expect(event.preventDefault).toHaveBeenCalledOnce()
      }),
      { seed: 31, numRuns: 400 },
    )
  })

  test('of a command that cannot be done now does nothing, and is left to the browser only where that scrolls', () => {
    const rows = (leaves?: true): Command<null>[] => [
      { id: 'a', name: 'a', keys: ['Alt ←'], when: () => false, run: () => expect.unreachable(), leaves },
    ]
    const left = { altKey: true, ctrlKey: false, metaKey: false, shiftKey: false, key: 'ArrowLeft' }
    expect([press(key(left), rows(), null), press(key(left), rows(true), null)]).toEqual([true, false])
  })

  test.each([
    ['r', {}, 'R', true],
    ['R', { shiftKey: true }, 'R', true],
    ['r', { ctrlKey: true }, 'R', false],
    ['z', { metaKey: true }, 'Ctrl Z', true],
    ['Z', { ctrlKey: true, shiftKey: true }, 'Ctrl Z', false],
    ['Z', { ctrlKey: true, shiftKey: true }, 'Ctrl Shift Z', true],
    ['y', { ctrlKey: true }, 'Control Y', true],
    ['y', { metaKey: true }, 'Control Y', false],
    ['?', { shiftKey: true }, '?', true],
    ['=', {}, '+', true],
    ['ArrowUp', { shiftKey: true }, '↑', false],
    ['ArrowUp', { altKey: true }, 'Alt ↑', true],
    ['Backspace', {}, 'Del', true],
    [' ', { ctrlKey: true }, 'Ctrl Space', true],
    ['PageDown', {}, 'Page ↓', true],
  ] as const)('%s with %j is %s: %s', (name, held, chord, is) => {
    const none = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false }
    expect(isPressed(chord, { ...none, ...held, key: name })).toBe(is)
  })
})

describe('keys that work everywhere', () => {
  /** Which of all of them run, with `what` in focus. */
  function heard(on: App, target: Focused) {
    return EVERYWHERE.filter(({ native }) => native === undefined).flatMap((row) => {
      const [event] = eventsOfRow(row)
      const run = vi.spyOn(row, 'run').mockReturnValue(undefined)
      pressAnywhere({ ...key(event), target }, on)
      const count = run.mock.calls.length
      run.mockRestore()
      return count === 1 ? [row.id] : []
    })
  }
  const all = EVERYWHERE.filter(({ native }) => native === undefined).map(({ id }) => id)

  /** With nine layers and steps to undo and redo, where every command can be done. */
  function full(): App {
    const on = app(Array.from({ length: 9 }, () => conv(3, 3)))
    const { session } = on.bench
    for (const at of [0, 1]) session.edit(toggleBypass(session.document, at))
    session.undo()
    session.isStarting = true // something is shown
    return on
  }

  test('all run their command where nothing else takes them', () => {
    expect(heard(full(), nothing)).toEqual(all)
  })

  test('but two are a field’s while text is typed, and those with Ctrl alone reach past a button of a dialog', () => {
    expect(heard(full(), text)).toEqual(['commands', 'open-image'])
    expect(heard(full(), dialogButton)).toEqual(['commands', 'open-image', 'undo', 'redo'])
  })

  test('without Ctrl are meant for a dialog that is still being loaded', () => {
    const on = full()
    on.bench.dialog = 'scale'
    expect(heard(on, nothing)).toEqual(['commands', 'open-image', 'undo', 'redo'])
  })

  test('leave a press alone that was heard before', () => {
    const on = app()
    pressAnywhere({ ...key(eventsOf('?')[0]), defaultPrevented: true }, on)
    pressAnywhere({ ...key(eventsOf('?')[0]), isComposing: true }, on)
    expect(on.bench.dialog).toBeNull()
  })
})

describe('the list of keys', () => {
  test('has every key of the table under the heading of its place', () => {
    for (const { name, rows } of PLACES) {
      const lines = KEY_LIST.find((part) => part.name === name)?.lines ?? []
      for (const row of rows) {
        const line = lines.find(({ does }) => does === wordsOf(row))
        const told = line?.keys.flatMap((chord) => (chord.includes(' … ') ? range(chord) : [chord])) ?? []
        expect({ id: row.id, words: wordsOf(row) !== '' }).toEqual({ id: row.id, words: true })
        expect(told).toEqual(expect.arrayContaining([...(row.keys ?? [])]))
      }
    }
  })

  /** "1 … 3" is 1, 2, 3. */
  function range(keys: string): string[] {
    const [from = 0, to = 0] = keys.split(' … ').map(Number)
    return Array.from({ length: to - from + 1 }, (_, i) => String(from + i))
  }
})

describe('the palette', () => {
  const repeated = (texts: readonly string[]) => texts.filter((text, i) => texts.indexOf(text) !== i)

  test.each(ADDABLE.map(({ type }) => type))(
    'offers each command once, by its own name, at a layer %s',
    (type) => {
      const on = app([...smallDocument().layers, newLayer(type, 16, 4)])
      on.bench.session.view.selectLayer(3)
      const offers = allCommands(on)
      expect(repeated(offers.map(({ id }) => id))).toEqual([])
      expect(repeated(offers.map(({ name }) => name))).toEqual([])
      expect(offers.every(({ name, group }) => name !== '' && group !== '')).toBe(true)
    },
  )

  test('offers without layers what needs none', () => {
    const offers = allCommands(app([]))
    expect(offers.filter(({ group }) => ['Filters', 'Kernel'].includes(group))).toEqual([])
    expect(offers.some(({ id }) => id === 'add-conv2d')).toBe(true)
  })

  test('does to the selected filter and layer what their keys do', () => {
    const on = app()
    const { bench } = on
    const run = (id: string) => {
      const offer: Offer | undefined = allCommands(on).find((each) => each.id === id)
      expect(offer, id).toBeDefined()
      offer?.run()
    }
    run('rename-filter')
    expect(bench.renaming).toBe(bench.session.view.filter)
    bench.session.view.selectKernel(3, 1)
    expect(bench.renaming).toBeNull()
    run('duplicate-filters')
    expect(bench.count).toBe(20)
    run('undo')
    run('select-layer-1')
    run('bypass-layer')
    expect(bench.session.document.bypassed).toEqual([0])
  })

  test('asks the screen for what it does not hold, which answers where it is there', () => {
    const on = app()
    const asked: string[] = []
    const { screen } = on.bench
    const stops = (['image', 'filters', 'settings', 'dilation'] as const).map((wanted) =>
      screen.offer(wanted, () => asked.push(wanted)),
    )
    const offers = allCommands(on)
    for (const id of ['open-image', 'import-filters']) offers.find((each) => each.id === id)?.run()
    pressAnywhere(key(eventsOf('Ctrl O')[0]), on)
    expect(asked).toEqual(['image', 'filters', 'image'])
    for (const stop of stops) stop()
    offers.find(({ id }) => id === 'open-image')?.run()
    expect(asked).toHaveLength(3)
  })
})
