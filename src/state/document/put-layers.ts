import { setBias } from '../../core/bank/bank.ts'
import { ShapeError } from '../../core/errors.ts'
import { all } from '../../core/bank/filter-list.ts'
import { arrangeFilters } from '../../core/bank/rewire.ts'
import type { Sources } from '../../core/layers/groups.ts'
import type { FilterBank, Pipeline } from '../../core/layers/layer.ts'
import type { FilterbankDocument } from './document.ts'
import { bankAt, layerName, refit, setLayer, withBank, withMessage, type Edit } from './edits.ts'
import type { FilterEdit } from './filter-edits.ts'
import { inTheMiddle } from './paste-ways.ts'

/*
 * Layers and filters that come from elsewhere join those that are there.
 */

/**
 * Put layers before position `at`: they, and those behind them, take the channels that are there, by number, which the message
 * tells. The last of them is selected.
 */
export function putLayers(document: FilterbankDocument, layers: Pipeline, at: number): Edit {
  const what = layers.map(layerName).join(', ')
  const edit = refit(document, `Paste ${what}`, {
    after: document.layers.toSpliced(at, 0, ...layers),
    origins: all(document.layers.length)
      .map((each): number | null => each)
      .toSpliced(at, 0, ...layers.map(() => null)),
  })
  return { ...withMessage(edit, `Pasted ${what}.`), select: at + layers.length - 1 }
}

/**
 * Put filters behind one; in a layer of several groups into every group, which stay equal. Smaller kernels stand in the middle of
 * zeros. Layers behind have zeros for their maps.
 * @throws ShapeError for filters of other channels, or of larger kernels
 */
export function putFilters(
  document: FilterbankDocument,
  at: number,
  after: number,
  from: FilterBank,
): FilterEdit {
  const bank = bankAt(document, at)
  const [count, perGroup, ...size] = bank.weight.shape
  const [added, channels, height, width] = from.weight.shape
  if (channels !== perGroup) {
    throw new ShapeError(
      `The filter reads ${channels} channels, those of this layer read ${perGroup}. Paste it among the layers: there it takes the channels that are there.`,
      'weight',
    )
  }
  if (!fitsKernels(bank, from)) {
    throw new ShapeError(
      `The kernels are ${height} × ${width}, those of this layer ${size.join(' × ')}.`,
      'kernelSize',
    )
  }
  const each = count / bank.params.groups
  const sources: Sources = all(count).flatMap((filter) =>
    filter % each === after % each ? [filter, ...all(added).map(() => null)] : [filter],
  )
  const news = sources.flatMap((source, filter) => (source === null ? [filter] : []))
  const values = inTheMiddle({ shape: [...from.weight.shape], values: from.weight.data }, size).values
  const edit = setLayer(
    document,
    at,
    withBank(document, at, filled(arrangeFilters(bank, sources), news, from, values)),
    `Paste ${counted(added)}`,
    sources,
  )
  const { groups } = bank.params
  const message = `Pasted ${counted(added)}${groups === 1 ? '' : `, into each of ${groups} groups`}.`
  return { ...withMessage(edit, message), filters: news }
}

/** Whether kernels of one bank have room in those of another. */
export function fitsKernels({ weight }: FilterBank, from: FilterBank): boolean {
  const [, , height, width] = from.weight.shape
  return height <= weight.shape[2] && width <= weight.shape[3]
}

/** The bank with filters of another at these places, over and over. @param values of those, as large as the bank's */
function filled(
  bank: FilterBank,
  places: readonly number[],
  { bias, names, weight: { shape } }: FilterBank,
  values: Float32Array,
): FilterBank {
  const each = values.length / shape[0]
  const data = bank.weight.data.slice()
  const called = [...bank.names]
  places.forEach((filter, i) => {
    const source = i % shape[0]
    data.set(values.subarray(source * each, (source + 1) * each), filter * each)
    called[filter] = names[source] ?? ''
  })
  const made: FilterBank = { ...bank, weight: { ...bank.weight, data }, names: called }
  return places.reduce((changed, filter, i) => {
    const value = bias?.[i % shape[0]] ?? 0
    return value === 0 ? changed : setBias(changed, filter, value)
  }, made)
}

function counted(filters: number): string {
  return filters === 1 ? 'a filter' : `${filters} filters`
}
