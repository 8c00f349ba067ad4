import { DEFAULT_PARAMS } from '../../../src/core/bank/bank.ts'
import type { Conv2dParams, InputSettings, Layer } from '../../../src/core/layers/layer.ts'
import { sourceOf } from '../../../src/formats/models/byte-source.ts'
import { openSafetensors } from '../../../src/formats/models/safetensors.ts'
import { takeFrom } from '../../../src/formats/models/take-convs.ts'

/** How the pipeline of a catalogue's entry is made of a file of weights. */
export interface Recipe {
  /** In the folder `filters` of the fixtures. */
  readonly from: string
  /** Text of the licence, in the folder `LICENSES` of the fixtures. */
  readonly licence: string
  readonly range: InputSettings['range']
  readonly steps: readonly Step[]
}

/** A layer as it is, a convolution of the file with the BatchNorm behind it, or a PReLU of the file. */
export type Step =
  | Layer
  | { readonly conv: string; readonly params?: Partial<Conv2dParams> }
  | { readonly prelu: string }

const HALF = [1, 1] as const
const TWO = [2, 2] as const
const RELU: Layer = { type: 'relu' }
const RELU6: Layer = { type: 'relu6' }

/** The file has the BatchNorms folded already, with their eps of 1e-3; Keras pads right and below before a stride of 2. */
const MOBILENET_CONV1: readonly Step[] = [
  { type: 'pad', padding: [0, 1, 0, 1], mode: 'zeros', value: 0 },
  { conv: 'conv1_folded', params: { stride: TWO } },
  RELU6,
]
const MOBILENET = {
  from: 'mobilenet_v1_first_layers.safetensors',
  licence: 'onnx_Apache-2.0.txt',
  range: '-1..1',
} as const

/** By the id of their entry. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  'mobilenet-conv1': { ...MOBILENET, steps: MOBILENET_CONV1 },
  'mobilenet-block1': {
    ...MOBILENET,
    steps: [
      ...MOBILENET_CONV1,
      { conv: 'conv_dw_1_folded', params: { padding: HALF, groups: 32 } },
      RELU6,
      { conv: 'conv_pw_1_folded' },
      RELU6,
    ],
  },
  'resnet20-block1': {
    from: 'resnet20_cifar10_first_block.safetensors',
    licence: 'resnet20.txt',
    range: 'imagenet',
    steps: [
      { conv: 'conv1', params: { padding: HALF } },
      RELU,
      { conv: 'layer1.0.conv1', params: { padding: HALF } },
      RELU,
      { conv: 'layer1.0.conv2', params: { padding: HALF } },
    ],
  },
  ica: {
    from: 'ica_patches_64x3x11x11.safetensors',
    licence: 'CC0-1.0.md',
    range: '0..1',
    steps: [{ conv: 'weight', params: { padding: [5, 5] } }],
  },
  'slim-stem': {
    from: 'ultralight_slim320_stem.safetensors',
    licence: 'ultra-light.txt',
    range: '-1..1',
    steps: [
      { conv: 'base_net.0.0', params: { stride: TWO, padding: HALF } },
      RELU,
      { conv: 'base_net.1.0', params: { padding: HALF, groups: 16 } },
      RELU,
      { conv: 'base_net.1.3' },
      RELU,
    ],
  },
  pnet: {
    from: 'mtcnn_pnet.safetensors',
    licence: 'facenet-pytorch.txt',
    range: '-1..1',
    steps: [
      { conv: 'conv1' },
      { prelu: 'prelu1' },
      { type: 'maxPool2d', kernelSize: TWO, stride: TWO, padding: [0, 0], dilation: [1, 1], ceilMode: true },
      { conv: 'conv2' },
      { prelu: 'prelu2' },
      { conv: 'conv3' },
      { prelu: 'prelu3' },
      { conv: 'conv4_1' },
    ],
  },
}

/** The layers of a recipe. @throws FormatError where the file has no such part */
export async function layersOf({ steps }: Recipe, file: Blob): Promise<Layer[]> {
  const model = await openSafetensors(sourceOf(file))
  const layers: Layer[] = []
  for (const step of steps) {
    if ('conv' in step) {
      const params = { ...DEFAULT_PARAMS, ...step.params }
      layers.push(...(await takeFrom(model, [{ name: step.conv, params, batchNorm: 'fold' }])).layers)
    } else if ('prelu' in step) {
      const weight = await model.tensors.find(({ name }) => name === `${step.prelu}.weight`)?.read()
      if (weight === undefined) throw new Error(`no ${step.prelu} in the file`)
      layers.push({ type: 'prelu', weight })
    } else layers.push(step)
  }
  return layers
}
