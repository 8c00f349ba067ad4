import { isBankText } from '../../state/bank-text.ts'
import type { Workbench, WeightScope } from '../../state/workbench.svelte.ts'
import { exactWeight } from '../canvas/numerals.ts'
import { isTyping } from '../controls/text-fields.ts'

/** Put pasted numbers into the bank, copied filters behind those that are picked; pictures, and what is pasted into a text, go their own way. */
export function pasteWeights(event: ClipboardEvent, bench: Workbench): void {
  const text = event.clipboardData?.getData('text/plain') ?? ''
  if (text.trim() === '' || isTyping(event.target)) return
  event.preventDefault()
  event.stopPropagation()
  void (isBankText(text)
    ? import('../../state/part-clipboard.ts').then(({ pasteFilters }) => pasteFilters(bench, text))
    : import('../../state/paste.ts').then(({ pasteText }) => pasteText(bench, text)))
}

/**
 * Copy weights as rows and tabs, as spreadsheets take them, a blank line between kernels. The clipboard has to be filled
 * before the event ends, so the writer of all formats, which is loaded when it is wanted, would come too late.
 */
export function copyWeights(event: ClipboardEvent, bench: Workbench, scope: WeightScope): void {
  const numbers = bench.numbers(scope)
  if (event.clipboardData === null || numbers === null || isTyping(event.target)) return
  const { shape, values } = numbers
  const [height, width] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1]
  const rows = Array.from({ length: values.length / width }, (_, row) => {
    const text = Array.from(values.subarray(row * width, (row + 1) * width), exactWeight).join('\t')
    return row > 0 && row % height === 0 ? `\n${text}` : text
  })
  event.clipboardData.setData('text/plain', rows.join('\n'))
  event.preventDefault()
}
