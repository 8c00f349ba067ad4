import type { Ptr } from './pointer.ts'
import { type StepBase, tileCount } from './tiles.ts'

/** Steps to compute in order, and where their shared counters stand. */
export interface ProgramOf<S extends StepBase = StepBase> {
  readonly steps: readonly S[]
  /** controlBytes(steps.length, participants) zeroed bytes in shared memory. */
  readonly control: Ptr
  /** spanBytes(steps) zeroed bytes: what is noted of each tile. */
  readonly spans: Ptr
  /** How many take part. */
  readonly participants: number
  /** Memory of each participant alone, one after the other: `bytes` each. */
  readonly workspace: { readonly at: Ptr; readonly bytes: number }
}

/** Numbers noted of each tile, in order of steps and tiles: participant, start, end (ms of the wall clock; 0: not computed). */
export const SPAN_FIELDS = 3

/** Set to 1, with notifyProgram, to stop a program between tiles. */
const ABORT_WORD = 0
/** Tiles completed so far. */
export const PROGRESS_WORD = 1
/** Participants that touch nothing of the program any more. */
const LEFT_WORD = 2
/** How far it has come to its end: these bits. */
const OVER_WORD = 3
/** All tiles are completed. */
const DONE = 1
/** All participants have left. */
const LEFT = 2
const FIRST_STEP_WORD = 4
const WORDS_PER_STEP = 2

/** Waits end by themselves after this long, so that a lost wake-up costs time and never a result. */
const WAIT_MS = 50
/** Looks at a counter before going to sleep: a neighbour's last tile mostly ends within microseconds. */
const SPINS = 200

/** Bytes of the counters of a program. */
export function controlBytes(steps: number, participants: number): number {
  return (leftWord(steps, 0) + participants) * Int32Array.BYTES_PER_ELEMENT
}

/** Where a participant says that it has left. */
function leftWord(steps: number, participant: number): number {
  return FIRST_STEP_WORD + steps * WORDS_PER_STEP + participant
}

/** A view of a program's counters. */
export function controlWords(
  memory: WebAssembly.Memory,
  { control, steps, participants }: ProgramOf,
): Int32Array {
  return new Int32Array(memory.buffer, control, leftWord(steps.length, participants))
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

/** Whether all tiles of a program are completed. */
export function isDone(control: Int32Array): boolean {
  return (Atomics.load(control, OVER_WORD) & DONE) !== 0
}

/** Whether all participants have left a program. */
export function haveAllLeft(control: Int32Array): boolean {
  return (Atomics.load(control, OVER_WORD) & LEFT) !== 0
}

/** Whether one participant has left a program: it is alive, and touches nothing of it any more. */
export function hasLeft(control: Int32Array, { steps }: ProgramOf, participant: number): boolean {
  return Atomics.load(control, leftWord(steps.length, participant)) !== 0
}

/** Whether this browser can wait for words without blocking. */
export function canWait(): boolean {
  return 'waitAsync' in Atomics
}

/**
 * Resolves when all participants have left a program; never where a browser cannot wait. Answers say the same, but a browser holds
 * messages back after a key was pressed until it has drawn a frame, up to 16 ms; this it does not.
 */
export async function whenAllLeft(control: Int32Array): Promise<void> {
  if (!canWait()) await new Promise(() => undefined)
  for (let over = 0; (over & LEFT) === 0; over = Atomics.load(control, OVER_WORD))
    await Atomics.waitAsync(control, OVER_WORD, over).value
}

/** End the wait of whenAllLeft for a program that some never left. */
export function forgetProgram(control: Int32Array): void {
  Atomics.or(control, OVER_WORD, LEFT)
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
 * took a tile. Blocks the calling thread, so it is for workers. What `run` throws comes out, the others then wait until they are told.
 */
export function executeProgram<S extends StepBase>(
  program: ProgramOf<S>,
  memory: WebAssembly.Memory,
  participant: number,
  run: (step: S, tile: number) => void,
): void {
  const control = controlWords(memory, program)
  try {
    const completed = takeTiles(program, control, spanTable(memory, program), participant, run)
    if (completed) Atomics.or(control, OVER_WORD, DONE)
  } finally {
    Atomics.store(control, leftWord(program.steps.length, participant), 1)
    if (Atomics.add(control, LEFT_WORD, 1) + 1 === program.participants) forgetProgram(control)
  }
}

/** @returns whether all tiles are completed; false when the program was aborted */
function takeTiles<S extends StepBase>(
  program: ProgramOf<S>,
  control: Int32Array,
  spans: Float64Array,
  participant: number,
  run: (step: S, tile: number) => void,
): boolean {
  let firstSpan = 0
  for (const [index, step] of program.steps.entries()) {
    const next = FIRST_STEP_WORD + index * WORDS_PER_STEP
    const completed = next + 1
    const count = tileCount(step)
    for (;;) {
      if (Atomics.load(control, ABORT_WORD) !== 0) return false
      const tile = Atomics.add(control, next, 1)
      if (tile >= count) break
      const start = now()
      run(step, tile)
      spans.set([participant, start, now()], SPAN_FIELDS * (firstSpan + tile))
      Atomics.add(control, PROGRESS_WORD, 1)
      if (Atomics.add(control, completed, 1) + 1 === count) Atomics.notify(control, completed)
    }
    if (!waitForAll(control, completed, count)) return false
    firstSpan += count
  }
  return true
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

/** Compute steps on the calling thread alone. */
export function runSteps<S extends StepBase>(
  steps: readonly S[],
  run: (step: S, tile: number) => void,
): void {
  for (const step of steps) {
    for (let tile = 0, count = tileCount(step); tile < count; tile++) run(step, tile)
  }
}
