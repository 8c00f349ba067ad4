import { FormatError } from '../../core/errors.ts'
import type { BankDocument } from '../../core/layers/layer.ts'
import { MAX_CHANNELS, MAX_LAYERS, MAX_WEIGHTS } from '../../core/layers/limits.ts'
import { bankValue, readFittingBank } from '../bank-json.ts'
import { readArray } from '../json-reader.ts'
import { float64Text, objectText } from '../json-writer.ts'
import { parseJson } from '../parse-json.ts'
import { parametersOf } from '../code/parameters.ts'
import { countOf } from './dtypes.ts'
import type { OpenModel, StoredTensor } from './open-model.ts'
import { placeOf, refuse } from './places.ts'

/*
 * A whole pipeline in a file of tensors: its arrays under the names of a state_dict, and beside them the file of a filter bank
 * (filterbank/1) with `{ "tensor": name }` where an array would stand.
 */

/** An array of a layer, under the name that it has in the state_dict of an nn.Sequential. */
export interface NamedTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** All arrays of a pipeline: `0.weight`, `0.bias`, ... */
export function stateDict({ layers }: BankDocument): NamedTensor[] {
  return layers.flatMap((layer, i) =>
    parametersOf(layer).map(({ key, shape, values }) => ({ name: `${i}.${key}`, shape, values })),
  )
}

/** The text of a filter bank whose arrays stand elsewhere in the file. */
export function skeletonText(bank: BankDocument): string {
  return valueText(bankValue(bank), [])
}

/** A value as JSON text; numbers that JSON has not are strings, an array of float32 the name of its tensor. */
function valueText(value: unknown, path: readonly (string | number)[]): string {
  // layers, position of the layer, field
  if (value instanceof Float32Array) return `{"tensor":${JSON.stringify(path.slice(1).join('.'))}}`
  if (typeof value === 'number') return float64Text(value)
  if (Array.isArray(value)) return `[${value.map((item, i) => valueText(item, [...path, i])).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).map(([key, item]) => [key, valueText(item, [...path, key])] as const)
  return `{${objectText(fields, ',')}}`
}

/** Numbers of all layers together: weights, and for each channel of a layer two at most, as its scale and shift. */
const MAX_NUMBERS = MAX_WEIGHTS + MAX_LAYERS * 2 * MAX_CHANNELS

/** An array to put where a layer has its name. */
interface Gap {
  readonly layer: Record<string, unknown>
  readonly key: string
  readonly tensor: StoredTensor
}

/**
 * The pipeline of a file that Filterbank wrote, bit for bit. How much its layers name is counted before anything of it is read.
 * @throws FormatError for a file of others, and where its arrays are not those that it names
 */
export async function readOwnBank({ own, tensors }: OpenModel): Promise<BankDocument> {
  if (own === null) throw new FormatError('not a file that Filterbank wrote', '')
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  const value = parseJson(await own())
  if (isRecord(value) && Array.isArray(value['layers'])) {
    readArray({ value: value['layers'], path: 'layers' }, null, MAX_LAYERS)
    const gaps = value['layers'].filter(isRecord).flatMap((layer) => gapsOf(layer, byName))
    const count = gaps.reduce((sum, { tensor }) => sum + countOf(tensor.shape), 0)
    if (count > MAX_NUMBERS) {
      const [has, most] = [count, MAX_NUMBERS].map((numbers) => numbers.toLocaleString('en'))
      refuse(`${has} numbers are too many: all layers together hold ${most}`)
    }
    for (const { layer, key, tensor } of gaps) layer[key] = await tensor.read()
  }
  return readFittingBank({ value, path: '' })
}

/** Where a layer has names of arrays. @throws FormatError for one that is not in the file */
function gapsOf(layer: Record<string, unknown>, byName: ReadonlyMap<string, StoredTensor>): Gap[] {
  return Object.entries(layer).flatMap(([key, field]) => {
    if (!isRecord(field) || typeof field['tensor'] !== 'string') return []
    const tensor = byName.get(field['tensor'])
    if (tensor === undefined) throw new FormatError('is missing', placeOf(field['tensor']))
    return [{ layer, key, tensor }]
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
