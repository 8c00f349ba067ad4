import type { OwnPreset } from '../core/presets/apply-preset.ts'
import { FormatError } from '../core/errors.ts'
import { MAX_CHANNELS, MAX_KERNEL, MAX_NAME } from '../core/layers/limits.ts'
import { readArray, readFloat32, readInteger, readObject, readString, readWord } from './json-reader.ts'
import { flatText } from './json-writer.ts'

const FORMAT = 'filterbank-presets/1'

/**
 * A list of presets as it is kept between visits.
 * @throws FormatError with the path of what does not follow the format
 */
export function readOwnPresets(text: string): readonly OwnPreset[] {
  const fields = readObject({ value: parse(text), path: '' }, ['format', 'presets'])
  readWord(fields.format, [FORMAT])
  return readArray(fields.presets, null).map((node) => {
    const preset = readObject(node, ['name', 'channels', 'kernelSize', 'values'])
    const channels = readInteger(preset.channels, 1, MAX_CHANNELS)
    const [height = 1, width = 1] = readArray(preset.kernelSize, 2).map((size) =>
      readInteger(size, 1, MAX_KERNEL),
    )
    const values = Float32Array.from(readArray(preset.values, channels * height * width), readFloat32)
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new FormatError(`not JSON: ${error instanceof Error ? error.message : String(error)}`, '')
  }
}
