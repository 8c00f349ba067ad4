import { IMAGENET } from '../core/image/image-tensor.ts'
import { conv2dInfo } from '../core/layers/conv2d.ts'
import { toTransposedWeight } from '../core/layers/conv-transpose2d.ts'
import { bankOf, type BankDocument, type InputSettings, type Layer } from '../core/layers/layer.ts'
import { pipelineShapes } from '../core/layers/pipeline.ts'
import type { Shape4 } from '../core/tensor.ts'
import { nestedLists, pythonString, pythonTuple } from './python-text.ts'
import { formOf } from './layers/forms.ts'

/** Weights and biases of a layer that are written into the code; more are loaded from the exported file. */
export const MAX_INLINE = 256

export interface PytorchCodeOptions {
  /** nn.Sequential of modules, or a function of F.conv2d and its like. */
  readonly style: 'sequential' | 'functional'
  /** (N, C, H, W) that the shapes in the comments hold for. */
  readonly input: Shape4
  /** Name of the exported filter bank file, for weights that are not inline. */
  readonly file: string
}

export interface PytorchCode {
  readonly code: string
  /** Whether the code reads the exported file. */
  readonly needsFile: boolean
}

/** A tensor of a layer: how the code calls it, and its key in the file. */
export interface Parameter {
  readonly key: 'weight' | 'bias' | 'scale' | 'shift'
  readonly values: Float32Array
  readonly shape: readonly number[]
  readonly labels: readonly string[]
}

/**
 * Python code that builds the pipeline in PyTorch 1.11 or newer (1.12 for GELU's tanh form) as `model`, and `preprocess` where the
 * picture is not fed as to_tensor gives it. It needs torch alone. Inline numbers read back as the same float32.
 * @throws ShapeError when a layer does not fit
 */
export function pytorchCode(
  { layers, input }: Pick<BankDocument, 'layers' | 'input'>,
  options: PytorchCodeOptions,
): PytorchCode {
  const shapes = [options.input, ...pipelineShapes(options.input, layers)]
  const needsFile = layers.some((layer) => isLarge(layer))
  const functional = options.style === 'functional'
  const sections = [
    [
      ...(needsFile ? ['import json', ''] : []),
      'import torch',
      functional ? 'import torch.nn.functional as F' : 'from torch import nn',
    ],
    needsFile ? loader(options.file) : [],
    functional ? [] : moduleClasses(layers),
    preprocess(input),
    functional ? functionalModel(layers, shapes) : sequentialModel(layers, shapes),
    usage(input),
  ]
  const text = sections.filter((section) => section.length > 0).map((section) => section.join('\n'))
  // Two empty lines around functions and classes, however many the sections bring.
  return { code: `${text.join('\n\n').replaceAll(/\n{4,}/g, '\n\n\n')}\n`, needsFile }
}

function sequentialModel(layers: readonly Layer[], shapes: readonly Shape4[]): string[] {
  if (layers.length === 0) return ['model = nn.Sequential()']
  const lines = withComments([
    ['model = nn.Sequential(', shapes[0]],
    ...layers.map((layer, i) => [`    ${formOf(layer).module(layer)},`, shapes[i + 1]] as const),
    [')', undefined],
  ])
  const copies = layers.flatMap((layer, i) =>
    parametersOf(layer).map(
      (parameter) => `    model[${i}].${parameter.key}.copy_(${tensorOf(layer, parameter, i, '    ')})`,
    ),
  )
  return copies.length === 0 ? lines : [...lines, 'with torch.no_grad():', ...copies]
}

function functionalModel(layers: readonly Layer[], shapes: readonly Shape4[]): string[] {
  const tensors = layers.flatMap((layer, i) =>
    parametersOf(layer).map((parameter) => `${parameter.key}${i + 1} = ${tensorOf(layer, parameter, i, '')}`),
  )
  const statements = layers.flatMap((layer, i) => {
    const input = shapes[i]
    const info =
      layer.type === 'conv2d' && input ? conv2dInfo(input, layer.bank.weight.shape, layer.bank.params) : null
    const calls = formOf(layer).calls(layer, i + 1, info)
    return calls.map(
      (call, c) => [`    ${call}`, c === calls.length - 1 ? shapes[i + 1] : undefined] as const,
    )
  })
  const lines = withComments([['def model(x):', shapes[0]], ...statements, ['    return x', undefined]])
  return tensors.length === 0 ? lines : [...tensors, '', '', ...lines]
}

/** The tensors of a layer as its PyTorch module has them, under the module's own names. */
export function parametersOf(layer: Layer): Parameter[] {
  if (layer.type === 'affine') {
    const shape = [layer.scale.length, 1, 1]
    return [
      { key: 'scale', values: layer.scale, shape, labels: [] },
      { key: 'shift', values: layer.shift, shape, labels: [] },
    ]
  }
  if (layer.type === 'prelu') {
    return [{ key: 'weight', values: layer.weight, shape: [layer.weight.length], labels: [] }]
  }
  const bank = bankOf(layer)
  if (bank === null) return []
  const { bias } = bank
  // PyTorch's weight of a ConvTranspose2d is a list of input channels
  const isTransposed = layer.type === 'convTranspose2d'
  const { data, shape } = isTransposed ? toTransposedWeight(bank) : bank.weight
  const parameter: Parameter = { key: 'weight', values: data, shape, labels: isTransposed ? [] : bank.names }
  return bias === null
    ? [parameter]
    : [parameter, { key: 'bias', values: bias, shape: [bias.length], labels: [] }]
}

