import type { Pipeline } from './layer.ts'
import { sameValues } from './same-values.ts'

/**
 * Whether two pipelines have the same layers but for the weights and biases of their Conv2d: shapes and settings are those of
 * before after an edit of a weight.
 */
export function differInNumbersAlone(a: Pipeline, b: Pipeline): boolean {
  return (
    a.length === b.length &&
    a.every((before, i) => {
      const now = b[i]
      if (before.type !== 'conv2d' || now?.type !== 'conv2d') return sameValues(before, now)
      return (
        sameValues(before.bank.params, now.bank.params) &&
        sameValues(before.bank.weight.shape, now.bank.weight.shape)
      )
    })
  )
}
