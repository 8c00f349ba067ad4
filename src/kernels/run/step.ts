import type { ConvStep, PackStep, TameStep } from '../conv/steps.ts'
import type { HaloStep, LoadStep, PointwiseStep, PoolStep } from '../maps/steps.ts'
import type { ProgramOf } from '../program/execute.ts'
import type { PaintStep, RangeStep } from '../painting/steps.ts'

/** A step of a program. */
export type Step =
  LoadStep | HaloStep | TameStep | PackStep | ConvStep | PoolStep | PointwiseStep | RangeStep | PaintStep

/** A program of steps. */
export type Program = ProgramOf<Step>
