import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BANK_PRESETS } from '../../../../src/core/presets/bank-presets.ts'
import { FormatError, ShapeError } from '../../../../src/core/errors.ts'
import { MAX_KERNEL, MAX_NAME, MAX_SPAN } from '../../../../src/core/layers/limits.ts'
import { pipelineShapes } from '../../../../src/core/layers/pipeline.ts'
import { repairs } from '../../../../src/core/bank/repair.ts'
import type { Shape4 } from '../../../../src/core/tensor.ts'
import { readBank, writeBank } from '../../../../src/formats/bank-json.ts'
import { readLink, writeLink } from '../../../../src/formats/link.ts'
import { readProject, writeProject } from '../../../../src/formats/project-zip.ts'
import type { ProjectView } from '../../../../src/formats/project-view.ts'
import { documentValue, readStoredDocument } from '../../../../src/formats/stored-document.ts'
import { attempt } from '../../../../src/state/document/attempt.ts'
import { activeLayers, runningLayers } from '../../../../src/state/document/bypass.ts'
import type { FilterbankDocument } from '../../../../src/state/document/document.ts'
import { setChannelValue } from '../../../../src/state/document/channel-edits.ts'
import { DocumentHistory } from '../../../../src/state/document/history.svelte.ts'
import * as edits from '../../../../src/state/document/edits.ts'
import * as filters from '../../../../src/state/document/filter-edits.ts'
import { putPreset } from '../../../../src/state/document/preset-edits.ts'
import * as layerEdits from '../../../../src/state/document/layer-edits.ts'
import { layerSettings, type LayerSettings } from '../../../../src/state/document/layer-settings.ts'
import { ParamsDraft } from '../../../../src/state/document/params-draft.svelte.ts'
import { toStored } from '../../../../src/state/saving/project-parts.ts'
import { ADDABLE, newLayer } from '../../../../src/ui/choices/new-layer.ts'
import { SEED } from '../../core/arbitraries.ts'
import { smallDocument } from '../documents.ts'

/*
 * Whatever the controls accept is kept bit for bit by everything that keeps documents; what they refuse is refused there, with
 * a message at a control.
 */

const INPUT: Shape4 = [1, 3, 24, 40]
const VIEW: ProjectView = {
  layer: 0,
  filter: 0,
  channel: 0,
  colorMap: 'signed',
  range: 'group',
  fixed: null,
  shown: 'signed',
}

/** Small numbers mostly, and those on both sides of every limit. */
const size = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 7 }) },
  fc.constantFrom(
    -1,
    2.5,
    20,
    24,
    30,
    MAX_KERNEL,
    MAX_KERNEL + 1,
    40,
    64,
    1024,
    1025,
    MAX_SPAN,
    MAX_SPAN + 1,
    1e9,
  ),
)
const pair = fc.oneof(
  size.map((each) => [each, each] as const),
  fc.tuple(size, size),
)

const settings: fc.Arbitrary<LayerSettings> = fc.record(
  {
    outChannels: size,
    kernelSize: pair,
    stride: pair,
    padding: fc.oneof(pair, fc.constantFrom('same' as const, 'valid' as const)),
    paddingMode: fc.constantFrom('zeros', 'reflect', 'replicate', 'circular'),
    dilation: pair,
    groups: size,
    bias: fc.boolean(),
    ceilMode: fc.boolean(),
    countIncludePad: fc.boolean(),
    negativeSlope: fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0)),
  },
  { requiredKeys: [] },
)

const act = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('set' as const), at: fc.nat(9), settings }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'weight',
        'bias',
        'name',
        'rename',
        'add',
        'remove',
        'move',
        'duplicate',
        'bypass',
        'addFilter',
        'removeFilter',
        'preset',
        'affine',
        'input',
        'repair',
      ),
      at: fc.nat(9),
      n: fc.nat(),
      value: fc.float(),
      text: fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('x'.repeat(MAX_NAME + 1))),
    }),
  },
)
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

