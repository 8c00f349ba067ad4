import { joinedBytes } from '../../src/formats/bytes.ts'
import type { Dice } from './random.ts'

type Mutator = (bytes: Uint8Array, dice: Dice, other: Uint8Array) => Uint8Array

const SIZES = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]

/** What is done to bytes. `other` is another input. */
export const BYTE_MUTATORS: readonly Mutator[] = [
  function flipBits(bytes, dice) {
    const changed = bytes.slice()
    for (let n = dice.small(8); n >= 0; n--) {
      const at = dice.below(changed.length)
      if (changed.length > 0) changed[at] = (changed[at] ?? 0) ^ (1 << dice.below(8))
    }
    return changed
  },
  function putByte(bytes, dice) {
    const changed = bytes.slice()
    if (changed.length > 0) changed[dice.below(changed.length)] = dice.below(256)
    return changed
  },
  /** At the boundary of what a field holds, or of the file. */
  function putNumber(bytes, dice) {
    const changed = bytes.slice()
    const value = dice.of([...SIZES, bytes.length, bytes.length - 1, bytes.length + 1, dice.below(256)])
    const width = dice.of([1, 2, 4, 4, 8])
    const at = dice.below(Math.max(1, bytes.length - width + 1))
    const isLittle = dice.below(2) === 0
    for (let i = 0; i < width && at + i < bytes.length; i++) {
      const shift = isLittle ? i : width - 1 - i
      changed[at + i] = Math.floor(value / 256 ** shift) % 256
    }
    return changed
  },
  function cut(bytes, dice) {
    return bytes.slice(0, dice.below(bytes.length + 1))
  },
  function takeOut(bytes, dice) {
    const from = dice.below(bytes.length + 1)
    return joinedBytes([bytes.subarray(0, from), bytes.subarray(from + dice.small(bytes.length - from + 1))])
  },
  function splice(bytes, dice, other) {
    const from = dice.below(other.length + 1)
    const part = other.subarray(from, from + dice.small(other.length - from + 1))
    const at = dice.below(bytes.length + 1)
    return joinedBytes([bytes.subarray(0, at), part, bytes.subarray(at + dice.of([0, part.length]))])
  },
  function repeat(bytes, dice) {
    const from = dice.below(bytes.length + 1)
    const part = bytes.subarray(from, from + dice.small(Math.min(256, bytes.length - from + 1)))
    const times = dice.of([2, 3, dice.small(64), dice.small(1024)])
    return joinedBytes([
      bytes.subarray(0, from),
      ...new Array<Uint8Array>(times).fill(part),
      bytes.subarray(from),
    ])
  },
]
