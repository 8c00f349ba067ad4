import { costFigures, type CostFigures } from '../../core/cost/figures.ts'
import type { CostVariant } from '../../core/cost/variants.ts'
import type { Measurement } from '../../engine/measure/measure.ts'
import type { MeasuredVariant } from '../../state/measuring/measurement.svelte.ts'
import { times } from '../controls/numbers.ts'
import { variantLabel } from './variant-words.ts'

/** A Conv2d or one of its variants, as a table or a card shows it. */
export interface VariantRow {
  readonly variant: CostVariant
  readonly label: string
  readonly detail: string
  readonly figures: CostFigures
  /** How many times less arithmetic than dense, '' where dense is not among them. */
  readonly predicted: string
  /** How many times faster than dense on this machine, null until both are measured. */
  readonly ratio: string | null
  /** What it took on this machine, or why that could not be measured; null until it was tried. */
  readonly measurement: Measurement | null
  readonly failure: string | null
  /** The layer can become it by other groups alone. */
  readonly isChoice: boolean
}

/** Variants of a layer as a part of the screen shows them. */
export interface ShownVariants {
  readonly caption: string
  readonly rows: readonly VariantRow[]
  /** The longest time among them, in ms. */
  readonly longest: number
  readonly onchoose: (groups: number) => void
}

/** The rows of variants, and the longest time among them, for bars. @param failed variants that could not be measured, and why */
export function variantRows(
  variants: readonly CostVariant[],
  measured: readonly MeasuredVariant[],
  failed: readonly { readonly id: string; readonly message: string }[],
): { readonly rows: readonly VariantRow[]; readonly longest: number } {
  const dense = variants.find(({ kind }) => kind === 'dense')
  const denseMs = measured.find(({ variant }) => variant.kind === 'dense')?.measurement.median
  const rows = variants.map((variant): VariantRow => {
    const measurement = measured.find((each) => each.variant.id === variant.id)?.measurement ?? null
    return {
      variant,
      ...variantLabel(variant),
      figures: costFigures(variant.cost),
      predicted: dense === undefined ? '' : times(dense.cost.macs / variant.cost.macs),
      ratio: measurement === null || denseMs === undefined ? null : times(denseMs / measurement.median),
      measurement,
      failure: failed.find(({ id }) => id === variant.id)?.message ?? null,
      isChoice: ['dense', 'grouped', 'depthwise'].includes(variant.kind) && !variant.current,
    }
  })
  return { rows, longest: Math.max(0, ...measured.map(({ measurement }) => measurement.high)) }
}
