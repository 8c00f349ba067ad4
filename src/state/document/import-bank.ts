import { fitting } from '../../core/image/crop.ts'
import { all } from '../../core/bank/filter-list.ts'
import type { BankDocument, Pipeline } from '../../core/layers/layer.ts'
import { MAX_NAME } from '../../core/layers/limits.ts'
import { shown } from '../../formats/hidden-characters.ts'
import type { FilterbankDocument } from './document.ts'
import type { Edit } from './edits.ts'

/**
 * Replace the pipeline and the input settings by those of a file; the last layer is selected. A crop that reaches beyond the
 * photo is left out.
 */
export function importBank(document: FilterbankDocument, { name, input, layers }: BankDocument): Edit {
  return {
    label: name === '' ? 'Import filters' : `Import ${name}`,
    document: { ...document, name, input: fitting(input, document.photo), layers, bypassed: [] },
    origins: [],
    select: layers.length - 1,
  }
}

/** Where layers of a file are put: in place of all, or behind the last. */
export type Place = 'replace' | 'behind'

/** Layers out of a model's file. */
export interface Taken {
  /** What was taken, as "conv1, conv2". */
  readonly what: string
  /** Name of the file. */
  readonly from: string
  /** What the document is called that they make all of. */
  readonly name: string
  readonly layers: Pipeline
  /** What was converted, in plain words. */
  readonly notes: readonly string[]
}

/** Names that are read out in a message, in UTF-16 units. */
const LONG = 60

/** Put layers of a model's file in place; the last convolution among them is selected. */
export function takeLayers(document: FilterbankDocument, taken: Taken, place: Place): Edit {
  const { what, from, name, layers, notes } = taken
  const before = place === 'behind' ? document.layers : []
  const last = layers.findLastIndex(({ type }) => type === 'conv2d')
  const short = shown(what, LONG)
  const changes = place === 'behind' ? {} : { name: name.slice(0, MAX_NAME), bypassed: [] }
  return {
    label: `Take ${short}`,
    document: { ...document, ...changes, layers: [...before, ...layers] },
    origins: [...all(before.length), ...layers.map(() => null)],
    select: before.length + (last === -1 ? layers.length - 1 : last),
    message: [`Took ${short} from ${from}.`, ...notes.map((note) => `${note}.`)].join(' '),
  }
}
