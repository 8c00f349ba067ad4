import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import * as tf from '@tensorflow/tfjs-core'
import { infoOf, type BenchCase } from '../cases.ts'
import { channelsLast } from '../channels-last.ts'
import type { Contender, Task } from '../contender.ts'
import { placeNhwc } from '../samples.ts'

/**
 * Set up TensorFlow.js on its WASM backend: SIMD, and so many threads; once for a page.
 * @throws Error if it has no such backend or takes fewer threads (it takes 8 at most)
 */
export async function startTfjs(threads: number): Promise<void> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': wasmUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
  })
  setThreadsCount(threads)
  tf.env().set('WASM_HAS_SIMD_SUPPORT', true)
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true)
  // It never takes more threads than half of the processors: let it see twice as many.
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * threads, configurable: true })
  try {
    if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js has no WASM backend')
    await tf.ready()
  } finally {
    Reflect.deleteProperty(navigator, 'hardwareConcurrency')
  }
  if (getThreadsCount() < Math.min(threads, 8)) {
    throw new Error(`TensorFlow.js took ${getThreadsCount()} of ${threads} threads`)
  }
}

/** The filters `from`..`to` as a tensor (kH, kW, inPerGroup, filters); `multiplier` filters to a channel for depthwise. */
function filterTensor({ weight }: BenchCase, data: Float32Array, from: number, to: number): tf.Tensor4D {
  const [, inPerGroup, kH, kW] = weight
  const taps = inPerGroup * kH * kW
  const part = data.subarray(from * taps, to * taps)
  const tapsFirst = channelsLast(part, to - from, taps)
  // (inPerGroup, kH, kW, filters) to (kH, kW, inPerGroup, filters)
  const filters = to - from
  const out = new Float32Array(tapsFirst.length)
  for (let c = 0; c < inPerGroup; c++) {
    for (let k = 0; k < kH * kW; k++) {
      const source = (c * kH * kW + k) * filters
      out.set(tapsFirst.subarray(source, source + filters), (k * inPerGroup + c) * filters)
    }
  }
  return tf.tensor4d(out, [kH, kW, inPerGroup, filters])
}

/**
 * TensorFlow.js on tensors that stay in its memory, NHWC. It has no grouped convolution: depthwise has an operation of its
 * own, anything between is split, convolved group by group and put together.
 */
export function tfjsContender({ item, input, banks: [{ weights }], points }: Task): Contender {
  const { inPerGroup, outPerGroup, groups, h, w } = infoOf(item)
  const [, channels, height, width] = item.input
  const [filters] = item.weight
  const x = tf.tensor4d(channelsLast(input.data, channels, height * width), [1, height, width, channels])
  const strides: [number, number] = [h.stride, w.stride]
  const dilations: [number, number] = [h.dilation, w.dilation]
  const padding = h.before
  if ([h.after, w.before, w.after].some((other) => other !== padding))
    throw new RangeError('padding is not even')
  const kept: tf.Tensor[] = [x]
  const keep = <T extends tf.Tensor>(tensor: T): T => {
    kept.push(tensor)
    return tensor
  }

  let convolve: () => tf.Tensor4D
  if (groups === 1) {
    const filter = keep(filterTensor(item, weights, 0, filters))
    convolve = () => tf.conv2d<tf.Tensor4D>(x, filter, strides, padding, 'NHWC', dilations)
  } else if (inPerGroup === 1) {
    // Filter c * outPerGroup + m is filter[.., .., c, m].
    const flat = keep(filterTensor(item, weights, 0, filters))
    const filter = keep(tf.reshape<tf.Rank.R4>(flat, [h.kernel, w.kernel, groups, outPerGroup]))
    convolve = () => tf.depthwiseConv2d<tf.Tensor4D>(x, filter, strides, padding, 'NHWC', dilations)
  } else {
    const parts = Array.from({ length: groups }, (_, g) =>
      keep(filterTensor(item, weights, g * outPerGroup, (g + 1) * outPerGroup)),
    )
    convolve = () =>
      tf.tidy(() => {
        const inputs = tf.split<tf.Tensor4D>(x, groups, 3)
        const outputs = parts.map((filter, g) =>
          tf.conv2d(inputs[g] ?? x, filter, strides, padding, 'NHWC', dilations),
        )
        return tf.concat(outputs, 3)
      })
  }
  return {
    name: 'tfjs',
    time() {
      const start = performance.now()
      const y = convolve()
      const ms = performance.now() - start
      y.dispose()
      return Promise.resolve({ ms })
    },
    sample() {
      const places = points.map((point) => placeNhwc(item, point))
      const values = tf.tidy(() =>
        tf.gather(tf.reshape(convolve(), [-1]), tf.tensor1d(places, 'int32')).dataSync(),
      )
      return Promise.resolve([{ weights, values }])
    },
    dispose() {
      for (const tensor of kept) tensor.dispose()
    },
  }
}
