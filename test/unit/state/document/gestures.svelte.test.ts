import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { validGroups } from '../../../../src/core/layers/groups.ts'
import { inChannelsOf } from '../../../../src/core/layers/conv2d.ts'
import { sameValues } from '../../../../src/core/layers/same-values.ts'
import { bankAt, setBias, setInput } from '../../../../src/state/document/edits.ts'
import type { Workbench } from '../../../../src/state/workbench.svelte.ts'
import { press } from '../../../../src/ui/commands/command.ts'
import { OTHER_GROUPS, LAYER } from '../../../../src/ui/commands/layer-commands.ts'
import { eventsOf } from '../../../../src/ui/controls/chords.ts'
import { StepRun } from '../../../../src/ui/controls/step-run.ts'
import { randomDocument } from '../documents.ts'
import { endWorkbenches, workbench } from '../workbenches.svelte.ts'

afterEach(endWorkbenches)

/** 3 -> 8, ReLU, 8 -> 16 in 4 groups, of other numbers everywhere. */
const start = () => workbench(randomDocument())
const count = ({ session }: Workbench) => bankAt(session.document, session.view.layer).weight.shape[0]

/** A key as the page gets it. */
function key(chord: string) {
  const [event] = eventsOf(chord)
  if (event === undefined) throw new Error(`no key ${chord}`)
  return { ...event, preventDefault: () => undefined }
}

describe('a gesture that comes back', () => {
  test('to the groups that it began on has lost no weight and leaves no step', () => {
    const { session } = start()
    const { document } = session
    for (const groups of [8, 2, 4]) session.draft.set({ groups }, 'drag')
    expect([session.document === document, session.history.canUndo]).toEqual([true, false])
    expect(session.notice).toBeNull()
  })

  test('is the same by keys: more groups, then fewer', () => {
    const bench = start()
    const { document } = bench.session
    const pressAll = (...chords: readonly string[]) => {
      for (const chord of chords) press(key(chord), OTHER_GROUPS, { bench })
    }
    pressAll(']', '[', '[', ']')
    expect([bench.session.document === document, bench.session.history.canUndo]).toEqual([true, false])
    pressAll(']', '[', '[')
    expect(bench.session.history.undoLabel).toBe('Groups 4 → 2')
    bench.session.undo()
    expect(bench.session.document).toBe(document)
  })

  test('brings back what could be done again before it began', () => {
    const { session } = start()
    session.edit(setBias(session.document, 2, 0, 5))
    const after = session.document
    session.undo()
    for (const groups of [8, 4]) session.draft.set({ groups }, 'drag')
    expect(session.history.canRedo).toBe(true)
    session.redo()
    expect(session.document).toBe(after)
  })

  test('to fewer filters and up again keeps the filters that were there', () => {
    const { session } = start()
    const { document } = session
    for (const outChannels of [12, 8, 7, 8, 12, 16]) session.draft.set({ outChannels }, 'steps')
    expect([session.document === document, session.draft.pending, session.history.canUndo]).toEqual([
      true,
      false,
      false,
    ])
  })

  test('to where a refused setting stood leaves it standing there, as it was', () => {
    const { session } = start()
    const { document } = session
    session.draft.set({ groups: 3 })
    session.draft.set({ outChannels: 12 }, 'steps')
    expect(session.draft.values).toMatchObject({ groups: 3, outChannels: 12 })
    session.draft.set({ groups: 2 }, 'other')
    session.undo()
    session.draft.set({ groups: 3 })
    for (const outChannels of [15, 24, 16]) session.draft.set({ outChannels }, 'more steps')
    expect([
      session.document === document,
      session.draft.values.groups,
      session.draft.values.outChannels,
    ]).toEqual([true, 3, 16])
  })

  test('by moves of a filter over the end of its group and back leaves the layers behind as they were', () => {
    const bench = start()
    bench.session.view.selectLayer(0)
    bench.pick(1, 'only')
    const { document } = bench.session
    for (const by of [1, 1, 1, -1, -1, -1] as const) bench.moveBy(by)
    expect([bench.session.document === document, bench.filters]).toEqual([true, [1]])
  })

  test('by moves of a layer with keys leaves all layers as they were', () => {
    const bench = start()
    const { session } = bench
    const { document } = session
    const move = (chord: string, at: number) => press(key(chord), LAYER, { bench, at })
    move('Alt ←', 2)
    move('Alt ←', 1)
    expect(session.view.layer).toBe(0)
    move('Alt →', 0)
    move('Alt →', 1)
    expect([session.document === document, session.view.layer]).toEqual([true, 2])
  })
})

