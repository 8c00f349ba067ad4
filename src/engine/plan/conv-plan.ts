import type { Conv2dInfo } from '../../core/layers/conv2d.ts'
import type { Pair } from '../../core/tensor.ts'
import type { Algorithm, FasterAlgorithm } from '../../kernels/conv/algorithm.ts'
import type { TileSize } from '../../kernels/conv/face.ts'
import { chooseAlgorithms, waysOf } from '../../kernels/conv/choose.ts'
import { convBlock } from '../../kernels/conv/direct/blocks.ts'
import { directRows, directTiles } from '../../kernels/conv/direct/plan.ts'
import type { ConvBlock } from '../../kernels/conv/direct/shape.ts'
import { FASTER, PLANNING, planFaster, type NamedPlan } from '../../kernels/conv/planning.ts'
import { NO_FILL } from '../../kernels/maps/window-fill.ts'
import type { KernelSet } from '../../kernels/wasm/sets.ts'
import { layoutOf, planWindow, type WindowPlan } from './window-plan.ts'

/** How a convolution is computed; it follows from shapes and weights alone. */
export interface ConvPlan {
  readonly set: KernelSet
  readonly info: Conv2dInfo
  /** Of direct convolution. */
  readonly block: ConvBlock
  /** Of direct convolution of single filters: for input that a faster algorithm does not take. */
  readonly singleBlock: ConvBlock
  /** Of each filter. */
  readonly algorithms: readonly Algorithm[]
  readonly reason: string
  /** Rows of a band. */
  readonly bandRows: number
  readonly window: WindowPlan
  readonly direct: TileSize
  /** Of those that filters have. */
  readonly faster: Readonly<Partial<Record<FasterAlgorithm, NamedPlan>>>
}

/**
 * Plan a convolution. The form of its maps, bands included, follows from the shape alone: an edit keeps the maps of other filters.
 * @param weight OIHW
 * @param only see chooseAlgorithms @param spread see WindowPlan
 */
export function planConv(
  set: KernelSet,
  info: Conv2dInfo,
  weight: Float32Array,
  only: Algorithm | null,
  spread: Pair = [1, 1],
): ConvPlan {
  const block = convBlock(set, info)
  const { algorithms, reason } = chooseAlgorithms(info, weight, only)
  // At most one of those that suit a shape has bands or a fill of its own.
  const suiting = waysOf(info, only).map(({ algorithm }) => PLANNING[algorithm])
  const bandRows = suiting.find((each) => each.bandRows)?.bandRows?.(info) ?? directRows(info, block)
  const fill = suiting.find((each) => each.fill)?.fill?.(info) ?? NO_FILL
  const window = planWindow(info.h, info.w, info.paddingMode, fill, spread)
  const plan = {
    set,
    info,
    block,
    singleBlock: convBlock(set, { ...info, outPerGroup: 1 }),
    algorithms,
    reason: algorithms.includes('direct')
      ? `${reason}, ${block.filters} filters x ${block.rows} rows x ${block.vectors} vectors`
      : reason,
    bandRows,
    direct: directTiles(info, block, bandRows),
  }
  return overWindow({ ...plan, window, faster: {} }, window)
}

/** The same convolution over windows that read other planes: those of a band by itself, say. */
export function overWindow(conv: ConvPlan, window: WindowPlan): ConvPlan {
  const layer = { ...conv, layout: layoutOf(window) }
  const used = FASTER.filter((algorithm) => conv.algorithms.includes(algorithm))
  const faster = Object.fromEntries(used.map((algorithm) => [algorithm, planFaster(algorithm, layer)]))
  return { ...conv, window, faster }
}
