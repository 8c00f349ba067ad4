import { conv2dInfo } from '../core/conv2d.ts'
import type { FilterBank, Layer, Pipeline } from '../core/layers.ts'
import { checkEngineLimits, layerOutputShape } from '../core/pipeline.ts'
import { bandCount, bandRows } from '../core/planner.ts'
import { averageCounts, poolInfo } from '../core/pool.ts'
import { ShapeError } from '../core/errors.ts'
import type { Shape4 } from '../core/tensor.ts'
import type { WindowAxis } from '../core/window.ts'
import { convBlock } from '../kernels/blocks.ts'
import { inputGeometry, needsHalo } from '../kernels/halo.ts'
import type { Border, ConvBlock, HaloGeometry } from '../kernels/program.ts'
import type { KernelSet } from '../kernels/sets.ts'
import { STATS_BYTES } from '../kernels/stats.ts'

/** How a map lies in memory: H * W floats, slack for vector over-reads, then a stats record for each band of rows. */
export interface MapLayout {
  readonly height: number
  readonly width: number
  readonly bandRows: number
  readonly bands: number
  readonly statsOffset: number
  readonly bytes: number
}

/** What a sliding window (convolution or pooling) reads. */
export interface WindowPlan {
  readonly h: WindowAxis
  readonly w: WindowAxis
  readonly border: Border
  /** Whether it reads haloed planes; else the maps as they are. */
  readonly haloed: boolean
  /** Of the planes it reads. */
  readonly geometry: HaloGeometry
}

/** Everything about a layer of a run that follows from shapes and settings alone. */
export interface LayerPlan {
  readonly layer: Layer
  readonly input: Shape4
  readonly output: Shape4
  readonly map: MapLayout
  readonly window: WindowPlan | null
  /** Of a convolution. */
  readonly block: ConvBlock | null
  /** Of average pooling: sums are divided by rows[y] * columns[x]. */
  readonly counts: { readonly rows: Float32Array; readonly columns: Float32Array } | null
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
 * @throws ShapeError, with the layer's position, where a layer does not fit its input or the engine
 */
export function planPipeline(input: Shape4, layers: Pipeline, set: KernelSet): LayerPlan[] {
  checkEngineLimits(input, layers)
  const plans: LayerPlan[] = []
  let shape = input
  for (const [index, layer] of layers.entries()) {
    try {
      const plan = planLayer(shape, layer, set)
      plans.push(plan)
      shape = plan.output
    } catch (error) {
      if (error instanceof ShapeError) throw new ShapeError(error.message, error.field, index)
      throw error
    }
  }
  return plans
}

function planLayer(input: Shape4, layer: Layer, set: KernelSet): LayerPlan {
  switch (layer.type) {
    case 'conv2d':
      return planConv2d(input, layer, layer.bank, set)
    case 'maxPool2d':
    case 'avgPool2d': {
      const { output, h, w } = poolInfo(input, layer)
      const window = planWindow(h, w, layer.type === 'maxPool2d' ? 'minusInfinity' : 'zeros')
      const rows = bandRows(output[2], input[3] * h.stride * 4, w.out * h.kernel * w.kernel, 1)
      const map = mapLayout(output[2], output[3], rows)
      const counts = layer.type === 'avgPool2d' ? averageCounts({ h, w }, layer.countIncludePad) : null
      return { layer, input, output, map, window, block: null, counts, algorithm: 'direct' }
    }
    case 'channelShuffle':
    case 'relu':
    case 'leakyRelu':
    case 'sigmoid':
    case 'tanh':
    case 'abs':
    case 'affine': {
      const output = layerOutputShape(input, layer)
      const map = plainMapLayout(output[2], output[3])
      const algorithm = layer.type === 'channelShuffle' ? 'none: the maps change places' : 'value by value'
      return { layer, input, output, map, window: null, block: null, counts: null, algorithm }
    }
  }
}

function planConv2d(input: Shape4, layer: Layer, bank: FilterBank, set: KernelSet): LayerPlan {
  const info = conv2dInfo(input, bank.weight.shape, bank.params)
  const { h, w, output } = info
  const window = planWindow(h, w, info.paddingMode)
  const block = convBlock(set, info)
  const taps = info.inPerGroup * h.kernel * w.kernel
  const rows = bandRows(output[2], info.inPerGroup * input[3] * h.stride * 4, taps * w.out, block.rows)
  const map = mapLayout(output[2], output[3], rows)
  const algorithm = `direct, ${block.filters} filters x ${block.rows} rows x ${block.vectors} vectors`
  return { layer, input, output, map, window, block, counts: null, algorithm }
}

/** What a window over these axes reads. */
export function planWindow(h: WindowAxis, w: WindowAxis, border: Border): WindowPlan {
  return { h, w, border, haloed: needsHalo(h, w), geometry: inputGeometry(h, w) }
}
