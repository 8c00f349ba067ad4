import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { FilterbankDocument } from '../../../../src/state/document/document.ts'
import * as edits from '../../../../src/state/document/edits.ts'
import { importBank } from '../../../../src/state/document/import-bank.ts'
import { setPipeline, toggleBypass } from '../../../../src/state/document/layer-edits.ts'
import { showView, viewOf } from '../../../../src/state/saving/kept-view.ts'
import { selectionIn } from '../../../../src/state/document/selection.ts'
import type { Workbench } from '../../../../src/state/workbench.svelte.ts'
import { randomDocument } from '../documents.ts'
import { endWorkbenches, workbench } from '../workbenches.svelte.ts'

afterEach(endWorkbenches)

const layerBank = ({ session }: Workbench) => edits.bankAt(session.document, session.view.layer)
const pickedNames = (bench: Workbench) => bench.filters.map((filter) => layerBank(bench).names[filter])

describe('undo', () => {
  test('of added filters picks what was picked before, so that Delete takes that alone', () => {
    const bench = workbench(randomDocument())
    bench.pick(5, 'only')
    bench.add()
    expect(bench.filters).toHaveLength(4)
    bench.session.undo()
    expect(bench.filters).toEqual([5])
    bench.session.redo()
    expect(bench.filters).toHaveLength(4)
    bench.session.undo()
    bench.remove()
    // as many in every group: one of each
    expect(layerBank(bench).weight.shape[0]).toBe(12)
  })

  test('of a removal brings back the layer, the kernel and the cell of then', () => {
    const bench = workbench(randomDocument())
    const { session } = bench
    session.view.selectKernel(9, 1)
    session.view.selectCell(2, 1)
    bench.pick(10, 'toggle')
    const { selection } = session.view
    session.edit(edits.removeLayer(session.document, 2))
    expect([session.view.layer, bench.filters]).toEqual([1, []])
    session.view.selectLayer(0)
    session.undo()
    expect(session.view.selection).toEqual(selection)
    expect(bench.filters).toEqual([9, 10])
  })
})

describe('another document', () => {
  const others: readonly (readonly [string, (bench: Workbench) => void])[] = [
    [
      'an imported bank',
      ({ session }) => {
        const { name, input, layers } = randomDocument(2, 'g')
        session.edit(importBank(session.document, { name, input, layers }))
      },
    ],
    [
      'a ready pipeline',
      ({ session }) => {
        const { layers } = randomDocument(2, 'g')
        const ready = { id: 'other', name: 'Other', sentence: '', make: () => layers }
        session.edit(setPipeline(session.document, ready))
      },
    ],
    [
      'an opened project',
      ({ session }) => {
        const view = viewOf(session.view)
        session.history.reset(randomDocument(2, 'g'))
        showView(session.view, { ...view, filter: 0 })
      },
    ],
  ]
  test.each(others)('%s: nothing is picked but its own selected filter', (_, open) => {
    const bench = workbench(randomDocument())
    bench.pick(2, 'only')
    bench.pick(7, 'range')
    open(bench)
    expect([bench.session.view.layer, bench.session.view.filter, bench.filters]).toEqual([2, 0, [0]])
    bench.session.draft.set({ outChannels: 20 })
    bench.session.undo()
    expect(bench.filters).toEqual([0])
  })
})

test('a layer that stands elsewhere after another one went stays selected', () => {
  const { session } = workbench(randomDocument())
  session.view.selectKernel(3, 1)
  session.edit(edits.removeLayer(session.document, 1))
  expect([session.view.layer, session.view.filter, session.view.channel]).toEqual([1, 3, 1])
})

test('a kept view shows the layer, filter and channel that it was made of', () => {
  const { session } = workbench(randomDocument())
  session.view.selectKernel(9, 1)
  const view = viewOf(session.view)
  session.view.selectLayer(0)
  showView(session.view, view)
  expect(viewOf(session.view)).toEqual(view)
})

/** Something a person does. */
type Act = (bench: Workbench, n: number) => void

const SELECTING: readonly Act[] = [
  (bench, n) => bench.pick(n % Math.max(1, bench.count), 'only'),
  (bench, n) => bench.pick(n % Math.max(1, bench.count), 'range'),
  (bench, n) => bench.pick(n % Math.max(1, bench.count), 'toggle'),
  (bench) => bench.pickAll(),
  (bench, n) => bench.selectKernel(n % Math.max(1, bench.count), n % 3),
  ({ session }, n) => session.view.selectLayer(n % Math.max(1, session.document.layers.length)),
]

/** Edits that pick the filters that they make, move or leave. */
const PICKING: readonly Act[] = [
  (bench) => bench.add(),
  (bench) => bench.duplicate(),
  (bench) => bench.remove(),
  (bench) => bench.moveBy(1),
]

/** Edits that leave that to the person. */
const EDITING: readonly Act[] = [
  (bench, n) => bench.setWeight(0, 0, n),
  ({ session }, n) => session.draft.set({ outChannels: 4 * (1 + (n % 6)) }),
  ({ session }, n) => session.draft.set({ groups: 1 + (n % 4) }),
  ({ session }, n) => session.edit(edits.addLayer(session.document, { type: 'relu' }, n % 3)),
  ({ session }, n) => {
    const { length } = session.document.layers
    if (length > 1) session.edit(edits.removeLayer(session.document, n % length))
  },
  ({ session }, n) => {
    const { length } = session.document.layers
    session.edit(edits.moveLayer(session.document, n % length, (n * 7) % length))
  },
  ({ session }, n) => session.edit(toggleBypass(session.document, n % session.document.layers.length)),
  ({ session }, n) => {
    const { name, input, layers } = randomDocument(3, `import ${n} `)
    session.edit(importBank(session.document, { name, input, layers }))
  },
  ({ session }) => session.undo(),
  ({ session }) => session.redo(),
]

test('after anything a selection names only what is there, and only what was picked in this document', () => {
  const act = fc.record({
    list: fc.constantFrom('selects', 'picks', 'edits'),
    which: fc.nat(),
    n: fc.nat(99),
  })
  fc.assert(
    fc.property(fc.array(act, { minLength: 5, maxLength: 40 }), (acts) => {
      const bench = workbench(randomDocument())
      const { session } = bench
      const { view } = session
      /** The filters, by name, that were picked in each document when it was made, or since. */
      const chosen = new Map<FilterbankDocument, Set<string | undefined>>()
      const note = () => {
        const names = view.bank === null ? [] : pickedNames(bench)
        chosen.set(session.document, new Set([...(chosen.get(session.document) ?? []), ...names]))
      }
      note()
      for (const { list: kind, which, n } of acts) {
        const list = { selects: SELECTING, picks: PICKING, edits: EDITING }[kind]
        const { document } = session
        const before = chosen.get(document)
        list[which % list.length]?.(bench, n)
        if (session.document !== document) {
          expect(view.selection).toEqual(selectionIn(view.selection, session.document.layers))
        }
        if (view.bank !== null) {
          expect(bench.filters).toContain(view.filter)
          expect(bench.filters.every((filter) => filter < bench.count)).toBe(true)
          if (list === EDITING && bench.filters.length > 1) {
            const known = chosen.get(session.document) ?? before
            expect(pickedNames(bench).filter((name) => known?.has(name) !== true)).toEqual([])
          }
        }
        if (list !== EDITING || !chosen.has(session.document)) note()
      }
    }),
    { seed: 31, numRuns: 150 },
  )
})
