import { DEFAULT_PARAMS } from '../../core/bank/bank.ts'
import type { Layer, Pipeline } from '../../core/layers/layer.ts'
import { sameValues } from '../../core/layers/same-values.ts'
import type { Tensor } from '../../core/tensor.ts'
import type { ColorTable, Engine, Painting, PaintRequest } from '../../engine/engine.ts'
import { measure, type MeasureReport } from '../../engine/measure/measure.ts'
import { runningLayers } from '../document/bypass.ts'
import type { FilterbankDocument } from '../document/document.ts'
import type { Lab } from '../run/lab.ts'
import { LabJob, perSession } from './lab-job.svelte.ts'
import type { Runner } from '../run/runner.svelte.ts'

/** One map of each pipeline's output, on one scale, and B - A. */
export interface ComparedMaps {
  readonly a: Painting | null
  readonly b: Painting | null
  /** Null where the maps are of different sizes. */
  readonly difference: Painting | null
  readonly channelA: number
  readonly channelB: number
}

/** The layers of a document and which of them are bypassed. */
export type KeptLayers = Pick<FilterbankDocument, 'layers' | 'bypassed'>

/** How the maps are painted. */
export interface ComparedLook {
  readonly channel: number
  /** Most pixels of a picture; in proportion, never enlarged. */
  readonly box: { readonly width: number; readonly height: number }
  readonly colors: ColorTable
  /** For the difference: zero is its middle. */
  readonly signed: ColorTable
  readonly symmetric: boolean
}

/** y = B - A of two channels. */
const MINUS: Layer = {
  type: 'conv2d',
  bank: {
    weight: { shape: [1, 2, 1, 1], data: Float32Array.of(-1, 1) },
    bias: null,
    params: DEFAULT_PARAMS,
    names: [''],
  },
}

/** A pipeline kept as A beside the current one, B. Both run in the lab, on the same picture. */
export class Comparison {
  readonly showing = new LabJob()
  readonly measuring = new LabJob()
  #kept = $state.raw<(KeptLayers & { readonly running: Pipeline }) | null>(null)
  #maps = $state.raw<ComparedMaps | null>(null)
  #report = $state.raw<{ readonly of: readonly [Pipeline, Pipeline]; readonly report: MeasureReport } | null>(
    null,
  )
  readonly #lab: Lab
  readonly #runner: Pick<Runner, 'threads'>

  constructor({ lab, runner }: { readonly lab: Lab; readonly runner: Pick<Runner, 'threads'> }) {
    this.#lab = lab
    this.#runner = runner
  }

  /** The kept layers as they run, null until some are kept. */
  get a(): Pipeline | null {
    return this.#kept?.running ?? null
  }

  /** What was kept, to be put into a document again. */
  get kept(): KeptLayers | null {
    return this.#kept && { layers: this.#kept.layers, bypassed: this.#kept.bypassed ?? [] }
  }

  /** Whether a document's layers are those that were kept. */
  isKept({ layers, bypassed }: KeptLayers): boolean {
    const kept = this.#kept
    return kept?.layers === layers && sameValues(kept.bypassed, bypassed ?? [])
  }

  get maps(): ComparedMaps | null {
    return this.#maps
  }

  /** Times of A and B, of these very pipelines; null until measured. */
  timesOf(b: Pipeline): MeasureReport | null {
    const known = this.#report
    return known !== null && known.of[0] === this.a && known.of[1] === b ? known.report : null
  }

  keep(document: FilterbankDocument): void {
    const { layers, bypassed = [] } = document
    this.#kept = { layers, bypassed, running: runningLayers(document) }
  }

  /** Run A and B on the picture and paint a map of each, and their difference. */
  async show(input: Tensor, b: Pipeline, look: ComparedLook): Promise<void> {
    const a = this.a
    if (a === null) return
    await this.showing.start(async (signal) => {
      this.#maps = await this.#lab.use((engine) => comparedMaps(engine, input, a, b, look, signal), signal)
    })
  }

  /** Time A and B against each other, as the screen's engine runs them. */
  async measure(input: Tensor, b: Pipeline): Promise<void> {
    const a = this.a
    if (a === null) return
    await this.measuring.start(async (signal) => {
      const tasks = [
        { id: 'A', input, layers: a, from: 0 },
        { id: 'B', input, layers: b, from: 0 },
      ]
      await this.#lab.useWith(
        this.#runner.threads,
        (engine) =>
          measure(engine, tasks, {
            signal,
            exactDenseWork: false,
            onProgress: (report) => {
              if (!signal.aborted) this.#report = { of: [a, b], report }
            },
          }),
        signal,
      )
    })
  }
}

/** The comparison of a session: A stays while other tabs are shown. */
export const comparison = perSession(
  (session: { readonly lab: Lab; readonly runner: Runner }) => new Comparison(session),
)

async function comparedMaps(
  engine: Engine,
  input: Tensor,
  layersA: Pipeline,
  layersB: Pipeline,
  look: ComparedLook,
  signal: AbortSignal,
): Promise<ComparedMaps> {
  const { colors, signed, symmetric } = look
  const a = await lastMap(engine, input, layersA, look, signal)
  const own = sizeOf(a.map, look)
  const [pictureA = null] = await engine.paint(
    [{ layer: a.layer, channel: a.channel, ...own, colors, range: { type: 'map', symmetric } }],
    signal,
  )
  const b = await lastMap(engine, input, layersB, look, signal)
  const range: PaintRequest['range'] =
    pictureA === null ? { type: 'map', symmetric } : { type: 'fixed', low: pictureA.low, high: pictureA.high }
  const [pictureB = null] = await engine.paint(
    [{ layer: b.layer, channel: b.channel, ...sizeOf(b.map, look), colors, range }],
    signal,
  )
  const compared = { a: pictureA, b: pictureB, channelA: a.channel, channelB: b.channel }
  const [, , height, width] = a.map.shape
  if (b.map.shape[2] !== height || b.map.shape[3] !== width) return { ...compared, difference: null }
  const data = new Float32Array(2 * height * width)
  data.set(a.map.data)
  data.set(b.map.data, height * width)
  const paint = [
    { layer: 0, channel: 0, ...own, colors: signed, range: { type: 'map', symmetric: true } as const },
  ]
  const run = await engine.run({ shape: [1, 2, height, width], data }, [MINUS], { signal, paint })
  return { ...compared, difference: run.paintings[0] ?? null }
}

/** Run a pipeline and copy one map of its last layer; of no layers, of the picture. */
async function lastMap(
  engine: Engine,
  input: Tensor,
  layers: Pipeline,
  { channel: wanted }: ComparedLook,
  signal: AbortSignal,
): Promise<{ readonly map: Tensor; readonly layer: number; readonly channel: number }> {
  await engine.run(input, layers, { signal })
  const layer = layers.length - 1
  const lease = engine.lease(layer)
  try {
    const channel = Math.min(wanted, lease.shape[1] - 1)
    const [, , height, width] = lease.shape
    return { map: { shape: [1, 1, height, width], data: lease.copy(channel) }, layer, channel }
  } finally {
    lease.release()
  }
}

function sizeOf({ shape: [, , height, width] }: Tensor, { box }: ComparedLook) {
  const scale = Math.min(box.width / width, box.height / height, 1)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}
