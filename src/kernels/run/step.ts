import type { ConvStep, PackStep, TameStep } from '../conv/steps.ts'
import type {
  BlendStep,
  HaloStep,
  LoadStep,
  MeanStep,
  PlaceStep,
  PointwiseStep,
  PoolStep,
  StatsStep,
} from '../maps/steps.ts'
import type { ProgramOf } from '../program/execute.ts'
import type { PaintStep, RangeStep } from '../painting/steps.ts'

/** A step of a program. */
export type Step =
  | LoadStep
  | HaloStep
  | TameStep
  | PackStep
  | ConvStep
  | PoolStep
  | PointwiseStep
  | PlaceStep
  | BlendStep
  | MeanStep
  | StatsStep
  | RangeStep
  | PaintStep

/** A program of steps. */
export type Program = ProgramOf<Step>
