import { costFigures } from '../../core/cost/figures.ts'
import type { CostVariant } from '../../core/cost/variants.ts'
import type { FilterBank, Layer, Pipeline } from '../../core/layers/layer.ts'
import {
  explainRatio,
  measuredWork,
  type Machine,
  type MeasuredWork,
  type RatioReason,
} from '../../core/cost/roofline.ts'
import type { Shape4, Tensor } from '../../core/tensor.ts'
import { variantBanks, widenInput } from '../../core/cost/variant-banks.ts'
import type { Engine } from '../../engine/engine.ts'
import { measureMachine } from '../../engine/measure/machine.ts'
import {
  measure,
  type MeasuredTask,
  type Measurement,
  type MeasureReport,
} from '../../engine/measure/measure.ts'
import type { Lab } from '../run/lab.ts'
import { LabJob, perSession } from './lab-job.svelte.ts'
import type { Runner } from '../run/runner.svelte.ts'

/** The Conv2d whose variants are measured, where it stands. */
export interface MeasuredSubject {
  readonly input: Tensor
  readonly layers: Pipeline
  readonly at: number
  readonly bank: FilterBank
  readonly variants: readonly CostVariant[]
}

/** What the machine can do, and whether that was probed or only seen in the variants themselves. */
export interface KnownMachine extends Machine {
  readonly probed: boolean
}

/** A measured variant beside dense. */
export interface MeasuredVariant {
  readonly variant: CostVariant
  readonly measurement: Measurement
  readonly work: MeasuredWork
  /** Null for dense itself, and until dense is measured. */
  readonly reason: RatioReason | null
}

/** What the time of a layer depends on while all work is done exactly: shapes and settings, not weights. */
export function timingKey(input: Shape4, bank: FilterBank): string {
  return JSON.stringify([input, bank.weight.shape, bank.params, bank.bias !== null])
}

/** Measures a layer's variants on this machine and keeps the last results. */
export class VariantMeasurement {
  readonly job = new LabJob()
  #report = $state.raw<MeasureReport | null>(null)
  #subject = $state.raw<MeasuredSubject | null>(null)
  #machine = $state.raw<KnownMachine | null>(null)
  #threads = $state(0)
  readonly #lab: Lab
  readonly #runner: Pick<Runner, 'threads'>

  constructor({ lab, runner }: { readonly lab: Lab; readonly runner: Pick<Runner, 'threads'> }) {
    this.#lab = lab
    this.#runner = runner
  }

  /** Results so far; null before the first. */
  get report(): MeasureReport | null {
    return this.#report
  }

  /** What they are of. */
  get subject(): MeasuredSubject | null {
    return this.#subject
  }

  /** Null until it was measured. */
  get machine(): KnownMachine | null {
    return this.#machine
  }

  /** Workers that were measured with. */
  get threads(): number {
    return this.#threads
  }

  /** The measured variants, in order, each explained beside dense. */
  readonly variants: readonly MeasuredVariant[] = $derived.by(() => {
    const [report, machine, subject] = [this.#report, this.#machine, this.#subject]
    if (report === null || subject === null || machine === null) return []
    const found = subject.variants.flatMap((variant) => {
      const measurement = report.measurements.find(({ id }) => id === variant.id)
      if (measurement === undefined) return []
      const name = headline(variant)
      const work = measuredWork({ ...variant, name }, measurement.median, measurement.paddingMs)
      return [{ variant, measurement, work }]
    })
    const dense = found.find(({ variant }) => variant.kind === 'dense')?.work
    return found.map((each) => ({
      ...each,
      reason:
        dense === undefined || each.work === dense
          ? null
          : explainRatio(machine, dense, each.work, report.dispatchMs),
    }))
  })

  /** Measure a layer's variants with as many workers as the screen's engine has. */
  async start(subject: MeasuredSubject, limitMs?: number): Promise<void> {
    const threads = this.#runner.threads
    await this.job.start(async (signal) => {
      this.#report = null
      this.#subject = subject
      this.#threads = threads
      await this.#lab.useWith(
        threads,
        async (engine) => {
          const machine = await probed(engine)
          signal.throwIfAborted()
          const { tasks, failed } = await tasksOf(engine, subject, signal)
          await measure(engine, tasks, {
            signal,
            ...(limitMs !== undefined && { limitMs }),
            onProgress: (report) => {
              if (signal.aborted) return
              this.#machine = machine ?? bestSeen(subject.variants, report)
              this.#report = { ...report, failed: [...failed, ...report.failed] }
            },
          })
        },
        signal,
      )
    })
  }

