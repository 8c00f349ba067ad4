import { greatestCommonDivisor } from '../layers/groups.ts'
import { DEFAULT_PARAMS } from '../bank/bank.ts'
import { conv2dInfo, inChannelsOf } from '../layers/conv2d.ts'
import { conv2dCost, groupKind, type Cost, type GroupKind } from './cost.ts'
import { totalCost } from './figures.ts'
import { checkGroups, validGroups } from '../layers/groups.ts'
import type { Conv2dParams, FilterBank } from '../layers/layer.ts'
import type { Shape4 } from '../tensor.ts'

/** A Conv2d by its shapes alone. */
export interface ConvShape {
  /** (N, C_in, H, W) */
  readonly input: Shape4
  /** (C_out, C_in/groups, kH, kW) */
  readonly weight: Shape4
  readonly params: Conv2dParams
  readonly hasBias: boolean
}

/** How a variant differs from the dense layer (see costVariants). */
export type VariantKind = GroupKind | 'separable' | 'moreFilters' | 'wider'

/** Another way to connect the channels of a Conv2d, and what it costs. */
export interface CostVariant {
  /** Stable: `groups-1`, `groups-4`, `separable`, `more-filters-4`, `wider-4`. */
  readonly id: string
  readonly kind: VariantKind
  /** Of the spatial convolution. */
  readonly groups: number
  /** For a heading: "dense", "groups 4", "depthwise + 1x1". */
  readonly name: string
  /** What it does, in one sentence. */
  readonly sentence: string
  /** The convolutions, one after another: two for `separable`. The first one's input is the variant's. */
  readonly convs: readonly ConvShape[]
  /** Of each convolution. */
  readonly costs: readonly Cost[]
  /** Of all of them. */
  readonly cost: Cost
  /** Whether this is the bank as it is. */
  readonly current: boolean
}

/**
 * A Conv2d on an input of shape (N, C_in, H, W) beside its variants, with the same kernel size, stride, padding and dilation:
 * - `dense`, `grouped`, `depthwise`: every valid groups, ascending; the same maps go in and the same number comes out.
 *   Depthwise is missing where C_in does not divide C_out.
 * - `separable`: depthwise with one filter a channel and no bias, then a 1x1 convolution to C_out that has the bias
 *   (Howard et al., MobileNets, 2017). Missing for 1x1 kernels, which it cannot make cheaper.
 * - `moreFilters`: in `wideGroups` groups g, C_out * g filters on the same input: exactly the dense layer's MACs.
 * - `wider`: in g groups, with C_in : C_out as it is, the most channels whose MACs do not exceed the dense layer's. With
 *   u = gcd(C_in, C_out) that is v / u times as many, v the largest multiple of g with v^2 <= g * u^2. Missing where this
 *   is no more than there are. Its input has more channels (widenInput).
 * @param wideGroups groups of the last two, which are missing for 1
 * @throws ShapeError when the bank does not fit the input, or wideGroups do not divide its channels
 */
export function costVariants(
  input: Shape4,
  bank: FilterBank,
  wideGroups: number = bank.params.groups,
): CostVariant[] {
  const [outChannels, , ...kernel] = bank.weight.shape
  const inChannels = inChannelsOf(bank)
  conv2dInfo(input, bank.weight.shape, bank.params)
  checkGroups(inChannels, outChannels, wideGroups)
  const conv = (from: number, to: number, groups: number): ConvShape => ({
    input: [input[0], from, input[2], input[3]],
    weight: [to, from / groups, ...kernel],
    params: { ...bank.params, groups },
    hasBias: bank.bias !== null,
  })
  const variants: CostVariant[] = []
  const add = (id: string, kind: VariantKind, groups: number, convs: readonly ConvShape[]) => {
    const costs = convs.map(convCost)
    const current = kind === groupKind(inChannels, groups) && groups === bank.params.groups
    variants.push({
      id,
      kind,
      groups,
      ...describe(kind, groups, convs),
      convs,
      costs,
      cost: totalCost(costs),
      current,
    })
  }
  for (const groups of validGroups(inChannels, outChannels)) {
    add(`groups-${groups}`, groupKind(inChannels, groups), groups, [conv(inChannels, outChannels, groups)])
  }
  if (kernel[0] * kernel[1] > 1) {
    const depthwise = { ...conv(inChannels, inChannels, inChannels), hasBias: false }
    const pointwise: ConvShape = {
      input: conv2dInfo(depthwise.input, depthwise.weight, depthwise.params).output,
      weight: [outChannels, inChannels, 1, 1],
      params: DEFAULT_PARAMS,
      hasBias: bank.bias !== null,
    }
    add('separable', 'separable', inChannels, [depthwise, pointwise])
  }
  if (wideGroups > 1) {
    add(`more-filters-${wideGroups}`, 'moreFilters', wideGroups, [
      conv(inChannels, outChannels * wideGroups, wideGroups),
    ])
    const common = greatestCommonDivisor(inChannels, outChannels)
    const wide = wideGroups * Math.floor(Math.floor(Math.sqrt(wideGroups * common * common)) / wideGroups)
    if (wide > common) {
      const [from, to] = [(inChannels / common) * wide, (outChannels / common) * wide]
      add(`wider-${wideGroups}`, 'wider', wideGroups, [conv(from, to, wideGroups)])
    }
  }
  return variants
}

/** Cost of one convolution of a variant. @throws ShapeError when its shapes do not fit */
export function convCost({ input, weight, params, hasBias }: ConvShape): Cost {
  return conv2dCost(input, weight, { params, bias: hasBias ? { length: weight[0] } : null })
}

function describe(
  kind: VariantKind,
  groups: number,
  convs: readonly ConvShape[],
): Pick<CostVariant, 'name' | 'sentence'> {
  const [to, perGroup] = convs[0]?.weight ?? [0, 0]
  const from = perGroup * groups
  switch (kind) {
    case 'dense':
      return { name: 'dense', sentence: `Every filter sees all ${from} channels.` }
    case 'grouped':
      return { name: `groups ${groups}`, sentence: `Every filter sees ${perGroup} of ${from} channels.` }
    case 'depthwise':
      return { name: 'depthwise', sentence: 'Every filter sees a single channel.' }
    case 'separable':
      return {
        name: 'depthwise + 1x1',
        sentence: `One filter for each of ${from} channels, then a 1x1 convolution that mixes them.`,
      }
    case 'moreFilters':
      return {
        name: `groups ${groups}, ${groups} x the filters`,
        sentence: `${to} filters for exactly the arithmetic of the dense layer.`,
      }
    case 'wider':
      return {
        name: `groups ${groups}, wider`,
        sentence: `${from} channels to ${to} filters, for no more arithmetic than the dense layer.`,
      }
  }
}
