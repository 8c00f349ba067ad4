import type { Work } from './layer.ts'

/** How long to time each contender. */
export interface RacePace {
  /** Until the optimising compiler has done its work. */
  readonly warmMs: number
  readonly samples: number
  readonly sampleMs: number
}

/** The share of samples that are better than the one that counts: those that nothing else on the machine disturbed. */
const UNDISTURBED = 0.15

/** GFLOP/s of each contender, from many short samples taken in turn, each time in another order. */
export async function race(
  works: ReadonlyMap<string, Work>,
  { warmMs, samples, sampleMs }: RacePace,
): Promise<Map<string, number>> {
  const contenders = await Promise.all(
    [...works].map(async ([name, work]) => {
      const end = performance.now() + warmMs
      while (performance.now() < end) work.run()
      // Optimised code arrives between tasks.
      await new Promise((resolve) => {
        setTimeout(resolve, 5)
      })
      const once = Math.min(...Array.from({ length: 5 }, () => time(work, 1)))
      return {
        name,
        work,
        repeats: Math.max(1, Math.round(sampleMs / Math.max(once, 1e-3))),
        ms: [] as number[],
      }
    }),
  )
  for (let sample = 0; sample < samples; sample++) {
    contenders.sort(() => Math.random() - 0.5)
    for (const { work, repeats, ms } of contenders) ms.push(time(work, repeats))
  }
  return new Map(
    contenders.map(({ name, work, ms }) => {
      const sorted = ms.sort((a, b) => a - b)
      return [name, (2e-6 * work.macs) / (sorted[Math.floor(samples * UNDISTURBED)] ?? NaN)]
    }),
  )
}

/** Milliseconds of one call. */
function time(work: Work, repeats: number): number {
  const start = performance.now()
  for (let i = 0; i < repeats; i++) work.run()
  return (performance.now() - start) / repeats
}
