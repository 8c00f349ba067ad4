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
