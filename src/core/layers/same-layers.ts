import { bankOf, type Pipeline } from './layer.ts'
import { sameValues } from './same-values.ts'

/**
 * Whether two pipelines have the same layers but for the weights and biases of their banks: shapes and settings are those of
 * before after an edit of a weight.
 */
export function differInNumbersAlone(a: Pipeline, b: Pipeline): boolean {
  return (
    a.length === b.length &&
    a.every((before, i) => {
      const now = b[i]
      const [bank, bankNow] = [bankOf(before), bankOf(now)]
      if (bank === null || bankNow === null) return sameValues(before, now)
      return (
        sameValues({ ...before, bank: null }, { ...now, bank: null }) &&
        sameValues(bank.params, bankNow.params) &&
        sameValues(bank.weight.shape, bankNow.weight.shape)
      )
    })
  )
}
