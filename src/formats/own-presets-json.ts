import type { OwnPreset } from '../core/presets/apply-preset.ts'
import { MAX_CHANNELS, MAX_KERNEL, MAX_NAME } from '../core/layers/limits.ts'
import { readArray, readInteger, readNested, readObject, readString, readWord } from './json-reader.ts'
import { flatText } from './json-writer.ts'
import { parseJson, type JsonLimits } from './parse-json.ts'

const FORMAT = 'filterbank-presets/1'
/** A browser's storage keeps ten million bytes at most; a preset's values are one list. */
const LIMITS: JsonLimits = {
  length: 10 * 2 ** 20,
  depth: 4,
  values: 5 * 2 ** 20,
  entries: MAX_CHANNELS * MAX_KERNEL ** 2,
  fields: 32,
}

/**
 * A list of presets as it is kept between visits.
 * @throws FormatError with the path of what does not follow the format
 */
export function readOwnPresets(text: string): readonly OwnPreset[] {
  const fields = readObject({ value: parseJson(text, LIMITS), path: '' }, ['format', 'presets'])
  readWord(fields.format, [FORMAT])
  return readArray(fields.presets, null).map((node) => {
    const preset = readObject(node, ['name', 'channels', 'kernelSize', 'values'])
    const channels = readInteger(preset.channels, 1, MAX_CHANNELS)
    const [height = 1, width = 1] = readArray(preset.kernelSize, 2).map((size) =>
      readInteger(size, 1, MAX_KERNEL),
    )
    const values = readNested(preset.values, [channels * height * width])
    return { name: readString(preset.name, MAX_NAME), channels, size: [height, width], values }
  })
}

/** The text that readOwnPresets reads. */
export function writeOwnPresets(presets: readonly OwnPreset[]): string {
  const entries = presets.map(
    ({ name, channels, size, values }) =>
      `{ "name": ${JSON.stringify(name)}, "channels": ${channels}, "kernelSize": [${size.join(', ')}], "values": ${flatText(values)} }`,
  )
  return `{ "format": "${FORMAT}", "presets": [\n${entries.join(',\n')}\n] }`
}