function isLarge(layer: Layer): boolean {
  return parametersOf(layer).reduce((count, { values }) => count + values.length, 0) > MAX_INLINE
}

/** The expression of a parameter's tensor, its lines indented to stand in the code. */
function tensorOf(
  layer: Layer,
  { key, values, shape, labels }: Parameter,
  index: number,
  indent: string,
): string {
  const flat = layer.type === 'affine'
  const suffix = flat ? `.reshape(-1, 1, 1)` : ''
  if (isLarge(layer)) return `tensor(layers[${index}][${pythonString(key)}])${suffix}`
  const lists = nestedLists(values, flat ? [values.length] : shape, labels).replaceAll('\n', `\n${indent}`)
  return `torch.tensor(${lists})${suffix}`
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

/** A module that torch.nn does not have, and the layers that it is for. */
interface ModuleClass {
  readonly isFor: (layer: Layer) => boolean
  readonly lines: readonly string[]
}

const MODULE_CLASSES: readonly ModuleClass[] = [
  {
    isFor: ({ type }) => type === 'abs',
    lines: ['class Abs(nn.Module):', '    def forward(self, x):', '        return x.abs()'],
  },
  {
    isFor: ({ type }) => type === 'affine',
    lines: [
      'class Affine(nn.Module):',
      '    """y = x * scale + shift for each channel: a BatchNorm2d with fixed statistics."""',
      '',
      '    def __init__(self, channels):',
      '        super().__init__()',
      '        self.scale = nn.Parameter(torch.ones(channels, 1, 1))',
      '        self.shift = nn.Parameter(torch.zeros(channels, 1, 1))',
      '',
      '    def forward(self, x):',
      '        return x * self.scale + self.shift',
    ],
  },
  {
    isFor: ({ type }) => type === 'clip',
    lines: [
      'class Clip(nn.Module):',
      '    def __init__(self, least, most):',
      '        super().__init__()',
      '        self.least = least',
      '        self.most = most',
      '',
      '    def forward(self, x):',
      '        return x.clamp(self.least, self.most)',
    ],
  },
  {
    isFor: (layer) => layer.type === 'pad' && layer.mode === 'circular',
    lines: [
      'class CircularPad(nn.Module):',
      '    """Of left, right, top, bottom; torch.nn.CircularPad2d from PyTorch 2.1 on."""',
      '',
      '    def __init__(self, padding):',
      '        super().__init__()',
      '        self.padding = padding',
      '',
      '    def forward(self, x):',
      '        return nn.functional.pad(x, self.padding, mode="circular")',
    ],
  },
]

function moduleClasses(layers: readonly Layer[]): string[] {
  return MODULE_CLASSES.filter(({ isFor }) => layers.some(isFor)).flatMap(({ lines }) => ['', ...lines, ''])
}

/** Mean and standard deviation that the values 0..1 are normalised with; null where they stay. */
const NORMALISATION: Readonly<Record<InputSettings['range'], { mean: string; std: string } | null>> = {
  '0..1': null,
  '-1..1': { mean: '0.5', std: '0.5' },
  imagenet: {
    mean: `torch.tensor([${IMAGENET.mean.join(', ')}]).reshape(3, 1, 1)`,
    std: `torch.tensor([${IMAGENET.std.join(', ')}]).reshape(3, 1, 1)`,
  },
}

function preprocess({ range, light }: InputSettings): string[] {
  const normalisation = NORMALISATION[range]
  if (light === 'srgb' && normalisation === null) return []
  return [
    '',
    'def preprocess(x):',
    '    """What the first layer sees of sRGB values 0..1, shape (N, 3, H, W), as torchvision\'s to_tensor gives them."""',
    ...(light === 'linear'
      ? ['    x = torch.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)  # linear light']
      : []),
    ...(normalisation === null
      ? []
      : [`    mean = ${normalisation.mean}`, `    std = ${normalisation.std}`, '    x = (x - mean) / std']),
    '    return x',
    '',
  ]
}

function usage({ range, light }: InputSettings): string[] {
  const plain = range === '0..1' && light === 'srgb'
  return [
    '# x = torchvision.transforms.functional.to_tensor(image)[None]',
    '# with torch.no_grad():',
    `#     maps = model(${plain ? 'x' : 'preprocess(x)'})`,
  ]
}

/** Lines with shapes as comments, the comments one under another. */
function withComments(lines: readonly (readonly [code: string, shape: Shape4 | undefined])[]): string[] {
  const width = Math.max(...lines.map(([code, shape]) => (shape ? code.length : 0)))
  return lines.map(([code, shape]) => (shape ? `${code.padEnd(width)}  # ${pythonTuple(shape)}` : code))
}
