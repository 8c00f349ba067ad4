import { FormatError } from '../../core/errors.ts'
import type { BankDocument } from '../../core/layers/layer.ts'
import { bankValue, readFittingBank } from '../bank-json.ts'
import { float64Text, objectText } from '../json-writer.ts'
import { parseJson } from '../parse-json.ts'
import { parametersOf } from '../pytorch-code.ts'
import type { OpenModel, StoredTensor } from './open-model.ts'
import { placeOf } from './places.ts'

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

/**
 * The pipeline of a file that Filterbank wrote, bit for bit.
 * @throws FormatError for a file of others, and where its arrays are not those that it names
 */
export async function readOwnBank({ own, tensors }: OpenModel): Promise<BankDocument> {
  if (own === null) throw new FormatError('not a file that Filterbank wrote', '')
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  const value = parseJson(await own())
  if (isRecord(value) && Array.isArray(value['layers'])) {
    for (const layer of value['layers'].filter(isRecord)) await fillIn(layer, byName)
  }
  return readFittingBank({ value, path: '' })
}

/** Put arrays where a layer has their names. */
async function fillIn(
  layer: Record<string, unknown>,
  byName: ReadonlyMap<string, StoredTensor>,
): Promise<void> {
  for (const [key, field] of Object.entries(layer)) {
    if (!isRecord(field) || typeof field['tensor'] !== 'string') continue
    const tensor = byName.get(field['tensor'])
    if (tensor === undefined) throw new FormatError('is missing', placeOf(field['tensor']))
    layer[key] = await tensor.read()
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
