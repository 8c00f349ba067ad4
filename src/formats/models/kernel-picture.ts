import { elementCount } from '../../core/tensor.ts'
import { MAX_WEIGHTS } from '../../core/layers/limits.ts'
import type { OpenModel } from './open-model.ts'

/** Filters of which kernels are shown, at most. */
const FILTERS = 6
/** A filter on three channels is shown in colour. */
const COLOURS = 3

/** Kernels of a convolution's first filters. */
export interface KernelPicture {
  readonly name: string
  /** (filters, 3 or 1, kH, kW): all channels of filters on three, else the first one. */
  readonly shape: readonly [filters: number, channels: number, rows: number, columns: number]
  readonly values: Float32Array<ArrayBuffer>
}

/**
 * Pictures of some of a file's convolutions, in the order of the file; none of those that hold more than a pipeline does.
 * @throws FormatError for damaged values
 */
export async function picturesFrom(
  { convs }: OpenModel,
  names: ReadonlySet<string>,
): Promise<KernelPicture[]> {
  const pictures: KernelPicture[] = []
  for (const conv of convs) {
    if (!names.has(conv.name) || elementCount(conv.weightShape) > MAX_WEIGHTS) continue
    const [all, perFilter, rows, columns] = conv.weightShape
    const [filters, channels] = [Math.min(all, FILTERS), perFilter === COLOURS ? COLOURS : 1]
    const weight = await conv.weight(filters)
    const area = rows * columns
    const values = new Float32Array(filters * channels * area)
    for (let filter = 0; filter < filters; filter++) {
      const from = filter * perFilter * area
      values.set(weight.subarray(from, from + channels * area), filter * channels * area)
    }
    pictures.push({ name: conv.name, shape: [filters, channels, rows, columns], values })
  }
  return pictures
}
