import fc from 'fast-check'
import { expect, test } from 'vitest'
import { COLOURS, BANK_PRESETS } from '../../../../src/core/presets/bank-presets.ts'
import type { AnyPreset } from '../../../../src/core/presets/apply-preset.ts'
import { ShapeError } from '../../../../src/core/errors.ts'
import { PRESETS } from '../../../../src/core/presets/presets.ts'
import { READY_PIPELINES } from '../../../../src/core/presets/ready-pipelines.ts'
import { WEIGHT_OPS } from '../../../../src/core/bank/weight-ops.ts'
import { newDocument, type FilterbankDocument } from '../../../../src/state/document/document.ts'
import { DocumentHistory } from '../../../../src/state/document/history.svelte.ts'
import * as edits from '../../../../src/state/document/edits.ts'
import * as filters from '../../../../src/state/document/filter-edits.ts'
import { putPreset } from '../../../../src/state/document/preset-edits.ts'
import { pasteNumbers } from '../../../../src/state/document/paste-numbers.ts'
import * as layers from '../../../../src/state/document/layer-edits.ts'
import { newLayer, ADDABLE } from '../../../../src/ui/choices/new-layer.ts'
import { photo } from '../documents.ts'

type Make = (document: FilterbankDocument, n: (below: number) => number) => edits.Edit

const PRESET_LIST: readonly AnyPreset[] = [
  ...PRESETS.map((preset) => ({ kind: 'kernel' as const, preset })),
  ...COLOURS.map((preset) => ({ kind: 'colour' as const, preset })),
  ...BANK_PRESETS.map((preset) => ({ kind: 'bank' as const, preset })),
]

/** A Conv2d of the document, its bank and a kernel of it. */
function somewhere(document: FilterbankDocument, n: (below: number) => number) {
  const convs = document.layers.flatMap((layer, at) => (layer.type === 'conv2d' ? [at] : []))
  const at = convs[n(convs.length)] ?? 0
  const [outChannels, perGroup, height, width] = edits.bankAt(document, at).weight.shape
  return { at, filter: n(outChannels), channel: n(perGroup), row: n(height), column: n(width), outChannels }
}

const pick = <T>(list: readonly T[], n: (below: number) => number): T => {
  const item = list[n(list.length)]
  if (item === undefined) throw new RangeError('an empty list')
  return item
}

