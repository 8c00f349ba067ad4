import type { Contender, Timed } from './contender.ts'

/** How long to measure. */
export interface Pace {
  readonly rounds: number
  /** Each contender warms up for this long. */
  readonly warmMs: number
  /** In one round a contender is timed for about this long. */
  readonly roundMs: number
}

/** What a contender took in each round; of several calls in one round the median. */
export interface Rounds {
  readonly ms: number[]
  readonly kernelMs: number[]
  readonly beforeMs: number[]
  readonly afterMs: number[]
}

/**
 * Pause before a contender's turn, in ms: threads of the one before may go on spinning, and would be in the way. Those of
 * onnxruntime-web were seen to spin for 10 ms after a run, those of TensorFlow.js not at all.
 */
const REST_MS = 60

/** Warming up takes at least so many calls. */
const LEAST_CALLS = 3
/** Calls of a round at most. */
const MOST_CALLS = 25

/** Time every contender in every round, in random order; each is called once untimed before its turn. */
export async function timeRounds(
  contenders: readonly Contender[],
  { rounds, warmMs, roundMs }: Pace,
): Promise<Map<string, Rounds>> {
  const results = new Map<string, Rounds>()
  for (const contender of contenders) {
    results.set(contender.name, { ms: [], kernelMs: [], beforeMs: [], afterMs: [] })
    await rest(REST_MS)
    await calls(contender, { ms: warmMs, least: LEAST_CALLS, most: Infinity })
  }
  for (let round = 0; round < rounds; round++) {
    for (const contender of shuffled(contenders)) {
      await rest(REST_MS)
      await contender.time()
      const times = await calls(contender, { ms: roundMs, least: 1, most: MOST_CALLS })
      const result = results.get(contender.name)
      for (const part of ['ms', 'kernelMs', 'beforeMs', 'afterMs'] as const)
        result?.[part].push(median(times.map((time) => time[part] ?? NaN)))
    }
  }
  return results
}

async function calls(
  contender: Contender,
  { ms, least, most }: { ms: number; least: number; most: number },
): Promise<Timed[]> {
  const times: Timed[] = []
  const end = performance.now() + ms
  while (times.length < least || (times.length < most && performance.now() < end)) {
    times.push(await contender.time())
  }
  return times
}

/** The middle value; of an even number the mean of the two in the middle. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle - 1)] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
