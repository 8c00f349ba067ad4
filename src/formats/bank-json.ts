import { FormatError, ShapeError } from '../core/errors.ts'
import type { BankDocument, InputSettings, Pipeline } from '../core/layers/layer.ts'
import { MAX_LAYERS, MAX_NAME, MAX_WEIGHTS } from '../core/layers/limits.ts'
import { layerOutputShape } from '../core/layers/pipeline.ts'
import type { Shape4 } from '../core/tensor.ts'
import { layerValue, readLayer, writeLayer } from './bank-layers.ts'
import { framingFields, readCrop, readExactSize } from './framing-json.ts'
import { readArray, readBoolean, readObject, readString, readWord, refuse, type Node } from './json-reader.ts'
import { objectText } from './json-writer.ts'
import { parseJson } from './parse-json.ts'

const FORMAT = 'filterbank/1'
const RANGES = ['0..1', '-1..1', 'imagenet'] as const satisfies readonly InputSettings['range'][]
const LIGHTS = ['srgb', 'linear'] as const satisfies readonly InputSettings['light'][]

/** Channels of the picture that the first layer sees. */
const IMAGE_CHANNELS = 3
/** Large enough that a layer which fits any image fits this one, and a multiple of every factor up to MAX_FACTOR. */
const ANY_SIZE = 144_403_552_893_600

/**
 * Read a filter bank file. `light`, `matte`, `ownValues`, `crop`, `size`, `name` and `names` may be missing; anything unknown is
 * refused; the layers must fit one another from 3 channels on. The limits of core/limits.ts hold.
 * @throws FormatError with the path of the field, such as `layers[1].weight[0][2]`
 */
export function readBank(text: string): BankDocument {
  return readFittingBank({ value: parseJson(text), path: '' })
}

/** A filter bank whose layers fit one another from 3 channels on. @throws FormatError with the path of the field */
export function readFittingBank(node: Node): BankDocument {
  const bank = readBankValue(node)
  checkFit(bank.layers)
  return bank
}

/**
 * A filter bank that stands inside something else: its fields without the check that layers fit one another, as a person may
 * have left it in the middle of a change. @param mostWeights Infinity for what the app itself kept
 * @throws FormatError with the path of the field
 */
export function readBankValue(node: Node, mostWeights = MAX_WEIGHTS): BankDocument {
  const fields = readObject(node, ['format', 'input', 'layers'], ['name'])
  if (fields.format.value !== FORMAT) refuse(fields.format, `expected "${FORMAT}"`)
  const budget = { left: mostWeights }
  const mostLayers = mostWeights === Infinity ? Infinity : MAX_LAYERS
  const layers = readArray(fields.layers, null, mostLayers).map((layer) => readLayer(layer, budget))
  return {
    name: fields.name ? readString(fields.name, MAX_NAME) : '',
    input: readInput(fields.input),
    layers,
  }
}

/** A filter bank with the fields of its file, its numbers as they are in memory: for stores that clone objects. */
export function bankValue({ name, input, layers }: BankDocument): unknown {
  return { format: FORMAT, name, input, layers: layers.map(layerValue) }
}

/** Write a filter bank file. Weights read back with the same float32 bits (NaN as any NaN). */
export function writeBank(doc: BankDocument): string {
  const { range, light, matte, ownValues } = doc.input
  const layers = doc.layers.map((layer) => `    ${writeLayer(layer)}`).join(',\n')
  const fields = objectText(
    [
      ['format', JSON.stringify(FORMAT)],
      ['name', JSON.stringify(doc.name)],
      [
        'input',
        `{ ${objectText([
          ['range', JSON.stringify(range)],
          ['light', JSON.stringify(light)],
          ['matte', JSON.stringify(matte)],
          ...(ownValues ? [['ownValues', 'true'] as const] : []),
          ...framingFields(doc.input),
        ])} }`,
      ],
      ['layers', layers === '' ? '[]' : `[\n${layers}\n  ]`],
    ],
    ',\n  ',
  )
  return `{\n  ${fields}\n}\n`
}

function readInput(node: Node): InputSettings {
  const fields = readObject(node, ['range'], ['light', 'matte', 'ownValues', 'crop', 'size'])
  const matte = fields.matte ? readString(fields.matte, 7) : '#ffffff'
  if (fields.matte && !/^#[0-9a-f]{6}$/i.test(matte))
    refuse(fields.matte, 'expected a colour such as "#ffffff"')
  return {
    range: readWord(fields.range, RANGES),
    light: fields.light ? readWord(fields.light, LIGHTS) : 'srgb',
    matte,
    ...(fields.ownValues && readBoolean(fields.ownValues) ? { ownValues: true } : {}),
    ...(fields.crop && { crop: readCrop(fields.crop) }),
    ...(fields.size && { size: readExactSize(fields.size) }),
  }
}

/** Layer by layer, so that strides do not use the image up: only what holds for every image size is checked. */
function checkFit(layers: Pipeline): void {
  let channels = IMAGE_CHANNELS
  layers.forEach((layer, index) => {
    const input: Shape4 = [1, channels, ANY_SIZE, ANY_SIZE]
    try {
      channels = layerOutputShape(input, layer)[1]
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      const field = { affine: 'scale', prelu: 'weight' }[layer.type as string] ?? error.field
      // The size is no picture's: PyTorch's letters in its place.
      const message = error.message.replaceAll(`${ANY_SIZE}, ${ANY_SIZE}`, 'H, W')
      throw new FormatError(message, `layers[${index}].${field}`)
    }
  })
}
