import { conv2dInfo } from '../../core/layers/conv2d.ts'
import type { BankDocument, Layer } from '../../core/layers/layer.ts'
import type { Shape4 } from '../../core/tensor.ts'
import { formOf } from '../layers/forms.ts'
import { pythonTuple } from '../python-text.ts'
import { parametersOf, type Parameter } from './parameters.ts'

/** What programs are written of. */
export type Coded = Pick<BankDocument, 'layers' | 'input'>

/** What a program needs to know beside the pipeline. */
export interface CodeOptions {
  /** (N, C, H, W) that the shapes in the comments hold for. */
  readonly input: Shape4
  /** Name of the exported file, for weights that do not stand in the program. */
  readonly file: string
}

/** A Python program. */
export interface Code {
  readonly code: string
  /** Whether it reads the exported file. */
  readonly needsFile: boolean
}

/** A line of a program, and the shape of what it makes. */
export type ShapedLine = readonly [code: string, shape?: Shape4 | undefined]

/** The sections of a program that have lines, two empty lines around functions and classes, however many the sections bring. */
export function programText(sections: readonly (readonly string[])[]): string {
  const texts = sections.filter((section) => section.length > 0).map((section) => section.join('\n'))
  return `${texts.join('\n\n').replaceAll(/\n{4,}/g, '\n\n\n')}\n`
}

/** Lines with shapes as comments, the comments one under another. */
export function withComments(lines: readonly ShapedLine[]): string[] {
  const width = Math.max(...lines.map(([code, shape]) => (shape ? code.length : 0)))
  return lines.map(([code, shape]) => (shape ? `${code.padEnd(width)}  # ${pythonTuple(shape)}` : code))
}

/**
 * The statements that take x through each layer by PyTorch's functions.
 * @param shapes of the input and of each layer's output
 */
export function callsOf(layers: readonly Layer[], shapes: readonly Shape4[]): string[][] {
  return layers.map((layer, i) => {
    const input = shapes[i]
    const info =
      layer.type === 'conv2d' && input ? conv2dInfo(input, layer.bank.weight.shape, layer.bank.params) : null
    return formOf(layer).calls(layer, i + 1, info)
  })
}

/** The expression of a parameter. @param index of its layer */
export type TensorText = (layer: Layer, parameter: Parameter, index: number) => string

/** The tensors of the layers, under the names that `callsOf` has for them. */
export function tensorLines(layers: readonly Layer[], tensor: TensorText): string[] {
  return layers.flatMap((layer, i) =>
    parametersOf(layer).map((parameter) => `${parameter.key}${i + 1} = ${tensor(layer, parameter, i)}`),
  )
}

/** `model(x)`, of the statements of each layer. @param shapes as those of `callsOf` @param decorator in front of it */
export function modelFunction(
  calls: readonly (readonly string[])[],
  shapes: readonly Shape4[],
  decorator: readonly string[] = [],
): string[] {
  const statements = calls.flatMap((ofLayer, i) =>
    ofLayer.map((call, c): ShapedLine => [
      `    ${call}`,
      c === ofLayer.length - 1 ? shapes[i + 1] : undefined,
    ]),
  )
  const lines = withComments([['def model(x):', shapes[0]], ...statements, ['    return x']])
  return ['', ...decorator, ...lines, '']
}
