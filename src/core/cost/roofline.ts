import { costFigures } from './figures.ts'
import type { CostVariant } from './variants.ts'

/*
 * The roofline model: a computation of so many FLOPs per byte moved can go no faster than the machine's arithmetic, nor than
 * its memory delivers the bytes. Williams, Waterman and Patterson, "Roofline: An Insightful Visual Performance Model for
 * Multicore Architectures", Communications of the ACM 52(4), 2009, doi:10.1145/1498765.1498785.
 */

/** What was measured of a machine, at the number of threads in question; both above 0. */
export interface Machine {
  /** Multiply-adds in registers, 2 FLOPs each: 10^9 FLOPs a second. */
  readonly peakGflops: number
  /** Bytes read and written: 10^9 a second. */
  readonly bandwidthGBs: number
}

/** Where a computation stands under the roof. */
export interface RooflinePoint {
  /** FLOPs per byte. */
  readonly intensity: number
  /** Reached, 10^9 FLOPs a second. */
  readonly gflops: number
  /** Attainable at this intensity. */
  readonly roof: number
  /** Reached of attainable; above 1 where caches keep bytes from being moved. */
  readonly share: number
  readonly limit: 'memory' | 'arithmetic'
}

/** A layer or variant that was measured. */
export interface MeasuredWork {
  /** At the head of a sentence: "g 4", "depthwise". */
  readonly name: string
  readonly flops: number
  /** The least bytes it must move: input, weights, output. */
  readonly bytes: number
  /** Products in the sum of one output value, C_in/groups * kH * kW; of several convolutions the shortest. */
  readonly terms: number
  readonly ms: number
  /** Of these, for copying the input into its padded form, if known. */
  readonly paddingMs?: number
}

/** A variant that took `ms` milliseconds, `paddingMs` of them for its padded input. */
export function measuredWork(
  { name, cost, convs }: Pick<CostVariant, 'name' | 'cost' | 'convs'>,
  ms: number,
  paddingMs?: number,
): MeasuredWork {
  const { flops, bytes } = costFigures(cost)
  const terms = Math.min(...convs.map(({ weight }) => weight[1] * weight[2] * weight[3]))
  return { name, flops, bytes, terms, ms, ...(paddingMs === undefined ? {} : { paddingMs }) }
}

/** Something that takes time beside the arithmetic. */
export type RatioCause = 'bandwidth' | 'padding' | 'dispatch' | 'shortSums'

/** Why a variant is as much faster than dense as it is. */
export interface RatioReason {
  /** `ideal`: as the arithmetic says; `faster`: more than that; `other`: less, and nothing known explains it. */
  readonly kind: RatioCause | 'ideal' | 'faster' | 'other'
  readonly sentence: string
  /** Measured, dense / variant. */
  readonly ratio: number
  /** Predicted from the arithmetic alone. */
  readonly ideal: number
  /** Milliseconds above those that the arithmetic predicts, and what may have taken them, most first. */
  readonly lostMs: number
  readonly causes: readonly { readonly kind: RatioCause; readonly ms: number }[]
}

/** Within this share of the ideal a ratio is as predicted. */
const TOLERANCE = 0.1
/** A cause that explains less than this share of the lost time is none. */
const NOTABLE = 0.25
/** Sums of fewer products spend much of their time on being started and stored. */
const SHORT_SUM = 100

/** The FLOPs per byte from which on arithmetic is the limit, not memory. */
export function ridgePoint(machine: Machine): number {
  return machine.peakGflops / machine.bandwidthGBs
}

/** The most that is attainable at this intensity, 10^9 FLOPs a second. */
export function attainableGflops(machine: Machine, intensity: number): number {
  return Math.min(machine.peakGflops, intensity * machine.bandwidthGBs)
}

/** Where a measured computation stands. `bytes` and `ms` are above 0. */
export function rooflinePoint(
  machine: Machine,
  { flops, bytes, ms }: Pick<MeasuredWork, 'flops' | 'bytes' | 'ms'>,
): RooflinePoint {
  const intensity = flops / bytes
  const gflops = flops / ms / 1e6
  const roof = attainableGflops(machine, intensity)
  const limit = intensity < ridgePoint(machine) ? 'memory' : 'arithmetic'
  return { intensity, gflops, roof, share: roof === 0 ? 0 : gflops / roof, limit }
}

/**
 * Why a variant is not exactly as much faster than dense as its arithmetic is less. The time it takes above
 * dense.ms / ideal is laid to the largest of: bytes that memory cannot deliver sooner, copying the input into its padded
 * form, starting and ending a run (those two beyond the share that dense has of them too); what is left over, to short sums
 * if its sums are short. A model, not a measurement: it names the likeliest cause.
 * @param dispatchMs what a run takes that does next to nothing
 */
