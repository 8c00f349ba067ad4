import type { Shape4 } from '../../../../core/tensor.ts'
import type { Constants } from '../constants.ts'
import type { OnnxNode } from '../graph.ts'
import type { Planned } from '../planned.ts'

/** A node whose only input that is no constant is a value of the chain. */
export interface Call {
  readonly node: OnnxNode
  /** Of the value that it reads. */
  readonly input: Shape4
  /** Which of its inputs that is. */
  readonly at: number
  /** Whether the file fixes rows and columns; else they are only taken for example. */
  readonly sizeKnown: boolean
  /** Version of ONNX's operators. */
  readonly opset: number
  readonly constants: Constants
}

/**
 * What an operator is as layers, none where it passes its input on.
 * @throws Unexpressed where no layers do what it does; ShapeError where they refuse their settings
 */
export type Operator = (call: Call) => readonly Planned[] | Promise<readonly Planned[]>
