import * as ort from 'onnxruntime-web/wasm'
import loaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url'
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'
import type { Contender, Task } from '../contender.ts'
import { convModel } from '../onnx-model.ts'

/** Set up onnxruntime-web: SIMD, and so many threads; once for a page. */
export function startOrt(threads: number): void {
  ort.env.wasm.numThreads = threads
  ort.env.wasm.wasmPaths = {
    mjs: new URL(loaderUrl, location.href).href,
    wasm: new URL(wasmUrl, location.href).href,
  }
}

/**
 * onnxruntime-web on a model of one Conv. Its `run` copies inputs in and outputs out, which is not counted against it: the
 * picture is a constant of the model and the output are the sampled points. Optimisations are off because they would
 * compute that constant convolution once and for all; on one Conv they have nothing else to do.
 */
export async function ortContender({ item, input, banks: [{ weights }], points }: Task): Promise<Contender> {
  const session = await ort.InferenceSession.create(convModel(item, weights, points, input.data), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'disabled',
  })
  return {
    name: 'ort',
    async time() {
      const start = performance.now()
      await session.run({})
      return { ms: performance.now() - start }
    },
    async sample() {
      const data = (await session.run({}))['z']?.data
      if (!(data instanceof Float32Array)) throw new TypeError('onnxruntime-web gave no floats')
      return [{ weights, values: data }]
    },
    dispose: () => session.release(),
  }
}