describe('a gesture ends', () => {
  test('with another edit, another selection, or undo', () => {
    const between: readonly ((bench: Workbench) => void)[] = [
      ({ session }) => session.edit(setInput(session.document, { matte: '#123456' })),
      ({ session }) => session.view.selectKernel(3, 1),
      ({ session }) => session.undo(),
    ]
    for (const [i, act] of between.entries()) {
      const bench = start()
      bench.session.draft.set({ groups: 8 }, 'groups')
      act(bench)
      const before = bench.session.document
      bench.session.draft.set({ groups: 2 }, 'groups')
      bench.session.undo()
      expect(bench.session.document === before, `way ${i}`).toBe(true)
    }
  })

  test('taken back as a whole, with all that it has changed elsewhere', () => {
    const bench = start()
    const { document } = bench.session
    bench.linked = true
    for (const value of [1, 2, 3]) bench.setWeight(0, 0, value, 'drag')
    bench.session.takeBack('drag')
    expect([bench.session.document === document, bench.session.history.canUndo]).toEqual([true, false])
  })
})

describe('steps of a control', () => {
  test('in a row have one name, and know where they began', () => {
    const run = new StepRun<number>('a')
    expect([run.step(1, 2), run.step(2, 3)]).toEqual(['a 1', 'a 1'])
    expect(run.takeBack(3)).toEqual({ value: 1, gesture: 'a 1' })
    expect(run.takeBack(1)).toBeNull()
  })

  test('begin anew after an end, or where something else has changed the value or what it stands for', () => {
    const run = new StepRun<number>('a')
    run.step(1, 2, 'x')
    expect(run.takeBack(5, 'x')).toBeNull()
    expect([run.step(2, 3, 'x'), run.step(7, 8, 'x'), run.step(8, 9, 'y')]).toEqual(['a 2', 'a 3', 'a 4'])
    run.end()
    expect([run.step(9, 10, 'y'), run.takeBack(10, 'x')]).toEqual(['a 5', null])
  })
})

/** One value after the other, in one of the ways that controls have. */
interface Gesture {
  readonly kind: keyof typeof KINDS
  readonly values: readonly number[]
}

/** What a gesture does for a value of 0..99. All that it needs is there in any of these documents. */
const KINDS = {
  weight: (bench: Workbench, value: number, name: string) => bench.setWeight(1, 1, value / 10, name),
  groups: ({ session }: Workbench, value: number, name: string) => {
    const bank = bankAt(session.document, session.view.layer)
    const valid = validGroups(inChannelsOf(bank), bank.weight.shape[0])
    session.draft.set({ groups: valid[value % valid.length] ?? 1 }, name)
  },
  filters: ({ session }: Workbench, value: number, name: string) =>
    session.draft.set({ outChannels: 1 + (value % 20) }, name),
  size: ({ session }: Workbench, value: number, name: string) =>
    session.draft.set({ kernelSize: [3 + (value % 5), 3] }, name),
  bias: ({ session }: Workbench, value: number, name: string) => {
    const { layer, filter } = session.view
    session.editIn(name, (base) => setBias(base, layer, filter, value))
  },
  matte: ({ session }: Workbench, value: number, name: string) =>
    session.editIn(name, (base) => setInput(base, { matte: `#0000${String(value).padStart(2, '0')}` })),
  moves: (bench: Workbench, value: number) => bench.moveBy(value % 2 === 0 ? 1 : -1),
} as const

