import type { Ptr } from './pointer.ts'
import { type StepBase, tileCount } from './tiles.ts'

/** Steps to compute in order, and where their shared counters stand. */
export interface ProgramOf<S extends StepBase = StepBase> {
  readonly steps: readonly S[]
  /** controlBytes(steps.length) zeroed bytes in shared memory. */
  readonly control: Ptr
  /** spanBytes(steps) zeroed bytes: what is noted of each tile. */
  readonly spans: Ptr
  /** How many take part. */
  readonly participants: number
  /** Memory of each participant alone, one after the other: `bytes` each. */
  readonly workspace: { readonly at: Ptr; readonly bytes: number }
}

/** How a program ended for a participant. */
export type ProgramOutcome = 'done' | 'aborted'

/** Numbers noted of each tile, in order of steps and tiles: participant, start, end (ms of the wall clock; 0: not computed). */
export const SPAN_FIELDS = 3

/** Set to 1, with notifyProgram, to stop a program between tiles. */
const ABORT_WORD = 0
/** Tiles completed so far. */
export const PROGRESS_WORD = 1
/** Participants that touch nothing of the program any more. */
const LEFT_WORD = 2
/** 1 once all have left. */
const OVER_WORD = 3
const FIRST_STEP_WORD = 4
const WORDS_PER_STEP = 2

/** Waits end by themselves after this long, so that a lost wake-up costs time and never a result. */
const WAIT_MS = 50
/** Looks at a counter before going to sleep: a neighbour's last tile mostly ends within microseconds. */
const SPINS = 200

/** Bytes of the counters of a program. */
export function controlBytes(steps: number): number {
  return (FIRST_STEP_WORD + steps * WORDS_PER_STEP) * Int32Array.BYTES_PER_ELEMENT
}

/** A view of a program's counters. */
export function controlWords(memory: WebAssembly.Memory, program: ProgramOf): Int32Array {
  return new Int32Array(
    memory.buffer,
    program.control,
    FIRST_STEP_WORD + program.steps.length * WORDS_PER_STEP,
  )
}

/** Bytes of what is noted of the tiles of these steps. */
export function spanBytes(steps: readonly StepBase[]): number {
  const tiles = steps.reduce((sum, step) => sum + tileCount(step), 0)
  return tiles * SPAN_FIELDS * Float64Array.BYTES_PER_ELEMENT
}

/** A view of what is noted of a program's tiles. */
export function spanTable(memory: WebAssembly.Memory, { spans, steps }: ProgramOf): Float64Array {
  return new Float64Array(memory.buffer, spans, spanBytes(steps) / Float64Array.BYTES_PER_ELEMENT)
}

/**
 * Resolves when all participants have left a program that was begun; never where a browser cannot tell. Their answers say
 * the same, but a browser holds messages back after a key was pressed until it has drawn a frame, up to 16 ms; this it does not.
 * @param isForgotten whether the words are no longer this program's
 */
export async function whenAllLeft(control: Int32Array, isForgotten: () => boolean): Promise<void> {
  if (!('waitAsync' in Atomics)) await new Promise(() => undefined)
  while (!isForgotten() && Atomics.load(control, OVER_WORD) === 0) {
    await Atomics.waitAsync(control, OVER_WORD, 0).value
  }
}

/** End the wait of whenAllLeft for a program whose participants were replaced. */
export function forgetProgram(control: Int32Array): void {
  Atomics.store(control, OVER_WORD, 1)
  Atomics.notify(control, OVER_WORD)
}

/** Ask every participant to stop before its next tile. */
export function abortProgram(control: Int32Array): void {
  Atomics.store(control, ABORT_WORD, 1)
  for (let word = 0; word < control.length; word++) Atomics.notify(control, word)
}

/**
 * Take part in a program: take tiles of a step until none is left, wait until all of them are completed, go on to the
 * next step. Nobody waits for a participant, only for tiles: one that comes late, or never, holds nothing up unless it
 * took a tile. Blocks the calling thread, so it is for workers.
 */