  cancel(): void {
    this.job.cancel()
  }
}

/** The measurement of a session; it goes on while other tabs are shown. */
export const variantMeasurement = perSession(
  (session: { readonly lab: Lab; readonly runner: Runner }) => new VariantMeasurement(session),
)

/** What a variant is called at the head of a sentence. */
function headline({ kind, groups, name }: CostVariant): string {
  return kind === 'grouped' ? `g ${groups}` : kind === 'dense' ? 'Dense' : name
}

async function probed(engine: Engine): Promise<KnownMachine | null> {
  if (engine.mode === 'inline') return null
  try {
    return { ...(await measureMachine(engine.set, engine.threads)), probed: true }
  } catch (error) {
    // Short of memory, most likely: what the variants reach has to do then.
    if (!(error instanceof Error)) throw error
    return null
  }
}

/** The most that any variant reached, of arithmetic and of bytes: below what the machine could do. */
function bestSeen(variants: readonly CostVariant[], { measurements }: MeasureReport): KnownMachine {
  const rates = measurements.flatMap(({ id, median }) => {
    const variant = variants.find((each) => each.id === id)
    if (variant === undefined || median === 0) return []
    const { flops, bytes } = costFigures(variant.cost)
    return [{ gflops: flops / median / 1e6, gbs: bytes / median / 1e6 }]
  })
  const most = (of: readonly number[]) => Math.max(1e-9, ...of)
  return {
    peakGflops: most(rates.map(({ gflops }) => gflops)),
    bandwidthGBs: most(rates.map(({ gbs }) => gbs)),
    probed: false,
  }
}

/** Each variant behind the layers before; a wider one on an input of its own, made of what those layers give. */
async function tasksOf(
  engine: Engine,
  { input, layers, at, bank, variants }: MeasuredSubject,
  signal: AbortSignal,
): Promise<{ tasks: MeasuredTask[]; failed: { id: string; message: string }[] }> {
  const before = layers.slice(0, at)
  const tasks: MeasuredTask[] = []
  const failed: { id: string; message: string }[] = []
  for (const variant of variants) {
    const { id } = variant
    const own: Layer[] = variantBanks(variant, bank).map((each) => ({ type: 'conv2d', bank: each }))
    const channels = variant.convs[0]?.input[1] ?? 0
    if (variant.kind !== 'wider') {
      tasks.push({ id, input, layers: [...before, ...own], from: at })
      continue
    }
    try {
      const widened = widenInput(await outputOf(engine, input, before, signal), channels)
      tasks.push({ id, input: widened, layers: own, from: 0 })
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      failed.push({ id, message: `Its input of ${channels} channels does not fit into memory.` })
    }
  }
  return { tasks, failed }
}

/** What layers make of an input, as a tensor of its own. @throws RangeError where there is no memory for it */
async function outputOf(
  engine: Engine,
  input: Tensor,
  layers: Pipeline,
  signal: AbortSignal,
): Promise<Tensor> {
  if (layers.length === 0) return input
  await engine.run(input, layers, { signal, exactDenseWork: true })
  const lease = engine.lease(layers.length - 1)
  try {
    const [n, channels, height, width] = lease.shape
    const data = new Float32Array(n * channels * height * width)
    for (let map = 0; map < n * channels; map++) data.set(lease.view(map), map * height * width)
    return { shape: lease.shape, data }
  } finally {
    lease.release()
  }
}
