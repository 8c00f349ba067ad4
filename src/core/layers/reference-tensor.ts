import type { Shape4 } from '../tensor.ts'

/** A contiguous NCHW tensor of either precision. */
export interface ReferenceTensor {
  readonly shape: Shape4
  readonly data: Float64Array | Float32Array
}

/** What the reference computes. */
export interface ReferenceOutput {
  readonly shape: Shape4
  readonly data: Float64Array
}

/** Visit every place of a tensor, in order. */
export function eachElement(
  shape: Shape4,
  visit: (n: number, c: number, y: number, x: number) => void,
): void {
  for (let n = 0; n < shape[0]; n++)
    for (let c = 0; c < shape[1]; c++)
      for (let y = 0; y < shape[2]; y++) for (let x = 0; x < shape[3]; x++) visit(n, c, y, x)
}

/** A typed array's element. @throws RangeError outside it: a mistake of the reference, which must not pass as a number */
export function at(values: Float64Array | Float32Array | Int32Array, index: number): number {
  return values[index] ?? fail(index, values.length)
}

function fail(index: number, length: number): never {
  throw new RangeError(`index ${index} of ${length}`)
}
