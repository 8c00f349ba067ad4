import { formatNumber } from '../controls/numbers.ts'
import type { CostVariant } from '../../core/cost/variants.ts'

/** A variant's name in a table, and what tells it from others of its kind. */
export function variantLabel({ kind, groups, convs }: CostVariant): {
  readonly label: string
  readonly detail: string
} {
  const [first] = convs
  const [from, to] = [first?.input[1] ?? 0, first?.weight[0] ?? 0]
  switch (kind) {
    case 'dense':
      return { label: 'Dense', detail: 'g 1' }
    case 'grouped':
      return { label: 'Grouped', detail: `g ${groups}` }
    case 'depthwise':
      return { label: 'Depthwise', detail: `g ${groups}` }
    case 'separable':
      return { label: 'Depthwise + 1 × 1', detail: `g ${groups}, then dense` }
    case 'moreFilters':
      return { label: 'Same cost, more filters', detail: `g ${groups}, ${from}→${to}` }
    case 'wider':
      return { label: 'Same cost, wider', detail: `g ${groups}, ${from}→${to}` }
  }
}

/** A ratio to two or three digits, as "5.8 ×". */
export function times(ratio: number): string {
  return `${formatNumber(ratio, ratio < 10 ? 2 : 3)} ×`
}

/** Milliseconds with as many digits as the interval deserves: "2.31", "0.064", "118". */
export function msText(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms >= 0.1 ? ms.toFixed(2) : ms.toFixed(3)
}
