import { createBank } from '../../core/bank/bank.ts'
import type { Conv2dParams, Layer, Pipeline } from '../../core/layers/layer.ts'
import { channelsOf } from './conv-shape.ts'
import { defaultSettings, type DefaultSettings } from './default-settings.ts'
import type { BatchNormChoice, ConvChoice, FoundConv } from './model-file.ts'

/** What a person says of a chosen convolution beside what the file says. */
export type Overrides = ReadonlyMap<string, Partial<Conv2dParams>>

/** What stands between two convolutions that are taken: files of weights do not say it. */
export const BETWEEN = ['none', 'relu', 'leakyRelu', 'sigmoid', 'tanh'] as const
/** One of them. */
export type Between = (typeof BETWEEN)[number]

/** A chosen convolution in its place. */
export interface PlannedConv extends DefaultSettings {
  readonly conv: FoundConv
  /** Channels that come in. */
  readonly before: number
  /** Channels that it reads, for the groups that it has. */
  readonly reads: number
  /** Whether a 1 x 1 Conv2d stands before it, that makes the channels it reads of those that come in. */
  readonly isMixed: boolean
}

/**
 * The chosen convolutions one behind the other, on what comes before them.
 * @param before channels that come in: 3 of a photo, or those of the last layer
 */
export function planConvs(
  convs: readonly FoundConv[],
  overrides: Overrides,
  before: number,
): readonly PlannedConv[] {
  const planned: PlannedConv[] = []
  for (const conv of convs) {
    const known = { ...conv, settings: { ...conv.settings, ...overrides.get(conv.name) } }
    const settings = defaultSettings(known, before)
    const [reads, makes] = channelsOf(conv, settings.params.groups)
    planned.push({ ...settings, conv, before, reads, isMixed: reads !== before })
    before = makes
  }
  return planned
}

/** What is asked of the file for a plan. @param eps of every BatchNorm for which the file does not say it; null for what is usual */
export function choicesOf(
  plan: readonly PlannedConv[],
  batchNorm: BatchNormChoice,
  eps: number | null,
): ConvChoice[] {
  return plan.map(({ conv, params }) => ({
    name: conv.name,
    params,
    batchNorm,
    ...(eps === null || conv.usualEps === undefined ? {} : { eps }),
  }))
}

/**
 * The layers of a plan: those of the file, in order, with mixers before and activations between where the plan has them.
 * @param taken what the file gave for `choicesOf(plan, batchNorm, eps)`
 */
export function assemble(
  plan: readonly PlannedConv[],
  taken: Pipeline,
  batchNorm: BatchNormChoice,
  between: Between,
): Layer[] {
  const rest = [...taken]
  return plan.flatMap(({ conv, before, reads, isMixed }, i) => {
    const own = rest.splice(0, conv.batchNorm && batchNorm === 'affine' ? 2 : 1)
    return [
      ...(i > 0 && between !== 'none' ? [activation(between)] : []),
      ...(isMixed ? [mixer(before, reads)] : []),
      ...own,
    ]
  })
}

/** A 1 x 1 Conv2d that passes channels on, counted round where there are fewer. */
function mixer(before: number, after: number): Layer {
  return { type: 'conv2d', bank: createBank(before, after, [1, 1]) }
}

function activation(between: Exclude<Between, 'none'>): Layer {
  return between === 'leakyRelu' ? { type: between, negativeSlope: 0.01 } : { type: between }
}
