import type { Layer } from '../../core/layers/layer.ts'
import { pipelineShapes } from '../../core/layers/pipeline.ts'
import type { Shape4 } from '../../core/tensor.ts'
import { formOf } from '../layers/forms.ts'
import { pythonString } from '../python-text.ts'
import { moduleClasses } from './module-classes.ts'
import { isLarge, listsOf, parametersOf, reshapeOf, type Parameter } from './parameters.ts'
import { preprocess, usage, type ArrayWords } from './preprocess.ts'
import {
  callsOf,
  modelFunction,
  programText,
  tensorLines,
  withComments,
  type Code,
  type Coded,
  type CodeOptions,
} from './program.ts'

/** nn.Sequential of modules, or a function of F.conv2d and its like. */
export type PytorchStyle = 'sequential' | 'functional'

const WORDS: ArrayWords = {
  module: 'torch',
  array: (lists) => `torch.tensor(${lists})`,
  fromPicture: 'x = torchvision.transforms.functional.to_tensor(image)[None]',
}

/**
 * Python code that builds the pipeline in PyTorch 1.11 or newer (1.12 for GELU's tanh form) as `model`, and `preprocess` where the
 * picture is not fed as to_tensor gives it. It needs torch alone. Inline numbers read back as the same float32.
 * @param style modules or functions @throws ShapeError when a layer does not fit
 */
export function pytorchCode({ layers, input }: Coded, style: PytorchStyle, options: CodeOptions): Code {
  const shapes = [options.input, ...pipelineShapes(options.input, layers)]
  const needsFile = layers.some((layer) => isLarge(layer))
  const functional = style === 'functional'
  const sections = [
    [
      ...(needsFile ? ['import json', ''] : []),
      'import torch',
      functional ? 'import torch.nn.functional as F' : 'from torch import nn',
    ],
    needsFile ? loader(options.file) : [],
    functional ? [] : moduleClasses(layers),
    preprocess(input, WORDS),
    ...(functional
      ? [tensorLines(layers, tensor), modelFunction(callsOf(layers, shapes), shapes)]
      : [sequentialModel(layers, shapes)]),
    usage(input, WORDS),
  ]
  return { code: programText(sections), needsFile }
}

function sequentialModel(layers: readonly Layer[], shapes: readonly Shape4[]): string[] {
  if (layers.length === 0) return ['model = nn.Sequential()']
  const lines = withComments([
    ['model = nn.Sequential(', shapes[0]],
    ...layers.map((layer, i) => [`    ${formOf(layer).module(layer)},`, shapes[i + 1]] as const),
    [')'],
  ])
  const copies = layers.flatMap((layer, i) =>
    parametersOf(layer).map((parameter) => {
      const text = tensor(layer, parameter, i).replaceAll('\n', '\n    ')
      return `    model[${i}].${parameter.key}.copy_(${text})`
    }),
  )
  return copies.length === 0 ? lines : [...lines, 'with torch.no_grad():', ...copies]
}

/** The expression of a parameter's tensor. */
function tensor(layer: Layer, parameter: Parameter, index: number): string {
  const values = isLarge(layer)
    ? `tensor(layers[${index}][${pythonString(parameter.key)}])`
    : WORDS.array(listsOf(parameter))
  return `${values}${reshapeOf(parameter)}`
}

function loader(file: string): string[] {
  return [
    `with open(${pythonString(file)}, encoding="utf-8") as file:`,
    '    layers = json.load(file, parse_int=float)["layers"]',
    '',
    '',
    'def numbers(values):',
    '    """Nested lists as floats: numbers that are not finite stand in the file as strings."""',
    '    return [numbers(value) for value in values] if isinstance(values, list) else float(values)',
    '',
    '',
    'def tensor(values):',
    '    return torch.tensor(numbers(values))',
    '',
  ]
}
