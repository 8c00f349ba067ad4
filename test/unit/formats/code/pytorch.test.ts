import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBank, renameFilter } from '../../../../src/core/bank/bank.ts'
import type { InputSettings, Pipeline } from '../../../../src/core/layers/layer.ts'
import type { Shape4 } from '../../../../src/core/tensor.ts'
import type { CodeOptions } from '../../../../src/formats/code/program.ts'
import { pytorchCode, type PytorchStyle } from '../../../../src/formats/code/pytorch.ts'
import { SEED } from '../../core/arbitraries.ts'
import { conv, EVERY, SHAPES } from './every-layer.ts'

const SRGB: InputSettings = { range: '0..1', light: 'srgb', matte: '#ffffff' }

interface Options extends Partial<CodeOptions> {
  readonly style?: PytorchStyle
}

function codeOf(layers: Pipeline, { style = 'sequential', ...options }: Options = {}, input = SRGB) {
  return pytorchCode({ layers, input }, style, { input: [1, 3, 9, 8], file: 'bank.json', ...options })
}

describe('the code of layers that change the shape of maps', () => {
  it('is that of modules', () => {
    const { code } = codeOf(SHAPES)
    for (const line of [
      'nn.ZeroPad2d((1, 2, 0, -1))',
      'nn.ConstantPad2d((1, 1, 1, 1), float("-inf"))',
      'nn.ReflectionPad2d((1, 0, 0, 0))',
      'CircularPad((0, 1, 0, 0))',
      'nn.Upsample(scale_factor=(2., 1.5), mode="bilinear", align_corners=False)',
      'nn.Upsample(scale_factor=(2., 2.), mode="nearest")',
      'nn.ConvTranspose2d(3, 4, kernel_size=(2, 3), stride=2, output_padding=(1, 0))',
      'nn.PixelShuffle(2)',
      'nn.AdaptiveAvgPool2d(1)',
      'class CircularPad(nn.Module):',
    ]) {
      expect(code).toContain(line)
    }
    // a ConvTranspose2d's weight is a list of its 3 input channels, each of 4 kernels
    expect(code.match(/^ {8}\[$/gm)).toHaveLength(3)
  })

  it('is that of functions', () => {
    const { code } = codeOf(SHAPES, { style: 'functional' })
    for (const line of [
      'x = F.pad(x, (1, 2, 0, -1))  # left, right, top, bottom',
      'x = F.pad(x, (1, 1, 1, 1), value=float("-inf"))',
      'x = F.pad(x, (0, 1, 0, 0), mode="circular")',
      'x = F.interpolate(x, scale_factor=(2., 1.5), mode="bilinear", align_corners=False)',
      'x = F.conv_transpose2d(x, weight7, bias7, stride=2, output_padding=(1, 0))',
      'x = F.pixel_shuffle(x, 2)',
      'x = F.adaptive_avg_pool2d(x, 1)',
    ]) {
      expect(code).toContain(line)
    }
  })
})

describe('pytorchCode as nn.Sequential', () => {
  it('is a module with weights inline and shapes as comments', () => {
    const bank = renameFilter(createBank(3, 2, [1, 1], { stride: [2, 1] }), 1, 'green')
    expect(codeOf([{ type: 'conv2d', bank }, { type: 'relu' }])).toEqual({
      needsFile: false,
      code: `import torch
from torch import nn

model = nn.Sequential(                              # (1, 3, 9, 8)
    nn.Conv2d(3, 2, kernel_size=1, stride=(2, 1)),  # (1, 2, 5, 8)
    nn.ReLU(),                                      # (1, 2, 5, 8)
)
with torch.no_grad():
    model[0].weight.copy_(torch.tensor([
        [[[1.]], [[0.]], [[0.]]],
        [[[0.]], [[1.]], [[0.]]],  # green
    ]))
    model[0].bias.copy_(torch.tensor([0., 0.]))

# x = torchvision.transforms.functional.to_tensor(image)[None]
# with torch.no_grad():
#     maps = model(x)
`,
    })
  })

  it('has every kind of layer', () => {
    const { code } = codeOf(EVERY)
    expect(
      code
        .split('\n')
        .filter((line) => /^ {4}\S+\(.*\), +# \(/.test(line))
        .map((line) => line.split(',  ')[0]?.trim()),
    ).toEqual([
      'nn.Conv2d(3, 4, kernel_size=3, padding="same", dilation=(1, 2), padding_mode="reflect")',
      'nn.ReLU()',
      'nn.Sigmoid()',
      'nn.Tanh()',
      'Abs()',
      'nn.LeakyReLU(0.01)',
      'nn.ReLU6()',
      'Clip(float("-inf"), 6.)',
      'nn.PReLU(1)',
      'nn.PReLU(4)',
      'nn.Hardswish()',
      'nn.Hardsigmoid()',
      'nn.SiLU()',
      'nn.GELU()',
      'nn.GELU(approximate="tanh")',
      'nn.ELU(1.)',
      'nn.Softplus(1., 20.)',
      'nn.MaxPool2d((3, 2), stride=2, padding=1, ceil_mode=True)',
      'nn.AvgPool2d((3, 2), stride=2, padding=1, ceil_mode=True, count_include_pad=False)',
      'nn.ChannelShuffle(2)',
      'Affine(4)',
    ])
    expect(code).toContain('class Abs(nn.Module):')
    expect(code).toContain('class Clip(nn.Module):')
    expect(code).toContain('model[8].weight.copy_(torch.tensor([0.25]))')
    expect(code).toContain('model[20].scale.copy_(torch.tensor([1., 2., 3., 4.]).reshape(-1, 1, 1))')
    expect(code).not.toMatch(/\n{4}/)
  })

  it('loads a layer of more than 256 numbers from the exported file, and only that', () => {
    const inline = conv(3, 4, [3, 7], { padding: 'same' })
    const { needsFile } = codeOf([inline])
    expect(needsFile).toBe(false)
    const { code, needsFile: loads } = codeOf([inline, conv(4, 4, [4, 4], { padding: [3, 3] })], {
      file: 'my "bank".json',
    })
    expect(loads).toBe(true)
    expect(code).toContain('with open("my \\"bank\\".json", encoding="utf-8") as file:')
    expect(code).toContain('model[1].weight.copy_(tensor(layers[1]["weight"]))')
    expect(code).toContain('model[0].weight.copy_(torch.tensor([')
  })

  it('of no layers is the identity', () => {
    expect(codeOf([]).code).toContain('model = nn.Sequential()')
    expect(codeOf([], { style: 'functional' }).code).toContain(
      'def model(x):  # (1, 3, 9, 8)\n    return x\n',
    )
  })

  it('keeps a name from becoming code', () => {
    const bank = renameFilter(createBank(3, 1, [1, 1]), 0, 'a\nimport os\r\u2028b')
    expect(codeOf([{ type: 'conv2d', bank }]).code).toContain('],  # a import os b\n')
  })
})

describe('pytorchCode as functions', () => {
  it('pads first where padding is not zeros, in the order of F.pad', () => {
    const { code } = codeOf([conv(3, 1, [2, 4], { padding: 'same', paddingMode: 'circular' })], {
      style: 'functional',
    })
    expect(code).toContain('    x = F.pad(x, (1, 2, 0, 1), mode="circular")  # left, right, top, bottom\n')
    expect(code).toMatch(/ {4}x = F\.conv2d\(x, weight1, bias1\) +# \(1, 1, 9, 8\)\n/)
  })

  it('has every kind of layer, its tensors counted from 1', () => {
    const { code } = codeOf(EVERY, { style: 'functional' })
    for (const call of [
      'F.conv2d(x, weight1, bias1, dilation=(1, 2))',
      'F.relu(x)',
      'torch.sigmoid(x)',
      'torch.tanh(x)',
      'torch.abs(x)',
      'F.leaky_relu(x, 0.01)',
      'F.relu6(x)',
      'torch.clamp(x, float("-inf"), 6.)',
      'F.prelu(x, weight9)',
      'F.prelu(x, weight10)',
      'F.hardswish(x)',
      'F.hardsigmoid(x)',
      'F.silu(x)',
      'F.gelu(x)',
      'F.gelu(x, approximate="tanh")',
      'F.elu(x, 1.)',
      'F.softplus(x, 1., 20.)',
      'F.max_pool2d(x, (3, 2), stride=2, padding=1, ceil_mode=True)',
      'F.avg_pool2d(x, (3, 2), stride=2, padding=1, ceil_mode=True, count_include_pad=False)',
      'F.channel_shuffle(x, 2)',
      'x * scale21 + shift21',
    ]) {
      expect(code).toContain(`    x = ${call}`)
    }
    expect(code).not.toContain('nn.Sequential')
  })

  it('leaves biases out where there are none', () => {
    const bank = { ...createBank(3, 3, [3, 3], { groups: 3, padding: [1, 0] }), bias: null }
    const { code } = codeOf([{ type: 'conv2d', bank }], { style: 'functional' })
    expect(code).toContain('F.conv2d(x, weight1, padding=(1, 0), groups=3)')
    expect(code).not.toContain('bias1')
    expect(codeOf([{ type: 'conv2d', bank }]).code).toContain('groups=3, bias=False)')
  })
})

describe('pytorchCode', () => {
  it.each<[InputSettings['range'], InputSettings['light'], string[]]>([
    ['0..1', 'srgb', []],
    ['-1..1', 'srgb', ['mean = 0.5', 'std = 0.5', 'x = (x - mean) / std', 'return x']],
    [
      'imagenet',
      'linear',
      [
        'x = torch.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)  # linear light',
        'mean = torch.tensor([0.485, 0.456, 0.406]).reshape(3, 1, 1)',
        'std = torch.tensor([0.229, 0.224, 0.225]).reshape(3, 1, 1)',
        'x = (x - mean) / std',
        'return x',
      ],
    ],
  ])('prepares the picture: %s, %s', (range, light, lines) => {
    const { code } = codeOf([], {}, { range, light, matte: '#ffffff' })
    const [, body] = code.split('def preprocess(x):\n')
    const statements = (body ?? '')
      .split('\n\n')[0]
      ?.split('\n')
      .slice(1)
      .map((line) => line.trim())
    expect(statements ?? []).toEqual(lines)
    expect(code).toContain(lines.length === 0 ? 'model(x)' : 'model(preprocess(x))')
  })

  it('prints numbers that read back as the same float32', () => {
    const python = (text: string) =>
      Number(text.replace('float("nan")', 'NaN').replace(/float\("(-?)inf"\)/, '$1Infinity'))
    const bits = (values: Iterable<number>) => [...new Uint32Array(Float32Array.from(values).buffer)]
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1, maxLength: 100 }), (values) => {
        const scale: Float32Array = values.map((value) => (Number.isNaN(value) ? NaN : value))
        const input: Shape4 = [1, scale.length, 1, 1]
        const { code } = codeOf([{ type: 'affine', scale, shift: scale }], { style: 'functional', input })
        const [, list] = /scale1 = torch\.tensor\(\[([^\]]*)\]\)/.exec(code) ?? []
        const numbers = (list ?? '')
          .split(',')
          .map((text) => text.trim())
          .filter((text) => text !== '')
        for (const text of numbers)
          expect(text).toMatch(/^(-?(\d+\.\d*|\d+(\.\d+)?e[-+]\d+)|float\("(nan|-?inf)"\))$/)
        expect(bits(numbers.map(python))).toEqual(bits(scale))
        for (const line of code.split('\n').filter((text) => !text.startsWith('    '))) {
          expect(line.length).toBeLessThanOrEqual(150)
        }
      }),
      SEED,
    )
  })

  it('refuses layers that do not fit', () => {
    expect(() => codeOf([conv(4, 4, [3, 3])])).toThrow(
      expect.objectContaining({ name: 'ShapeError', layer: 0 }),
    )
  })
})