/** An edit that the screen offers, made of random numbers; null where this layer has none of the kind. */
function editOf(document: FilterbankDocument, todo: Exclude<Act, { kind: 'set' }>): edits.Edit | null {
  const { layers } = document
  const at = todo.at % Math.max(1, layers.length)
  const layer = layers[at]
  const { kind, n, value, text } = todo
  const addable = ADDABLE[n % ADDABLE.length]?.type ?? 'relu'
  if (kind === 'rename') return edits.renameDocument(document, text)
  if (kind === 'input') return edits.setInput(document, { matte: n % 2 === 0 ? '#a0b1c2' : '#FFFFFF' })
  if (kind === 'add') return edits.addLayer(document, newLayer(addable, 3, 1), at)
  if (kind === 'repair') {
    const way = repairs(INPUT, runningLayers(document))[0]
    return way === undefined ? null : layerEdits.repairLayers(document, way)
  }
  if (layer === undefined) return null
  if (kind === 'remove') return edits.removeLayer(document, at)
  if (kind === 'move') return edits.moveLayer(document, at, n % layers.length)
  if (kind === 'duplicate') return layerEdits.duplicateLayer(document, at)
  if (kind === 'bypass') return layerEdits.toggleBypass(document, at)
  if (kind === 'affine') {
    const channel = layer.type === 'affine' ? n % layer.scale.length : 0
    return layer.type === 'affine' ? setChannelValue(document, at, 'scale', channel, value) : null
  }
  if (layer.type !== 'conv2d') return null
  const [count, perGroup, height, width] = layer.bank.weight.shape
  const filter = n % count
  if (kind === 'weight') {
    const place = [filter, n % perGroup, n % height, n % width] as const
    return edits.setWeight(document, at, place, value)
  }
  if (kind === 'bias') return edits.setBias(document, at, filter, value)
  if (kind === 'name') return edits.renameFilter(document, at, filter, text)
  if (kind === 'addFilter') return filters.addFilter(document, at, filter)
  if (kind === 'removeFilter') return filters.removeFilters(document, at, [filter])
  const preset = BANK_PRESETS[n % BANK_PRESETS.length]
  if (preset === undefined) return null
  return putPreset(document, at, { kind: 'bank', preset }, 'bank', {
    filter,
    channel: 0,
    filters: [filter],
  })
}

/** All that a document holds, bit for bit: which zero, which number, NaN as any NaN. */
function bitsOf(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (ArrayBuffer.isView(each))
      return Array.from(each as Float32Array, (x) => (Object.is(x, -0) ? '-0' : String(x)))
    if (typeof each === 'number') return Object.is(each, -0) ? '-0' : String(each)
    return each
  })
}

function fits(document: FilterbankDocument): boolean {
  try {
    pipelineShapes([1, 3, 2 ** 20, 2 ** 20], activeLayers(document))
    return true
  } catch (error) {
    if (error instanceof ShapeError) return false
    throw error
  }
}

/** Write a document in every form and read it back. */
function expectKept(document: FilterbankDocument): void {
  const { name, input, layers, resolution, bypassed = [] } = document
  const stored = toStored(document)
  expect(bitsOf(readStoredDocument(structuredClone(documentValue(stored))).bank)).toBe(bitsOf(stored.bank))
  const all = { bank: { name, input, layers }, resolution, view: VIEW, bypassed }
  const { photo: _, ...fromFile } = readProject(writeProject({ ...all, name: 'p', photo: null }))
  expect(bitsOf([fromFile.bank, fromFile.bypassed ?? []])).toBe(bitsOf([all.bank, bypassed]))
  if (fits(document)) {
    const bank = { name, input, layers: activeLayers(document) }
    expect(bitsOf(readBank(writeBank(bank)))).toBe(bitsOf(bank))
  }
  try {
    const linked = readLink(writeLink(all))
    expect(bitsOf([linked.bank, linked.bypassed ?? []])).toBe(bitsOf([all.bank, bypassed]))
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    expect(error.message).toMatch(/make a link of \d+ characters/) // too much for any link, which is told
  }
}

test('what the controls accept is kept by storage, files and links; what they refuse says where', () => {
  const counts = { accepted: 0, refused: 0 }
  fc.assert(
    fc.property(fc.array(act, { maxLength: 8 }), (acts) => {
      const history = new DocumentHistory(smallDocument())
      const selected = $state({ layer: 0 })
      const draft = new ParamsDraft({
        get document() {
          return history.current
        },
        get layer() {
          return selected.layer
        },
        visit: 0,
        inputShape: INPUT,
        baseOf: () => ({ document: history.current, isOpen: false }),
        apply: ({ label, document }, gesture) => history.apply(label, document, gesture),
      })
      for (const todo of acts) {
        const before = history.current
        if (todo.kind === 'set') {
          selected.layer = todo.at % Math.max(1, before.layers.length)
          const own = Object.keys(layerSettings(before.layers[selected.layer] ?? { type: 'relu' }))
          const changes = Object.fromEntries(
            Object.entries(todo.settings).filter(([key]) => own.includes(key)),
          )
          const isSet = draft.set(changes)
          counts[isSet ? 'accepted' : 'refused'] += 1
          if (!isSet && before.layers.length > 0) {
            expect(history.current).toBe(before)
            const [[field, message] = ['', ''], ...more] = Object.entries(draft.errors)
            expect([field, message, more]).toEqual([
              expect.stringMatching(/\w/),
              expect.stringMatching(/\w\w/),
              [],
            ])
          }
          draft.discard()
        } else {
          const edit = attempt(() => editOf(before, todo) ?? { label: '', document: before }, before)
          if (edit instanceof ShapeError) expect(edit.message).toMatch(/^[A-Z\d].+\.$|^\w+ (should|must) /)
          else history.apply(edit.label, edit.document)
        }
      }
      expectKept(history.current)
    }),
    { ...SEED, numRuns: 150 },
  )
  expect(counts.accepted).toBeGreaterThan(100)
  expect(counts.refused).toBeGreaterThan(100)
})
