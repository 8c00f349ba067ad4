import { kaimingUniform } from '../../core/bank/kernel-ops.ts'
import { CHARTS } from '../../core/image/charts.ts'
import type { ColorMapName } from '../../core/image/colors.ts'
import type { BankDocument } from '../../core/layers/layer.ts'
import { READY_PIPELINES } from '../../core/presets/ready-pipelines.ts'
import { TRAINED } from '../../core/presets/trained.ts'
import { elementCount, type Shape4 } from '../../core/tensor.ts'
import { readFittingBank } from '../bank-json.ts'
import { readConvSettings } from '../layers/conv2d.ts'
import { readInteger, readObject, readWord, refuse, type Node } from '../json-reader.ts'
import { readResolution } from '../project-view.ts'

/** Pictures that come with the app: photos, and charts that are drawn. */
export const LESSON_PHOTOS: readonly string[] = [
  'still-life',
  'plane',
  'allium',
  'alps',
  'cat',
  ...CHARTS.map(({ id }) => id),
]
/** Tabs of the drawer, which are parts of the screen on a phone. */
export const LESSON_TABS = ['filter', 'inspect', 'cost', 'code'] as const
/** Parts of the tab Cost. */
export const LESSON_COST_PARTS = ['variants', 'layers', 'roofline', 'blocks', 'formulas'] as const
const COLOR_MAPS = ['gray', 'viridis', 'magma', 'signed'] as const satisfies readonly ColorMapName[]
const RANGES = ['map', 'group', 'layer'] as const
/** How one map is seen large, or that it is not. */
const LARGE = ['no', 'split', 'side', 'map', 'rgb', 'difference'] as const

/** Layers by name: a pipeline to start from, or trained filters; or all of a bank. */
export type SetupLayers =
  | { readonly type: 'bank'; readonly bank: BankDocument }
  | { readonly type: 'ready'; readonly id: string }
  | { readonly type: 'trained'; readonly id: string }

/** What is looked at, and how. Positions count from 0. */
export interface SetupView {
  /** Null: the last layer with filters. */
  readonly layer: number | null
  readonly filter: number
  readonly channel: number
  readonly colorMap: ColorMapName
  readonly range: (typeof RANGES)[number]
  /** Null: as it is, with Filter. */
  readonly tab: (typeof LESSON_TABS)[number] | null
  readonly costPart: (typeof LESSON_COST_PARTS)[number]
  readonly large: (typeof LARGE)[number]
}

/** What the app shows when a step begins. */
export interface Setup {
  readonly photo: string
  /** Long side of the working picture in pixels, 0 for the photo's own. */
  readonly resolution: number
  readonly layers: SetupLayers
  readonly view: SetupView
}

const RESOLUTION = 512
const MAX_POSITION = 1023

/** @throws FormatError with the path of the field */
export function readSetup(node: Node): Setup {
  const fields = readObject(node, [], ['photo', 'resolution', 'bank', 'ready', 'trained', 'view'])
  const { bank, ready, trained } = fields
  const given = [bank, ready, trained].filter((each) => each !== undefined)
  if (given.length !== 1) {
    refuse(
      node,
      `expected one of bank, ready, trained, but got ${given.length === 0 ? 'none' : given.length}`,
    )
  }
  const layers = (): SetupLayers => {
    if (bank) return { type: 'bank', bank: readFittingBank({ path: bank.path, value: filled(bank) }) }
    if (ready) return { type: 'ready', id: readWord(ready, idsOf(READY_PIPELINES)) }
    return { type: 'trained', id: readWord(trained ?? node, idsOf(TRAINED)) }
  }
  return {
    photo: fields.photo ? readWord(fields.photo, LESSON_PHOTOS) : 'still-life',
    resolution: fields.resolution ? readResolution(fields.resolution) : RESOLUTION,
    layers: layers(),
    view: readLessonView(fields.view ?? { value: {}, path: `${node.path}.view` }),
  }
}

const idsOf = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id)

function readLessonView(node: Node): SetupView {
  const fields = readObject(
    node,
    [],
    ['layer', 'filter', 'channel', 'colorMap', 'range', 'tab', 'costPart', 'large'],
  )
  const position = (field: Node | undefined) => (field ? readInteger(field, 0, MAX_POSITION) : 0)
  return {
    layer: fields.layer ? position(fields.layer) : null,
    filter: position(fields.filter),
    channel: position(fields.channel),
    colorMap: fields.colorMap ? readWord(fields.colorMap, COLOR_MAPS) : 'signed',
    range: fields.range ? readWord(fields.range, RANGES) : 'group',
    tab: fields.tab ? readWord(fields.tab, LESSON_TABS) : null,
    costPart: fields.costPart ? readWord(fields.costPart, LESSON_COST_PARTS) : 'variants',
    large: fields.large ? readWord(fields.large, LARGE) : 'no',
  }
}

/**
 * The value of a bank in which a Conv2d may have `"weight": { "seed": 1 }`, with such weights filled in: random, as PyTorch
 * starts with. All else is left to the reader of banks.
 */
function filled({ value, path }: Node): unknown {
  if (typeof value !== 'object' || value === null || !('layers' in value)) return value
  const { layers } = value
  if (!Array.isArray(layers)) return value
  return {
    ...value,
    layers: layers.map((layer: unknown, i) => withWeights({ value: layer, path: `${path}.layers[${i}]` })),
  }
}

function withWeights({ value, path }: Node): unknown {
  if (typeof value !== 'object' || value === null || !('weight' in value)) return value
  const { weight } = value
  if (typeof weight !== 'object' || weight === null || !Object.hasOwn(weight, 'seed')) return value
  const { seed } = readObject({ value: weight, path: `${path}.weight` }, ['seed'])
  const { shape } = readConvSettings(settingsOf({ value, path }))
  const zeros = { height: shape[2], width: shape[3], values: emptyOf(shape, { value, path }) }
  const fanIn = shape[1] * shape[2] * shape[3]
  return { ...value, weight: kaimingUniform(zeros, fanIn, readInteger(seed, 0, 2 ** 31 - 1)).values }
}

function settingsOf({ value, path }: Node) {
  const { inChannels, outChannels, kernelSize, groups, stride, dilation } = Object(value) as Record<
    string,
    unknown
  >
  const at = (name: string, of: unknown): Node => ({ value: of, path: `${path}.${name}` })
  return {
    inChannels: at('inChannels', inChannels),
    outChannels: at('outChannels', outChannels),
    kernelSize: at('kernelSize', kernelSize),
    groups: at('groups', groups),
    stride: at('stride', stride),
    dilation: at('dilation', dilation),
  }
}

/** More weights than a lesson needs are refused before anything is allocated. */
const MAX_SEEDED = 2 ** 18

function emptyOf(shape: Shape4, node: Node): Float32Array {
  const count = elementCount(shape)
  if (count > MAX_SEEDED) refuse(node, `${count} weights by a seed: at most ${MAX_SEEDED}`)
  return new Float32Array(count)
}
