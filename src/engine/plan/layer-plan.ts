import type { Algorithm } from '../../kernels/conv/algorithm.ts'
import { conv2dInfo, type Conv2dInfo } from '../../core/layers/conv2d.ts'
import { transposedAsConv2d, transposedInfo, turned } from '../../core/layers/conv-transpose2d.ts'
import type { FilterBank, Layer, Pipeline, PointwiseLayer } from '../../core/layers/layer.ts'
import { checkEngineLimits, layerOutputShape } from '../../core/layers/pipeline.ts'
import { bandCount, bandRows } from '../../kernels/program/tiling.ts'
import type { LayerOf } from '../../core/layers/kinds/kind.ts'
import type { PixelShuffleLayer } from '../../core/layers/kinds/pixel-shuffle.ts'
import { passedFrom } from '../../core/layers/passed-on.ts'
import { averageCounts, poolInfo } from '../../core/layers/pool.ts'
import { ShapeError } from '../../core/errors.ts'
import { upsampleInfo, type Blend } from '../../core/layers/upsample.ts'
import type { Pair, Shape4, Tensor } from '../../core/tensor.ts'
import type { WindowAxis } from '../../core/layers/window.ts'
import type { KernelSet } from '../../kernels/wasm/sets.ts'
import { STATS_BYTES } from '../../kernels/maps/stats.ts'
import { planConv, type ConvPlan } from './conv-plan.ts'
import { nearestPlacement, padPlacement, shufflePlacement, type Placement } from './placement.ts'
import { planWindow, type WindowPlan } from './window-plan.ts'

/** How a map lies in memory: H * W floats, slack for vector over-reads, then a stats record for each band of rows. */
export interface MapLayout {
  readonly height: number
  readonly width: number
  readonly bandRows: number
  readonly bands: number
  readonly statsOffset: number
  readonly bytes: number
}

/** Everything about a layer of a run that follows from shapes and settings alone. */
export interface LayerPlan {
  readonly layer: Layer
  readonly input: Shape4
  readonly output: Shape4
  /** Of its input maps. */
  readonly inputMap: MapLayout
  readonly map: MapLayout
  readonly window: WindowPlan | null
  /** Of a convolution. */
  readonly conv: ConvPlan | null
  /** The filters that it convolves with; of a transposed convolution its own, turned. */
  readonly bank: FilterBank | null
  /** Of average pooling: sums are divided by rows[y] * columns[x]. */
  readonly counts: { readonly rows: Float32Array; readonly columns: Float32Array } | null
  /** Of layers that put values at other places. */
  readonly placement: Placement | null
  /** Of layers that blend neighbouring values. */
  readonly blend: { readonly rows: Blend; readonly columns: Blend } | null
  /** Of layers that compute nothing: the input map that stands as an output map, both n * C + c. */
  readonly passedFrom: ((map: number) => number) | null
  /** The algorithm and why, for people. */
  readonly algorithm: string
}

/** Bytes of slack behind a map, for vector over-reads. */
const SLACK_BYTES = 64
/** Floats of a band where nothing but its size matters: 256 KB. */
const PLAIN_BAND_FLOATS = 65_536

/** The layout of a map whose bands have this many rows. */
export function mapLayout(height: number, width: number, rows: number): MapLayout {
  const statsOffset = Math.ceil((height * width * 4 + SLACK_BYTES) / 64) * 64
  const bands = bandCount(height, rows)
  return { height, width, bandRows: rows, bands, statsOffset, bytes: statsOffset + bands * STATS_BYTES }
}

/** The layout of a map that is computed value by value. */
export function plainMapLayout(height: number, width: number): MapLayout {
  return mapLayout(height, width, Math.min(height, Math.max(1, Math.floor(PLAIN_BAND_FLOATS / width))))
}

/**
 * Plan every layer.
 * @param only the algorithm that every filter it can compute is to have; null for the fastest of each
 * @throws ShapeError, with the layer's position, where a layer does not fit its input or the engine
 */
export function planPipeline(
  input: Shape4,
  layers: Pipeline,
  set: KernelSet,
  only: Algorithm | null = null,
): LayerPlan[] {
  checkEngineLimits(input, layers)
  const plans: LayerPlan[] = []
  let shape = input
  let inputMap = plainMapLayout(input[2], input[3])
  for (const [index, layer] of layers.entries()) {
    try {
      const plan = planLayer({ shape, inputMap }, layer, set, only)
      plans.push(plan)
      shape = plan.output
      if (plan.passedFrom === null) inputMap = plan.map
    } catch (error) {
      if (error instanceof ShapeError) throw new ShapeError(error.message, error.field, index)
      throw error
    }
  }
  return plans
}

/** A run, planned. */
export interface PlannedRun {
  readonly input: Tensor
  /** See RunOptions; null for the fastest algorithm of each filter. */
  readonly only: Algorithm | null
  readonly plans: readonly LayerPlan[]
}

/** Plan a run. @throws ShapeError as planPipeline */
export function plannedRun(
  input: Tensor,
  layers: Pipeline,
  set: KernelSet,
  only: Algorithm | null,
): PlannedRun {
  return { input, only, plans: planPipeline(input.shape, layers, set, only) }
}

