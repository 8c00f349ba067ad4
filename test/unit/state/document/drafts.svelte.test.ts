import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { Layer } from '../../../../src/core/layers/layer.ts'
import * as edits from '../../../../src/state/document/edits.ts'
import { importBank as bankEdit } from '../../../../src/state/document/import-bank.ts'
import { duplicateLayer } from '../../../../src/state/document/layer-edits.ts'
import type { LayerSettings } from '../../../../src/state/document/layer-settings.ts'
import { showView, viewOf } from '../../../../src/state/saving/kept-view.ts'
import type { Session } from '../../../../src/state/session/session.svelte.ts'
import { conv, photo, randomDocument, smallDocument } from '../documents.ts'
import { endWorkbenches, workbench } from '../workbenches.svelte.ts'

afterEach(endWorkbenches)

const pool: Layer = {
  type: 'maxPool2d',
  kernelSize: [2, 2],
  stride: [2, 2],
  padding: [0, 0],
  dilation: [1, 1],
  ceilMode: false,
}

/** A photo's worth of channels, a pooling, and a Conv2d behind it. */
const pooled = () => smallDocument({ layers: [conv(3, 8), { ...pool }, conv(8, 16, { groups: 4 })] })

function importBank(session: Session, layers = pooled().layers) {
  const { name, input } = smallDocument()
  session.edit(bankEdit(session.document, { name, input, layers }))
}

function openProject(session: Session, layer = session.view.layer) {
  const view = viewOf(session.view)
  session.history.reset(pooled())
  showView(session.view, { ...view, layer })
}

describe('a refused setting', () => {
  /** What ends a draft: it was typed into the pooling at position 1. */
  const ends: readonly (readonly [string, (session: Session) => void])[] = [
    ['another bank is imported', importBank],
    ['another project is opened', openProject],
    ['an edit is undone', (session) => session.undo()],
    [
      'the layer is removed, and another one of its kind stands there',
      (session) => {
        session.edit(edits.addLayer(session.document, pool, 2))
        session.view.selectLayer(1)
        session.draft.set({ padding: [2, 2] })
        session.edit(edits.removeLayer(session.document, 1))
      },
    ],
    ['a copy of the layer is made', (session) => session.edit(duplicateLayer(session.document, 1))],
    [
      'another layer is selected, and this one again',
      (session) => {
        session.view.selectLayer(0)
        session.view.selectLayer(1)
      },
    ],
  ]
  test.each(ends)('is forgotten when %s', (_, happens) => {
    const { session } = workbench(pooled())
    session.edit(edits.setInput(session.document, { matte: '#000000' }))
    session.view.selectLayer(1)
    expect(session.draft.set({ padding: [2, 2] })).toBe(false)
    happens(session)
    session.view.selectLayer(1)
    expect([session.draft.pending, session.draft.values.padding]).toEqual([false, [0, 0]])
    expect(session.draft.set({ kernelSize: [5, 5] })).toBe(true)
    expect(session.document.layers[session.view.layer]).toEqual({ ...pool, kernelSize: [5, 5] })
  })

  test('stays with its layer through edits elsewhere, and wherever the layer goes', () => {
    const { session } = workbench(pooled())
    session.view.selectLayer(1)
    session.draft.set({ padding: [2, 2] })
    session.edit(edits.setPhoto(session.document, photo('other.jpg')))
    session.edit(edits.setBias(session.document, 0, 0, 1))
    session.edit(edits.moveLayer(session.document, 1, 0))
    expect([session.view.layer, session.draft.pending]).toEqual([0, true])
    expect(session.draft.set({ kernelSize: [5, 5] })).toBe(true)
    expect(session.document.layers[0]).toEqual({ ...pool, kernelSize: [5, 5], padding: [2, 2] })
  })
})

/** What may happen between two settings: some of it ends any draft, the rest leaves one to the layer that it was typed into. */
const ENDING: readonly ((session: Session, n: number) => void)[] = [
  (session) => session.undo(),
  (session) => session.redo(),
  (session, n) => importBank(session, n % 2 === 0 ? undefined : randomDocument(2, 'g').layers),
  (session, n) => openProject(session, n % 3),
  ({ view, document }) => {
    const { layer } = view
    view.selectLayer((layer + 1) % document.layers.length)
    view.selectLayer(layer)
  },
]
const LEAVING: readonly ((session: Session, n: number) => void)[] = [
  (session, n) => {
    const { length } = session.document.layers
    if (length > 2) session.edit(edits.removeLayer(session.document, n % length))
  },
  (session, n) => {
    const { length } = session.document.layers
    session.edit(edits.moveLayer(session.document, n % length, (n * 7) % length))
  },
  (session, n) => session.edit(edits.addLayer(session.document, { ...pool }, n % 3)),
  (session, n) => session.view.selectLayer(n % session.document.layers.length),
  (session, n) => session.edit(edits.setInput(session.document, { matte: `#00000${n % 10}` })),
]

/** Refused by any layer that has them; several together stay refused. */
const REFUSED: readonly LayerSettings[] = [{ padding: [99, 99], kernelSize: [2, 2] }, { groups: 7 }]

/** What a layer keeps whatever is done to others: the names of its filters, or all of it. */
const identity = (layer: Layer | undefined) => (layer?.type === 'conv2d' ? layer.bank.names : layer)

test('a draft never changes a layer or a document that it was not typed into', () => {
  const sequence = fc.array(
    fc.record({
      layer: fc.nat(3),
      refused: fc.constantFrom(...REFUSED),
      happens: fc.array(fc.record({ ends: fc.boolean(), which: fc.nat(), n: fc.nat(99) }), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  const seen = { pending: 0, ended: 0 }
  fc.assert(
    fc.property(sequence, (all) => {
      const { session } = workbench(pooled())
      const { draft, view } = session
      for (const { layer, refused, happens } of all) {
        view.selectLayer(layer % session.document.layers.length)
        draft.discard()
        const typedInto = session.document.layers[view.layer]
        const before = session.document
        if (draft.set(refused)) {
          session.edit(edits.setInput(before, { matte: '#ffffff' }))
          continue
        }
        for (const { ends, which, n } of happens) {
          const list = ends ? ENDING : LEAVING
          list[which % list.length]?.(session, n)
        }
        const { document } = session
        const here = document.layers[view.layer]
        const isEnded = happens.some(({ ends }) => ends) || identity(here) !== identity(typedInto)
        if (isEnded) expect(draft.pending).toBe(false)
        seen[draft.pending ? 'pending' : 'ended'] += 1
        if (here === undefined || !('stride' in draft.values)) continue
        const changes = { ...(draft.pending && refused), stride: [3, 3] as const }
        if (draft.set({ stride: [3, 3] })) {
          expect(session.document).toEqual(edits.changeLayer(document, view.layer, changes).document)
        }
      }
    }),
    { seed: 41, numRuns: 150 },
  )
  expect(Math.min(seen.pending, seen.ended)).toBeGreaterThan(50)
})
