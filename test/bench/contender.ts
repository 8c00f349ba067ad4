import type { Conv2dLayer } from '../../src/core/layers/layer.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { inputOf, layerOf, weightsOf, type BenchCase } from './cases.ts'
import { sampleFault, samplePoints, type Point } from './samples.ts'

/** One timed convolution, in ms. */
export interface Timed {
  /** The whole call. */
  readonly ms: number
  /** From the first tile of the layer to the last one's end; of our engine only. */
  readonly kernelMs?: number
  /** From the call to the first tile of any step, and from the last one's end to the answer. */
  readonly beforeMs?: number
  readonly afterMs?: number
}

/** An output at the sampled points, and the weights that it should come from. */
export interface Sampled {
  readonly weights: Float32Array
  readonly values: ArrayLike<number>
}

/** Somebody who convolves: ours in one of its ways, or a peer. Input and weights are where it wants them. */
export interface Contender {
  readonly name: string
  /** Convolve once, all of it. */
  time(): Promise<Timed>
  /** Convolve with each of its weights. */
  sample(): Promise<Sampled[]>
  /** How it convolves, if it says. */
  readonly algorithm?: string
  dispose(): void | Promise<void>
}

/** What a contender convolves. */
export interface Task {
  readonly item: BenchCase
  readonly input: Tensor
  /** Two banks of other weights; all ways to call our engine take these, so that it packs them once. */
  readonly banks: readonly [Bank, Bank]
  readonly points: readonly Point[]
}

/** Weights, OIHW, and the layer that has them. */
export interface Bank {
  readonly weights: Float32Array
  readonly layers: readonly [Conv2dLayer]
}

/** The task of a case. */
export function taskOf(item: BenchCase): Task {
  const bank = (seed: number): Bank => {
    const weights = weightsOf(item, seed)
    return { weights, layers: [layerOf(item, weights)] }
  }
  return { item, input: inputOf(item), banks: [bank(1), bank(2)], points: samplePoints(item) }
}

/** @throws Error that names case and contender if an output is wrong anywhere it is looked at */
export async function check({ item, input, points }: Task, contender: Contender): Promise<void> {
  for (const { weights, values } of await contender.sample()) {
    const fault = sampleFault(item, input, weights, points, values)
    if (fault !== null) throw new Error(`WRONG OUTPUT of ${contender.name} in ${item.name}: ${fault}`)
  }
}
