import { colorTable, type Theme } from '../../core/image/colors.ts'
import type { Pipeline } from '../../core/layers/layer.ts'
import type { Tensor } from '../../core/tensor.ts'
import type { Engine, MapStats, Painting } from '../../engine/engine.ts'
import type { Lab } from './lab.ts'
import { distribution, type Distribution } from './map-values.ts'
import type { PictureSize } from './ranges.ts'
import type { Completed } from './runner.svelte.ts'

/** A 1 x 1 convolution with weights 1 and -1. */
const MINUS: Pipeline = [
  {
    type: 'conv2d',
    bank: {
      weight: { shape: [1, 2, 1, 1], data: Float32Array.of(1, -1) },
      bias: null,
      params: { stride: [1, 1], padding: [0, 0], paddingMode: 'zeros', dilation: [1, 1], groups: 1 },
      names: ['difference'],
    },
  },
]

/** What is known of a difference. */
export interface DifferenceShown {
  readonly painting: Painting
  readonly stats: MapStats
  /** Over the painted range. */
  readonly spread: Distribution
}

/** Map a minus map b, painted: the difference is itself a convolution, which the lab runs. */
export class Difference {
  #shown = $state.raw<DifferenceShown | null>(null)
  #pair: { key: string; completed: Completed; tensor: Tensor } | null = null
  #abort: AbortController | null = null
  readonly #lab: Lab

  constructor(lab: Lab) {
    this.#lab = lab
  }

  /** The newest difference that was computed, null before the first. */
  get shown(): DifferenceShown | null {
    return this.#shown
  }

  /** Paint the difference of two maps of the engine's last run; the newest request wins. */
  show(
    engine: Engine,
    completed: Completed,
    layer: number,
    [a, b]: readonly [number, number],
    size: PictureSize,
    theme: Theme,
  ): void {
    this.#abort?.abort()
    const abort = new AbortController()
    this.#abort = abort
    const key = `${layer} ${a} ${b}`
    if (this.#pair?.key !== key || this.#pair.completed !== completed) {
      this.#pair = { key, completed, tensor: pairOf(engine, layer, a, b) }
    }
    const { tensor } = this.#pair
    this.#lab
      .use(async (lab) => await computed(lab, tensor, size, theme, abort.signal), abort.signal)
      .then(
        (shown) => (this.#shown = shown),
        () => undefined, // called off by a newer one, or the lab is gone: the last picture stays
      )
  }

  stop(): void {
    this.#abort?.abort()
  }
}

/** The picture of map a minus map b of the engine's last run. */
export async function differencePicture(
  lab: Lab,
  engine: Engine,
  layer: number,
  [a, b]: readonly [number, number],
  size: PictureSize,
  theme: Theme,
): Promise<Painting> {
  const { painting } = await lab.use((own) => computed(own, pairOf(engine, layer, a, b), size, theme))
  return painting
}

/** Two maps as a tensor (1, 2, H, W). */
function pairOf(engine: Engine, layer: number, a: number, b: number): Tensor {
  const lease = engine.lease(layer)
  try {
    const [, , height, width] = lease.shape
    const data = new Float32Array(2 * height * width)
    data.set(lease.view(a))
    data.set(lease.view(b), height * width)
    return { shape: [1, 2, height, width], data }
  } finally {
    lease.release()
  }
}

async function computed(
  lab: Engine,
  input: Tensor,
  size: PictureSize,
  theme: Theme,
  signal?: AbortSignal,
): Promise<DifferenceShown> {
  const colors = colorTable('signed', theme)
  const range = { type: 'map', symmetric: true } as const
  const paint = [{ layer: 0, channel: 0, ...size, colors, range }]
  const { paintings } = await lab.run(input, MINUS, { paint, ...(signal && { signal }) })
  const [painting] = paintings
  if (painting === undefined) throw new RangeError('no difference was painted')
  const lease = lab.lease(0)
  try {
    const { low, high } = painting
    const spread = await distribution(lease, 0, painting, { shown: 'signed', low, high })
    return { painting, stats: painting.stats, spread }
  } finally {
    lease.release()
  }
}