/** Filters turned, by what they were: kept, as packed weights are kept by the bank that they are of. */
const turnedBanks = new WeakMap<FilterBank, FilterBank>()

function turnedBank(bank: FilterBank): FilterBank {
  const known = turnedBanks.get(bank) ?? turned(bank)
  turnedBanks.set(bank, known)
  return known
}

/** The last plan made for some weights: looking through all of them for faster algorithms takes a millisecond. */
const convPlans = new WeakMap<Float32Array, { readonly key: string; readonly plan: ConvPlan }>()

function knownConvPlan(
  set: KernelSet,
  info: Conv2dInfo,
  weight: Float32Array,
  only: Algorithm | null,
  spread: Pair = [1, 1],
): ConvPlan {
  const key = JSON.stringify([set, info, only, spread])
  const known = convPlans.get(weight)
  if (known?.key === key) return known.plan
  const plan = planConv(set, info, weight, only, spread)
  convPlans.set(weight, { key, plan })
  return plan
}

interface LayerInput {
  readonly shape: Shape4
  readonly inputMap: MapLayout
}

function planLayer(
  { shape: input, inputMap }: LayerInput,
  layer: Layer,
  set: KernelSet,
  only: Algorithm | null,
): LayerPlan {
  const plan = {
    layer,
    input,
    inputMap,
    window: null,
    conv: null,
    bank: null,
    counts: null,
    placement: null,
    blend: null,
    passedFrom: null,
  }
  switch (layer.type) {
    case 'conv2d': {
      const { bank } = layer
      const info = conv2dInfo(input, bank.weight.shape, bank.params)
      const conv = knownConvPlan(set, info, bank.weight.data, only)
      const { output } = info
      const map = mapLayout(output[2], output[3], conv.bandRows)
      return { ...plan, output, map, window: conv.window, conv, bank, algorithm: conv.reason }
    }
    case 'convTranspose2d': {
      const output = layerOutputShape(input, layer)
      const bank = turnedBank(layer.bank)
      const info = transposedAsConv2d(transposedInfo(input, layer), bank)
      const conv = knownConvPlan(set, info, bank.weight.data, only, bank.params.stride)
      const map = mapLayout(output[2], output[3], conv.bandRows)
      return { ...plan, output, map, window: conv.window, conv, bank, algorithm: conv.reason }
    }
    case 'globalAvgPool2d': {
      const output = layerOutputShape(input, layer)
      return { ...plan, output, map: plainMapLayout(1, 1), algorithm: 'the means that the maps are known by' }
    }
    case 'pad':
    case 'upsample':
    case 'pixelShuffle':
    case 'pixelUnshuffle': {
      const output = layerOutputShape(input, layer)
      const map = plainMapLayout(output[2], output[3])
      return { ...plan, output, map, ...movedValues(input, output, layer) }
    }
    case 'maxPool2d':
    case 'avgPool2d': {
      const { output, ...axes } = poolInfo(input, layer)
      const [h, w] = [withoutIdleStride(axes.h), withoutIdleStride(axes.w)]
      const window = planWindow(h, w, layer.type === 'maxPool2d' ? 'minusInfinity' : 'zeros')
      const rows = bandRows(output[2], input[3] * h.stride * 4, w.out * h.kernel * w.kernel, 1)
      const map = mapLayout(output[2], output[3], rows)
      const counts = layer.type === 'avgPool2d' ? averageCounts({ h, w }, layer.countIncludePad) : null
      return { ...plan, output, map, window, counts, algorithm: 'direct' }
    }
    case 'channelShuffle':
    case 'identity': {
      const output = layerOutputShape(input, layer)
      const [, channels, height, width] = output
      const passed = (map: number) => {
        const channel = map % channels
        return map - channel + (passedFrom(layer, channel, channels) ?? channel)
      }
      const algorithm =
        layer.type === 'identity' ? 'none: the maps are passed on' : 'none: the maps change places'
      return { ...plan, output, map: plainMapLayout(height, width), passedFrom: passed, algorithm }
    }
    default: {
      layer satisfies PointwiseLayer
      const output = layerOutputShape(input, layer)
      const map = plainMapLayout(output[2], output[3])
      return { ...plan, output, map, algorithm: 'value by value' }
    }
  }
}

function movedValues(
  input: Shape4,
  output: Shape4,
  layer: LayerOf<'pad' | 'upsample'> | PixelShuffleLayer,
): Pick<LayerPlan, 'placement' | 'blend' | 'algorithm'> {
  const placed = (placement: Placement) => ({ placement, blend: null, algorithm: 'values change places' })
  if (layer.type === 'pad') return placed(padPlacement(input, layer))
  if (layer.type !== 'upsample') return placed(shufflePlacement(input, output, layer))
  const { rows, columns } = upsampleInfo(input, layer)
  if (layer.mode === 'nearest') return placed(nearestPlacement(rows, columns))
  return { placement: null, blend: { rows, columns }, algorithm: 'value by value' }
}

/** A single window needs no columns split for its stride: a global pooling reads the map as it lies. */
function withoutIdleStride(axis: WindowAxis): WindowAxis {
  return axis.out === 1 ? { ...axis, stride: 1 } : axis
}
