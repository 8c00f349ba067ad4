import { tileCount, type Ptr, type Step } from './program.ts'

/** Steps to compute in order, and where their shared counters stand. */
export interface Program {
  readonly steps: readonly Step[]
  /** controlBytes(steps.length) zeroed bytes in shared memory. */
  readonly control: Ptr
  /** Memory of each participant alone, one after the other: `bytes` each. */
  readonly workspace: { readonly at: Ptr; readonly bytes: number }
}

/** What one participant did: `spans` holds step, tile, start and end (ms of the wall clock) for each of its tiles. */
export interface ProgramReport {
  readonly outcome: 'done' | 'aborted'
  readonly spans: Float64Array<ArrayBuffer>
}

/** Numbers of `spans` for each tile. */
export const SPAN_FIELDS = 4

/** Set to 1, with notifyProgram, to stop a program between tiles. */
export const ABORT_WORD = 0
/** Tiles completed so far. */
export const PROGRESS_WORD = 1
const FIRST_STEP_WORD = 2
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
export function controlWords(memory: WebAssembly.Memory, program: Program): Int32Array {
  return new Int32Array(
    memory.buffer,
    program.control,
    FIRST_STEP_WORD + program.steps.length * WORDS_PER_STEP,
  )
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
export function executeProgram(
  program: Program,
  memory: WebAssembly.Memory,
  run: (step: Step, tile: number) => void,
): ProgramReport {
  const control = controlWords(memory, program)
  const spans: number[] = []
  const report = (outcome: ProgramReport['outcome']): ProgramReport => ({
    outcome,
    spans: Float64Array.from(spans),
  })
  for (const [index, step] of program.steps.entries()) {
    const next = FIRST_STEP_WORD + index * WORDS_PER_STEP
    const completed = next + 1
    const count = tileCount(step)
    for (;;) {
      if (Atomics.load(control, ABORT_WORD) !== 0) return report('aborted')
      const tile = Atomics.add(control, next, 1)
      if (tile >= count) break
      const start = now()
      run(step, tile)
      spans.push(index, tile, start, now())
      Atomics.add(control, PROGRESS_WORD, 1)
      if (Atomics.add(control, completed, 1) + 1 === count) Atomics.notify(control, completed)
    }
    if (!waitForAll(control, completed, count)) return report('aborted')
  }
  return report('done')
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
export function workspaceOf({ workspace: { at, bytes } }: Pick<Program, 'workspace'>, index: number): Ptr {
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
export function runSteps(steps: readonly Step[], run: (step: Step, tile: number) => void): void {
  for (const step of steps) {
    for (let tile = 0, count = tileCount(step); tile < count; tile++) run(step, tile)
  }
}
