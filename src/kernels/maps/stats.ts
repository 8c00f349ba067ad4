import { type Lanes, lanesOf } from '../wasm/lanes.ts'
import { RECORD, Totals } from './totals.ts'
import { f32, f64, i32 } from '../wasm/code.ts'
import type { ModuleBuilder } from '../wasm/module.ts'

/**
 * Bytes of a stats record of a band of a map, over its finite values: f32 minimum at 0 and maximum at 4 (infinite and
 * reversed where there are none), f64 sum at 8, i32 count at 16; at 20 the i32 count of values that are not finite; f64
 * sum of squares at 24 (infinite where a square is); from 32 on the magnitudes of SAMPLES of its values, a byte each: the exponent
 * of a float, 0 for what is zero, not finite or not there.
 */
export const STATS_BYTES = 40

/** Values of a band whose magnitudes are noted. */
const SAMPLES = 8
/** Bits of a float below its exponent; an exponent of all ones is that of no finite number. */
const MANTISSA_BITS = 23
const NOT_FINITE = 255

/** Vectors that the loop takes at once: a power of 2, summed as a tree. */
const UNROLL = 8

/** Statistics of a map, over its finite values (0 where there are none). `rms` is the root of their mean square. */
export interface MapSummary {
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly rms: number
  readonly finite: boolean
  /** Finite values. */
  readonly count: number
}

/** Combine the records of a map's bands, in order. `view` is over the engine's memory. */
export function readStats(view: DataView, records: number, bands: number): MapSummary {
  let min = Infinity
  let max = -Infinity
  let sum = 0
  let squares = 0
  let count = 0
  let notFinite = 0
  for (let record = records; record < records + bands * STATS_BYTES; record += STATS_BYTES) {
    min = Math.min(min, view.getFloat32(record + RECORD.min, true))
    max = Math.max(max, view.getFloat32(record + RECORD.max, true))
    sum += view.getFloat64(record + RECORD.sum, true)
    squares += view.getFloat64(record + RECORD.squares, true)
    count += view.getInt32(record + RECORD.count, true)
    notFinite += view.getInt32(record + RECORD.notFinite, true)
  }
  if (count === 0) return { min: 0, max: 0, mean: 0, rms: 0, finite: notFinite === 0, count }
  return {
    min: min + 0,
    max: max + 0,
    mean: sum / count,
    rms: Math.sqrt(squares / count),
    finite: notFinite === 0,
    count,
  }
}

/**
 * Note the magnitudes of a sample of a band of `count` values, which stand at `values`, in its record. Where they stand
 * follows from the first value, and no pattern, so that what is periodic is met as often as it occurs.
 */
export function sampleMagnitudes(view: DataView, values: number, count: number, record: number): void {
  const begin = view.getUint32(values, true)
  const share = count / 2 ** 32
  for (let i = 0; i < SAMPLES; i++) {
    const at = count <= SAMPLES ? i : Math.floor(scattered(begin + i) * share)
    const exponent = at < count ? exponentOf(view.getUint32(values + 4 * at, true)) : 0
    view.setUint8(record + RECORD.magnitudes + i, exponent === NOT_FINITE ? 0 : exponent)
  }
}

/** A whole number below 2^32 that looks random, another one for each of 32 bits: the finalizer of MurmurHash3. */
function scattered(bits: number): number {
  const half = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  const whole = Math.imul(half ^ (half >>> 13), 0xc2b2ae35)
  return (whole ^ (whole >>> 16)) >>> 0
}

/** Count the magnitudes noted in the records of a map's bands: `counts` by exponent, from 1 on. */
export function countMagnitudes(view: DataView, records: number, bands: number, counts: Int32Array): void {
  for (let record = records; record < records + bands * STATS_BYTES; record += STATS_BYTES) {
    for (let i = 0; i < SAMPLES; i++) {
      const exponent = view.getUint8(record + RECORD.magnitudes + i)
      if (exponent > 0) counts[exponent] = (counts[exponent] ?? 0) + 1
    }
  }
}

/** The exponent of a float, by its bits: 1 to 254 for a normal number, its logarithm to base 2 and 127 rounded down. */
function exponentOf(bits: number): number {
  return (bits >>> MANTISSA_BITS) & 0xff
}

/**
 * Export `stats(source, count, record)`: the record of `count` > 0 floats. A NaN or an infinity makes the sum not finite,
 * and only then everything is done again value by value.
 */
export function addStats(module: ModuleBuilder, lanes: Lanes): void {
  module.function('stats', (f) => {
    const source = f.param('i32')
    const count = f.param('i32')
    const record = f.param('i32')
    const address = f.local('i32', source)
    const left = f.local('i32', count)
    const take = (taken: Lanes, vectors: number, into: Totals) => {
      const values = Array.from({ length: vectors }, () => f.local(taken.type))
      f.block((exit) => {
        f.loop((again) => {
          f.branchIf(exit, i32.ltS(left, vectors * taken.count))
          values.forEach((value, i) => {
            f.set(value, taken.load(address, i * taken.bytes))
          })
          into.include(values)
          into.toDoubles()
          f.increment(address, vectors * taken.bytes)
          f.increment(left, -vectors * taken.count)
          f.branch(again)
        })
      })
    }
    const vectors = new Totals(f, lanes)
    vectors.clear()
    take(lanes, UNROLL, vectors)
    vectors.store(record)
    const single = new Totals(f, lanesOf('plain'))
    single.load(record)
    take(lanesOf('plain'), 1, single)
    const finiteCount = f.local('i32', count)
    f.if(f64.ne(f64.sub(single.total, single.total), f64.const(0)), () => {
      const value = f.local('f32')
      single.clear()
      f.set(address, source)
      f.set(left, count)
      f.set(finiteCount, i32.const(0))
      f.loop((again) => {
        f.set(value, f32.load(address))
        f.if(f32.eq(f32.sub(value, value), f32.const(0)), () => {
          single.include([value])
          single.toDoubles()
          f.increment(finiteCount, 1)
        })
        f.increment(address, 4)
        f.increment(left, -1)
        f.branchIf(again, left)
      })
    })
    single.store(record)
    f.emit(
      i32.store(record, finiteCount, RECORD.count),
      i32.store(record, i32.sub(count, finiteCount), RECORD.notFinite),
    )
  })
}
