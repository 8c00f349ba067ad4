import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import type * as ort from 'onnxruntime-web'
import { caseNamed } from './cases.ts'
import { check, taskOf, type Contender } from './contender.ts'
import { convModel } from './onnx-model.ts'
import { timeRounds, type Pace } from './rounds.ts'

/** What is used of onnxruntime-node, which has the interface of onnxruntime-web. */
type Runtime = Pick<typeof ort, 'InferenceSession' | 'Tensor'>

/**
 * onnxruntime-node as it is installed in a folder or above it; null where it is not. It is no dependency: hundreds of
 * megabytes of native code.
 */
export function findNative(folder: string): Runtime | null {
  const require = createRequire(resolve(folder, 'package.json'))
  let path: string
  try {
    path = require.resolve('onnxruntime-node')
  } catch {
    return null
  }
  const runtime: unknown = require(path)
  if (!isRuntime(runtime)) throw new TypeError(`${path} is not what onnxruntime-node was`)
  return runtime
}

function isRuntime(value: unknown): value is Runtime {
  return typeof value === 'object' && value !== null && 'InferenceSession' in value && 'Tensor' in value
}

/**
 * ms of every round of one case on the native ONNX Runtime: optimised in full, the picture read where it stands, only the
 * sampled points copied out.
 * @throws Error for a wrong output
 */
export async function measureNative(
  { InferenceSession, Tensor }: Runtime,
  { name, threads, pace }: { name: string; threads: number; pace: Pace },
): Promise<number[]> {
  const task = taskOf(caseNamed(name))
  const { item, input, points, banks } = task
  const [{ weights }] = banks
  const session = await InferenceSession.create(convModel(item, weights, points, null), {
    intraOpNumThreads: threads,
    graphOptimizationLevel: 'all',
  })
  const feeds = { x: new Tensor('float32', Float32Array.from(input.data), item.input) }
  const contender: Contender = {
    name: 'native',
    async time() {
      const start = performance.now()
      await session.run(feeds)
      return { ms: performance.now() - start }
    },
    async sample() {
      const data = (await session.run(feeds))['z']?.data
      if (!(data instanceof Float32Array)) throw new TypeError('onnxruntime-node gave no floats')
      return [{ weights, values: data }]
    },
    dispose: () => session.release(),
  }
  try {
    await check(task, contender)
    return (await timeRounds([contender], pace)).get('native')?.ms ?? []
  } finally {
    await contender.dispose()
  }
}