export function explainRatio(
  machine: Machine,
  dense: MeasuredWork,
  variant: MeasuredWork,
  dispatchMs: number,
): RatioReason {
  const ideal = dense.flops / variant.flops
  const ratio = dense.ms / variant.ms
  const predictedMs = dense.ms / ideal
  const lostMs = Math.max(0, variant.ms - predictedMs)
  const found = (kind: RatioReason['kind'], causes: RatioReason['causes'] = []): RatioReason => ({
    kind,
    sentence: sentenceOf(kind, machine, dense, variant, dispatchMs),
    ratio,
    ideal,
    lostMs,
    causes,
  })
  if (Math.abs(ratio / ideal - 1) <= TOLERANCE) return found('ideal')
  if (ratio > ideal) return found('faster')
  const within = (ms: number) => Math.min(lostMs, Math.max(0, ms))
  const known = [
    { kind: 'bandwidth' as const, ms: within(variant.bytes / machine.bandwidthGBs / 1e6 - predictedMs) },
    { kind: 'padding' as const, ms: within((variant.paddingMs ?? 0) - (dense.paddingMs ?? 0) / ideal) },
    { kind: 'dispatch' as const, ms: within(dispatchMs - dispatchMs / ideal) },
  ]
  const rest = lostMs - Math.max(...known.map(({ ms }) => ms))
  const short = variant.terms < SHORT_SUM && variant.terms < dense.terms
  const causes = [...known, { kind: 'shortSums' as const, ms: short ? rest : 0 }]
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => b.ms - a.ms)
  const [first] = causes
  return found(first !== undefined && first.ms >= NOTABLE * lostMs ? first.kind : 'other', causes)
}

function sentenceOf(
  kind: RatioReason['kind'],
  machine: Machine,
  dense: MeasuredWork,
  variant: MeasuredWork,
  dispatchMs: number,
): string {
  const ideal = dense.flops / variant.flops
  const start = `${capitalised(variant.name)} does ${partOf(ideal)}`
  const is = speed(dense.ms / variant.ms)
  const not = predicted(dense.ms / variant.ms, ideal)
  const end = `so it is ${is}, not ${not}.`
  switch (kind) {
    case 'ideal':
      return `${start} and is ${is}, as predicted.`
    case 'faster': {
      const { gflops, roof } = rooflinePoint(machine, dense)
      const slack = gflops < 0.9 * roof
      const why = slack
        ? `: dense itself reaches only ${digits(gflops)} of ${digits(roof)} GFLOP/s`
        : ', which bytes and arithmetic do not explain'
      return `${start} and is ${is}, not just ${not}${why}.`
    }
    case 'bandwidth': {
      const same = Math.abs(variant.bytes / dense.bytes - 1) < 0.05
      const moves = same
        ? `the same ${size(variant.bytes)}`
        : `${size(variant.bytes)} of dense’s ${size(dense.bytes)}`
      return `${start} but moves ${moves}, ${end}`
    }
    case 'padding':
      return (
        `${start}, but copying its input into padded form takes ${digits(variant.paddingMs ?? 0)} of ` +
        `${digits(variant.ms)} ms, ${end}`
      )
    case 'dispatch':
      return (
        `${start}, but starting and ending a run takes ${digits(Math.min(dispatchMs, variant.ms))} of ` +
        `${digits(variant.ms)} ms, ${end}`
      )
    case 'shortSums':
      return (
        `${start}, but each value is a sum of only ${variant.terms} products, not ${dense.terms}, ` +
        `so starting and storing it weighs more: it is ${is}, not ${not}.`
      )
    case 'other':
      return `${start} but is ${is}, not ${not}: neither bytes, padding, dispatch nor short sums explain that.`
  }
}

/** Names of groups, "g 4", stay as they are written elsewhere. */
function capitalised(name: string): string {
  return /^g \d/.test(name) ? name : name.charAt(0).toUpperCase() + name.slice(1)
}

const PARTS: ReadonlyMap<number, string> = new Map([
  [1, 'the same arithmetic'],
  [2, 'half the arithmetic'],
  [3, 'a third of the arithmetic'],
  [4, 'a quarter of the arithmetic'],
  [8, 'an eighth of the arithmetic'],
])

/** How much arithmetic is left when it is `ideal` times less. */
function partOf(ideal: number): string {
  const near = [...PARTS].find(([parts]) => Math.abs(ideal / parts - 1) < 0.01)
  if (near) return near[1]
  return ideal > 1 ? `1/${digits(ideal)} of the arithmetic` : `${digits(1 / ideal)} times the arithmetic`
}

function speed(ratio: number): string {
  const [text, word] = ratio >= 1 ? [times(ratio), 'faster'] : [times(1 / ratio), 'slower']
  return text === times(1) ? 'as fast' : `${text} ${word}`
}

/** The ideal as it reads after "it is 3.1 × faster, not". */
function predicted(ratio: number, ideal: number): string {
  if (ratio >= 1 !== ideal >= 1) return speed(ideal)
  return times(Math.max(ideal, 1 / ideal))
}

function times(ratio: number): string {
  return `${digits(ratio)} ×`
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${digits(bytes / 1e3)} kB` : `${digits(bytes / 1e6)} MB`
}

/** Two digits, whole numbers above 100. */
function digits(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)))
}