export function executeProgram<S extends StepBase>(
  program: ProgramOf<S>,
  memory: WebAssembly.Memory,
  participant: number,
  run: (step: S, tile: number) => void,
): ProgramOutcome {
  const control = controlWords(memory, program)
  const outcome = takeTiles(program, control, spanTable(memory, program), participant, run)
  if (Atomics.add(control, LEFT_WORD, 1) + 1 === program.participants) forgetProgram(control)
  return outcome
}

function takeTiles<S extends StepBase>(
  program: ProgramOf<S>,
  control: Int32Array,
  spans: Float64Array,
  participant: number,
  run: (step: S, tile: number) => void,
): ProgramOutcome {
  let firstSpan = 0
  for (const [index, step] of program.steps.entries()) {
    const next = FIRST_STEP_WORD + index * WORDS_PER_STEP
    const completed = next + 1
    const count = tileCount(step)
    for (;;) {
      if (Atomics.load(control, ABORT_WORD) !== 0) return 'aborted'
      const tile = Atomics.add(control, next, 1)
      if (tile >= count) break
      const start = now()
      run(step, tile)
      spans.set([participant, start, now()], SPAN_FIELDS * (firstSpan + tile))
      Atomics.add(control, PROGRESS_WORD, 1)
      if (Atomics.add(control, completed, 1) + 1 === count) Atomics.notify(control, completed)
    }
    if (!waitForAll(control, completed, count)) return 'aborted'
    firstSpan += count
  }
  return 'done'
}

/** Wait until `word` reaches `count`; false when the program was aborted. */
function waitForAll(control: Int32Array, word: number, count: number): boolean {
  for (let spins = 0; ; spins++) {
    const value = Atomics.load(control, word)
    if (value >= count) return true
    if (Atomics.load(control, ABORT_WORD) !== 0) return false
    if (spins >= SPINS) Atomics.wait(control, word, value, WAIT_MS)
  }
}

/** The wall clock in ms, the same in all workers, with the resolution of performance.now. */
function now(): number {
  return performance.timeOrigin + performance.now()
}

/** The workspace of participant `index`. */
export function workspaceOf({ workspace: { at, bytes } }: Pick<ProgramOf, 'workspace'>, index: number): Ptr {
  return (at + index * bytes) as Ptr
}

/** Byte address of the bell, in front of everything that an arena hands out. */
const BELL = 32
/** Longest pause that participants wait through for the next program: several frames of a person who edits. */
const LINGER_MS = 100

function bellOf(memory: WebAssembly.Memory): Int32Array {
  return new Int32Array(memory.buffer, BELL, 1)
}

/**
 * Announce a program before it is sent to the participants. Call what this returns when it was sent to all of them: it
 * wakes those that linger.
 */
export function ringBell(memory: WebAssembly.Memory): () => void {
  const bell = bellOf(memory)
  Atomics.add(bell, 0, 1)
  return () => {
    Atomics.notify(bell, 0)
  }
}

/** How many programs were announced so far. */
export function programsAnnounced(memory: WebAssembly.Memory): number {
  return Atomics.load(bellOf(memory), 0)
}

/**
 * Sleep until a program is announced after the first `announced`, for a moment at most. Blocks the calling thread, so it is for workers
 * with nothing else to do. Workers that sleep in their event loops are woken by their messages, one after the other, and the
 * second may have to wait for the first to leave its core: in 1 of 4 runs it came 1 ms late. Those that sleep here wake together.
 */
export function linger(memory: WebAssembly.Memory, announced: number): void {
  Atomics.wait(bellOf(memory), 0, announced, LINGER_MS)
}

/** Compute steps on the calling thread alone. */
export function runSteps<S extends StepBase>(
  steps: readonly S[],
  run: (step: S, tile: number) => void,
): void {
  for (const step of steps) {
    for (let tile = 0, count = tileCount(step); tile < count; tile++) run(step, tile)
  }
}
