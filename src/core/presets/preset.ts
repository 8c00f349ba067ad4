import type { Kernel } from '../bank/kernel-ops.ts'
import type { Pair } from '../tensor.ts'

/** A number of a preset that can be changed, as a slider offers it. */
export interface Parameter {
  readonly id: string
  readonly name: string
  /** Such as "°" or "px"; '' where there is none. */
  readonly unit: string
  readonly min: number
  readonly max: number
  readonly step: number
  /** Its value until it is changed, for kernels of this size. */
  readonly initial: (size: Pair) => number
  /** What 0 means, where it stands for a choice by itself. */
  readonly zero?: string
  /** How far it goes on, beginning anew at `max`, from the first to beyond the last filter of a bank that takes the preset as a whole. */
  readonly acrossBank?: number
}

/** Values of parameters by their ids; those left out have their initial value. */
export type ParameterValues = Readonly<Record<string, number>>

/** A kernel by name. */
export interface Preset {
  /** Stable, kebab case. */
  readonly id: string
  readonly name: string
  /** What its feature map shows. */
  readonly sentence: string
  /** What can be changed about it. */
  readonly parameters: readonly Parameter[]
  /**
   * Its height * width values, row by row, for sizes from 1 x 1. A derivative along an axis that is too short for one
   * (1 tap; 2 for second derivatives) is zero.
   */
  readonly make: (height: number, width: number, values?: ParameterValues) => Float32Array
  /** All weights of a bank at once, where a filter of it is more than one kernel in the right place. @param fanIn weights of a filter */
  readonly makeAll?: (stack: Kernel, fanIn: number, values: ParameterValues) => Float32Array
}

/** Reads a parameter of the preset being made. */
export type Read = (id: string) => number

/** A preset whose numbers follow from its size and its parameters. */
export function preset(
  id: string,
  name: string,
  sentence: string,
  formula: (height: number, width: number, read: Read) => Float32Array,
  parameters: readonly Parameter[] = [],
): Preset {
  return {
    id,
    name,
    sentence,
    parameters,
    make: (height, width, values = {}) =>
      formula(height, width, (key) => readParameter(parameters, key, values, [height, width])),
  }
}

/**
 * The value of a parameter, within its bounds.
 * @throws RangeError for a parameter that is not listed
 */
export function readParameter(
  parameters: readonly Parameter[],
  id: string,
  values: ParameterValues,
  size: Pair,
): number {
  const parameter = parameters.find((each) => each.id === id)
  if (parameter === undefined) throw new RangeError(`no parameter ${id}`)
  const value = values[id] ?? parameter.initial(size)
  return Math.min(parameter.max, Math.max(parameter.min, value))
}

/** The longer side of a kernel. */
export function longSide([height, width]: Pair): number {
  return Math.max(height, width)
}

/** An angle in degrees: 0 to the right, 90 downwards, as rows count. */
export const angle = (initial: number): Parameter => ({
  id: 'angle',
  name: 'Angle',
  unit: '°',
  min: 0,
  max: 360,
  step: 1,
  initial: () => initial,
  acrossBank: 180,
})

/** A plain strength, 1 unless changed. */
export const amount: Parameter = {
  id: 'amount',
  name: 'Amount',
  unit: '',
  min: 0,
  max: 4,
  step: 0.05,
  initial: () => 1,
}