/** Every kind of edit that the screen offers. */
const MAKES: readonly Make[] = [
  (d, n) => {
    const { at, filter, channel, row, column } = somewhere(d, n)
    return edits.setWeight(d, at, [filter, channel, row, column], n(2000) / 100 - 10)
  },
  (d, n) => edits.setBias(d, somewhere(d, n).at, somewhere(d, n).filter % 2, n(100) / 10),
  (d, n) => edits.changeLayer(d, somewhere(d, n).at, { groups: 1 + n(4) }),
  (d, n) => edits.changeLayer(d, somewhere(d, n).at, { outChannels: 1 + n(24) }),
  (d, n) => edits.changeLayer(d, somewhere(d, n).at, { kernelSize: [1 + n(5), 1 + n(5)] }),
  (d, n) => edits.changeLayer(d, somewhere(d, n).at, { bias: n(2) === 0, stride: [1 + n(2), 1] }),
  (d, n) => edits.addLayer(d, newLayer(pick(ADDABLE, n).type, 3 + n(9), 1 + n(3)), n(d.layers.length + 1)),
  (d, n) => edits.moveLayer(d, n(d.layers.length), n(d.layers.length)),
  (d, n) => edits.removeLayer(d, n(d.layers.length)),
  (d, n) => layers.duplicateLayer(d, n(d.layers.length)),
  (d, n) => layers.toggleBypass(d, n(d.layers.length)),
  (d, n) => filters.addFilter(d, somewhere(d, n).at, n(4)),
  (d, n) => {
    const { at, filter } = somewhere(d, n)
    return filters.duplicateFilters(d, at, [filter])
  },
  (d, n) => {
    const { at, filter } = somewhere(d, n)
    return filters.removeFilters(d, at, [filter])
  },
  (d, n) => {
    const { at, filter, outChannels } = somewhere(d, n)
    return filters.moveFilters(d, at, [filter], n(outChannels))
  },
  (d, n) => {
    const { at, filter } = somewhere(d, n)
    return edits.renameFilter(d, at, filter, `name ${n(99)}`)
  },
  (d, n) => {
    const { at, filter, channel } = somewhere(d, n)
    return filters.changeKernels(d, at, n(2) ? [{ filter }] : [{ filter, channel }], pick(WEIGHT_OPS, n))
  },
  (d, n) => {
    const { at, filter } = somewhere(d, n)
    return filters.randomiseKernels(d, at, [{ filter }], n(99))
  },
  (d, n) => {
    const { at, filter, row, column } = somewhere(d, n)
    return filters.setLinkedWeight(d, at, [filter, row, column], n(50))
  },
  (d, n) => {
    const { at, filter, channel } = somewhere(d, n)
    const target = pick(['kernel', 'filter', 'bank'] as const, n)
    return putPreset(d, at, pick(PRESET_LIST, n), target, { filter, filters: [filter], channel })
  },
  (d, n) => {
    const { at, filter, channel, row, column } = somewhere(d, n)
    const place = { filter, channel, cell: [row, column] as const, linked: n(2) === 0 }
    return pasteNumbers(d, at, place, { shape: [1, 1], values: Float32Array.of(n(9)) })
  },
  (d, n) => edits.setInput(d, { range: pick(['0..1', '-1..1', 'imagenet'] as const, n) }),
  (d, n) =>
    edits.setInput(d, {
      crop: pick([null, { x: n(50), y: n(50), width: 1 + n(50), height: 1 + n(50) }], n),
      size: pick([null, { width: 224, height: 224, shorter: 256 }, { width: 1 + n(9), height: 1 + n(9) }], n),
    }),
  (d, n) => edits.setResolution(d, pick([256, 512, 0], n)),
  (d, n) => edits.renameDocument(d, `document ${n(99)}`),
  (d, n) => edits.setPhoto(d, photo(`photo ${n(9)}`)),
  (d, n) =>
    n(12) === 0 ? layers.setPipeline(d, pick(READY_PIPELINES, n)) : edits.renameDocument(d, 'again'),
]

/** All of a document as text: every bit of every number, the photo by its object. */
function picture(document: FilterbankDocument, photos: Map<unknown, number>): string {
  const bits = (_: string, value: unknown) =>
    value instanceof Float32Array ? Array.from(new Uint32Array(value.slice().buffer)).join() : value
  if (!photos.has(document.photo)) photos.set(document.photo, photos.size)
  return JSON.stringify({ ...document, photo: photos.get(document.photo) }, bits)
}

test('any 200 edits undone give the first document, redone the last, bit for bit', () => {
  const step = fc.record({ kind: fc.nat(), numbers: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }) })
  const steps = fc.array(step, { minLength: 200, maxLength: 200 })
  fc.assert(
    fc.property(steps, (sequence) => {
      const photos = new Map<unknown, number>()
      const history = new DocumentHistory(newDocument())
      const first = picture(history.current, photos)
      const kinds = new Set<number>()
      const seen = [first]
      for (const { kind, numbers } of sequence) {
        let next = 0
        const n = (below: number) => (numbers[next++ % numbers.length] ?? 0) % Math.max(1, below)
        try {
          const edit = MAKES[kind % MAKES.length]?.(history.current, n)
          if (edit === undefined || !history.apply(edit.label, edit.document)) continue // no change is no step
          kinds.add(kind % MAKES.length)
          seen.push(picture(history.current, photos))
        } catch (error) {
          // What an edit refuses, it refuses by name, and changes nothing.
          if (!(error instanceof ShapeError || error instanceof RangeError)) throw error
        }
      }
      expect(kinds.size).toBeGreaterThan(MAKES.length / 2)
      for (const expected of seen.slice(0, -1).reverse()) {
        history.undo()
        expect(picture(history.current, photos) === expected).toBe(true)
      }
      expect(history.canUndo).toBe(false)
      for (const expected of seen.slice(1)) {
        history.redo()
        expect(picture(history.current, photos) === expected).toBe(true)
      }
      expect(history.canRedo).toBe(false)
    }),
    { seed: 6, numRuns: 12 },
  )
})
