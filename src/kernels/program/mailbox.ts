import type { ProgramOf } from './execute.ts'
import type { StepBase } from './tiles.ts'

/*
 * A message wakes a worker by way of its event loop, one worker after the other, and the second may have to wait for the first to leave
 * its core: in 1 of 4 runs it came 1 ms late. Participants that have just finished a program therefore sleep on a word of the memory for
 * a moment. A program that needs nothing but numbers is put beside that word, and all of them wake at once and read it there.
 */

/** Word that counts the programs announced; the two behind it are the sizes of the mail: bytes of its text, numbers of its tiles. */
const BELL = 32
const TEXT_BYTES = 1
const TILE_NUMBERS = 2
/** Byte address of the mail: numbers of tiles, then text. */
const MAIL = 64
const MAIL_BYTES = 64 * 1024

/** First byte behind the mailbox. */
export const MAILBOX_END = MAIL + MAIL_BYTES

/** Longest pause that participants wait through for the next program: several frames of a person who edits. */
const LINGER_MS = 100

function bellOf(memory: WebAssembly.Memory): Int32Array {
  return new Int32Array(memory.buffer, BELL, 3)
}

/**
 * Announce a program to those that linger. Call `wake` when it was sent to all others, so that they start together.
 * @returns its number: the programs announced so far
 */
export function ringBell(memory: WebAssembly.Memory): { readonly number: number; readonly wake: () => void } {
  const bell = bellOf(memory)
  const number = Atomics.add(bell, 0, 1) + 1
  return { number, wake: () => Atomics.notify(bell, 0) }
}

/**
 * Sleep until a program is announced after this number, for a moment at most. Blocks the calling thread, so it is for workers with
 * nothing else to do.
 * @returns the number of the newest program: the same where none came
 */
export function linger(memory: WebAssembly.Memory, number: number): number {
  const bell = bellOf(memory)
  Atomics.wait(bell, 0, number, LINGER_MS)
  return Atomics.load(bell, 0)
}

/** Leave nothing for the next bell. */
export function emptyMailbox(memory: WebAssembly.Memory): void {
  bellOf(memory)[TEXT_BYTES] = 0
}

/** Put a program into the mailbox, which is empty, for the next bell. @returns false where it does not go by mail */
export function writeMail(memory: WebAssembly.Memory, program: ProgramOf): boolean {
  const bell = bellOf(memory)
  const { steps } = program
  if (!steps.every(isMailable)) return false
  const head = steps.map((step) => ({ ...step, tiles: step.tiles.length }))
  const text = new TextEncoder().encode(JSON.stringify({ ...program, steps: head }))
  const numbers = steps.reduce((sum, { tiles }) => sum + tiles.length, 0)
  if (4 * numbers + text.length > MAIL_BYTES) return false
  let at = MAIL
  for (const { tiles } of steps) {
    new Int32Array(memory.buffer, at, tiles.length).set(tiles)
    at += tiles.byteLength
  }
  new Uint8Array(memory.buffer, at, text.length).set(text)
  bell[TEXT_BYTES] = text.length
  bell[TILE_NUMBERS] = numbers
  return true
}

/** The program in the mailbox, its steps being of the type that was written; null where it is empty. */
export function readMail<S extends StepBase>(memory: WebAssembly.Memory): ProgramOf<S> | null {
  const [, bytes = 0, numbers = 0] = bellOf(memory)
  if (bytes === 0) return null
  // Text is not decoded from shared memory.
  const text = new Uint8Array(memory.buffer, MAIL + 4 * numbers, bytes).slice()
  const program = JSON.parse(new TextDecoder().decode(text)) as ProgramOf<S & { readonly tiles: number }>
  let at = MAIL
  const steps = program.steps.map((step): S => {
    const tiles = new Int32Array(memory.buffer, at, step.tiles)
    at += tiles.byteLength
    return { ...step, tiles: tiles.slice() }
  })
  return { ...program, steps }
}

/** Whether JSON keeps this as it is, but for the tiles of a step. */
function isMailable(step: StepBase): boolean {
  return Object.entries(step).every(([name, value]) => name === 'tiles' || isPlain(value))
}

function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
    case 'object':
      if (value === null) return true
      if (Array.isArray(value)) return value.every(isPlain)
      return !ArrayBuffer.isView(value) && Object.values(value).every(isPlain)
    default:
      return typeof value === 'string' || typeof value === 'boolean' || value === undefined
  }
}
