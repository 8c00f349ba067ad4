import { loadAndCompile, loadLiteRt, Tensor } from '@litertjs/core'
import { channelsLast } from '../channels-last.ts'
import type { Contender, Task } from '../contender.ts'
import { placeNhwc } from '../samples.ts'
import { convModel } from '../tflite-model.ts'

/** Where the bench's server has its files. */
const FILES = '/litert/'

let numThreads = 1

/** Set up LiteRT.js: XNNPACK with relaxed SIMD, and so many threads; once for a page. */
export async function startLitert(threads: number): Promise<void> {
  numThreads = threads
  await loadLiteRt(FILES, { threads: threads > 1 })
}

/** LiteRT.js on a model of one convolution, NHWC; input and output stay in its memory. */
export async function litertContender({
  item,
  input,
  banks: [{ weights }],
  points,
}: Task): Promise<Contender> {
  const model = await loadAndCompile(convModel(item, weights), {
    accelerator: 'wasm',
    cpuOptions: { numThreads },
  })
  const [, channels, height, width] = item.input
  const pixels = channelsLast(input.data, channels, height * width)
  const x = Tensor.fromTypedArray(pixels, [1, height, width, channels])
  return {
    name: 'litert',
    async time() {
      const start = performance.now()
      const outputs = await model.run(x)
      const ms = performance.now() - start
      for (const output of outputs) output.delete()
      return { ms }
    },
    async sample() {
      const [y] = await model.run(x)
      if (y === undefined) throw new TypeError('LiteRT.js gave no output')
      const data = await y.data()
      y.delete()
      return [{ weights, values: points.map((point) => data[placeNhwc(item, point)] ?? NaN) }]
    },
    dispose() {
      x.delete()
      model.delete()
    },
  }
}
