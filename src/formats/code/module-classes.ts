import type { Layer } from '../../core/layers/layer.ts'

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

/** Those that the layers need, as lines of a program. */
export function moduleClasses(layers: readonly Layer[]): string[] {
  return MODULE_CLASSES.filter(({ isFor }) => layers.some(isFor)).flatMap(({ lines }) => ['', ...lines, ''])
}
