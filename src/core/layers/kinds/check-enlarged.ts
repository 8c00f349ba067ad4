import { ShapeError, type ParamField } from '../../errors.ts'
import type { Shape4 } from '../../tensor.ts'
import { MAX_CHANNELS, MAX_SIDE } from '../limits.ts'

/**
 * Refuse a layer that makes more rows, columns or channels of its input than a map or a layer may have, before anything is
 * made of its shape. What was too large before is not its fault. @returns the output's shape @throws ShapeError
 */
export function checkEnlarged(input: Shape4, output: Shape4, field: ParamField): Shape4 {
  const grows = (i: 1 | 2 | 3, most: number) => output[i] > most && input[i] <= most
  if (grows(2, MAX_SIDE) || grows(3, MAX_SIDE)) {
    throw new ShapeError(
      `Maps of ${output[2]} × ${output[3]} are too large: a side has at most ${MAX_SIDE.toLocaleString('en')} pixels.`,
      field,
    )
  }
  if (grows(1, MAX_CHANNELS)) {
    throw new ShapeError(`A layer has at most ${MAX_CHANNELS} channels, not ${output[1]}.`, field)
  }
  return output
}
