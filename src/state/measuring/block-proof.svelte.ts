import { blockDiagonal, largestDifference, type Difference } from '../../core/bank/block-diagonal.ts'
import type { FilterBank, Pipeline } from '../../core/layers/layer.ts'
import type { Tensor } from '../../core/tensor.ts'
import type { Engine, MapsLease, PaintRequest, Painting } from '../../engine/engine.ts'
import type { Lab } from '../run/lab.ts'
import { LabJob, perSession } from './lab-job.svelte.ts'

/** A grouped layer beside the dense one with zeros outside the blocks. */
export interface BlockProof {
  readonly bank: FilterBank
  readonly dense: FilterBank
  /** The largest difference over all maps. */
  readonly difference: Difference
  /** The channel it is in, or -1 where all are equal. */
  readonly channel: number
  /** Values compared. */
  readonly values: number
  /** Pictures of one map, of the grouped and of the dense layer. */
  readonly paintings: readonly [grouped: Painting | null, dense: Painting | null]
  /** Algorithms that computed them. */
  readonly algorithms: readonly [grouped: string, dense: string]
}

/** Runs both and compares their maps, all work done exactly. */
export class BlockDiagonalProof {
  readonly job = new LabJob()
  #proof = $state.raw<BlockProof | null>(null)
  readonly #lab: Lab

  constructor({ lab }: { readonly lab: Lab }) {
    this.#lab = lab
  }

  get proof(): BlockProof | null {
    return this.#proof
  }

  /** @param request how the map to show is painted; its `layer` is set here */
  async start(input: Tensor, layers: Pipeline, at: number, request: PaintRequest): Promise<void> {
    const layer = layers[at]
    if (layer?.type !== 'conv2d') throw new RangeError(`layer ${at} is no Conv2d`)
    await this.job.start(async (signal) => {
      const dense = blockDiagonal(layer.bank)
      this.#proof = await this.#lab.use(async (engine) => {
        const run = (bank: FilterBank) =>
          engine.run(input, [...layers.slice(0, at), { type: 'conv2d', bank }], {
            signal,
            exactDenseWork: true,
            paint: [{ ...request, layer: at }],
          })
        const grouped = await run(layer.bank)
        const lease = engine.lease(at)
        try {
          const full = await run(dense)
          const compared = await compare(engine, at, lease, signal)
          return {
            bank: layer.bank,
            dense,
            ...compared,
            paintings: [grouped.paintings[0] ?? null, full.paintings[0] ?? null],
            algorithms: [grouped.outputs[at]?.algorithm ?? '', full.outputs[at]?.algorithm ?? ''],
          }
        } finally {
          lease.release()
        }
      }, signal)
    })
  }
}

/** The proof of a session. */
export const blockProof = perSession((session: { readonly lab: Lab }) => new BlockDiagonalProof(session))

/** Map by map, with a breath between, so that the screen stays alive. */
async function compare(
  engine: Engine,
  at: number,
  grouped: MapsLease,
  signal: AbortSignal,
): Promise<Pick<BlockProof, 'difference' | 'channel' | 'values'>> {
  const dense = engine.lease(at)
  try {
    const [n, channels, height, width] = dense.shape
    let difference: Difference = { largest: 0, index: -1, count: 0 }
    let channel = -1
    for (let map = 0; map < n * channels; map++) {
      const one = largestDifference(grouped.view(map), dense.view(map))
      const count = difference.count + one.count
      const isLarger = !(one.largest <= difference.largest) && one.index >= 0
      difference = isLarger ? { ...one, count } : { ...difference, count }
      if (isLarger) channel = map % channels
      await new Promise((resolve) => setTimeout(resolve))
      signal.throwIfAborted()
    }
    return { difference, channel, values: n * channels * height * width }
  } finally {
    dense.release()
  }
}
