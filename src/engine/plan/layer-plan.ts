import type { Algorithm } from '../../kernels/conv/algorithm.ts'
import { conv2dInfo, type Conv2dInfo } from '../../core/layers/conv2d.ts'
import type { FilterBank, Layer, Pipeline, PointwiseLayer } from '../../core/layers/layer.ts'
import { checkEngineLimits, layerOutputShape } from '../../core/layers/pipeline.ts'
import { bandCount, bandRows } from '../../kernels/program/tiling.ts'
import { kindOf } from '../../core/layers/kinds/kinds.ts'
import type { Blend, Placement } from '../../core/layers/placement.ts'
import { passedFrom } from '../../core/layers/passed-on.ts'
import { averageCounts, poolInfo } from '../../core/layers/pool.ts'
import { ShapeError } from '../../core/errors.ts'
import type { Pair, Shape4, Tensor } from '../../core/tensor.ts'
import type { WindowAxis } from '../../core/layers/window.ts'
import type { KernelSet } from '../../kernels/wasm/sets.ts'
import { STATS_BYTES } from '../../kernels/maps/stats.ts'
import { planConv, type ConvPlan } from './conv-plan.ts'
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
      const found = kindOf(layer).asConv2d?.(input, layer)
      if (found === undefined) throw new TypeError('a transposed convolution is a plain one')
      const { info, bank, spread } = found
      const conv = knownConvPlan(set, info, bank.weight.data, only, spread)
      const { output } = info
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
      const kind = kindOf(layer)
      const placement = kind.placement?.(input, layer) ?? null
      const blend = kind.blend?.(input, layer) ?? null
      const algorithm = placement === null ? 'value by value' : 'values change places'
      return { ...plan, output, map, placement, blend, algorithm }
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

/** A single window needs no columns split for its stride: a global pooling reads the map as it lies. */
function withoutIdleStride(axis: WindowAxis): WindowAxis {
  return axis.out === 1 ? { ...axis, stride: 1 } : axis
}