const KIND_NAMES = Object.keys(KINDS).filter((name): name is keyof typeof KINDS => name in KINDS)

const gesture: fc.Arbitrary<Gesture> = fc.record({
  kind: fc.constantFrom(...KIND_NAMES),
  values: fc.array(fc.nat(99), { minLength: 1, maxLength: 5 }),
})

/** What a person selects between gestures; it also ends moves in a row. */
const choice = fc.record({ layer: fc.constantFrom(0, 2), filter: fc.nat(30), picks: fc.nat(3) })

function choose(
  bench: Workbench,
  { layer, filter, picks }: { layer: number; filter: number; picks: number },
) {
  bench.session.view.selectLayer(layer)
  bench.session.draft.discard()
  for (let i = 0; i <= picks; i++)
    bench.pick((filter + 3 * i) % count(bench), i === 0 ? 'only' : i === 1 ? 'range' : 'toggle')
}

describe('any gestures', () => {
  test('take as many undos, which give back the very documents, and what was selected then', () => {
    const sequence = fc.array(fc.tuple(choice, gesture), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(sequence, (all) => {
        const bench = start()
        const { session } = bench
        const seen: { document: typeof session.document; selection: typeof session.view.selection }[] = []
        const came: typeof seen = []
        for (const [i, [chosen, { kind, values }]] of all.entries()) {
          choose(bench, chosen)
          const before = { document: session.document, selection: session.view.selection }
          for (const value of values) KINDS[kind](bench, value, `gesture ${i}`)
          if (session.document === before.document) continue
          expect(sameValues(session.document, before.document)).toBe(false)
          seen.push(before)
          came.push({ document: session.document, selection: session.view.selection })
        }
        for (const { document, selection } of seen.toReversed()) {
          session.undo()
          expect(session.document).toBe(document)
          expect(session.view.selection).toEqual(selection)
        }
        expect(session.history.canUndo).toBe(false)
        for (const { document, selection } of came) {
          session.redo()
          expect(session.document).toBe(document)
          expect(session.view.selection).toEqual(selection)
        }
        expect(session.history.canRedo).toBe(false)
      }),
      { seed: 21, numRuns: 60 },
    )
  })

  test('make of many values what the last one alone makes', () => {
    fc.assert(
      fc.property(choice, gesture, (chosen, { kind, values }) => {
        fc.pre(kind !== 'moves')
        const [many, one] = [start(), start()]
        const last = values.at(-1) ?? 0
        for (const bench of [many, one]) choose(bench, chosen)
        for (const value of values) KINDS[kind](many, value, 'gesture')
        KINDS[kind](one, last, 'gesture')
        // where the last is refused, what was valid before it stands
        fc.pre(!one.session.draft.pending)
        expect(sameValues(many.session.document, one.session.document)).toBe(true)
        expect(many.session.draft.pending).toBe(false)
        many.session.undo()
        expect(many.session.history.canUndo).toBe(false)
      }),
      { seed: 22, numRuns: 150 },
    )
  })

  test('taken back leave nothing of them', () => {
    fc.assert(
      fc.property(choice, gesture, gesture, (chosen, first, second) => {
        fc.pre(second.kind !== 'moves')
        const bench = start()
        const { session } = bench
        choose(bench, chosen)
        for (const value of first.values) KINDS[first.kind](bench, value, 'first')
        session.draft.discard()
        const { document } = session
        const { undoLabel } = session.history
        for (const value of second.values) KINDS[second.kind](bench, value, 'second')
        session.takeBack('second')
        expect(session.document).toBe(document)
        expect(session.history.undoLabel).toBe(undoLabel)
      }),
      { seed: 23, numRuns: 60 },
    )
  })
})
