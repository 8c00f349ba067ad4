import { PickleMachine, type PickleHost } from './machine.ts'
import { OPCODES } from './opcodes.ts'
import { PickleReader } from './reader.ts'
import type { PickleValue } from './values.ts'
import { refuse } from '../places.ts'

const STOP = 0x2e

/**
 * The first value of a pickle, and where it ends (Python's pickletools: protocols 0 to 5). Every opcode takes a byte at least and
 * makes at most one value, and calls copy no more entries than there are bytes, so that neither time nor memory grows beyond them.
 * Nothing is called or built: names stay names.
 * @throws FormatError; PickleEnd where more bytes are needed
 */
export function readPickle(
  bytes: Uint8Array,
  start: number,
  host: PickleHost,
): { value: PickleValue; end: number } {
  const reader = new PickleReader(bytes)
  reader.at = start
  const machine = new PickleMachine(reader, host, bytes.length)
  for (;;) {
    const code = reader.byte()
    if (code === STOP) return { value: machine.pop(), end: reader.at }
    const step = OPCODES.get(code)
    if (step === undefined) refuse(`an opcode that is not read (${code}, byte ${reader.at - 1})`)
    step(machine)
  }
}
