import { applyPreset, type AnyPreset } from './apply-preset.ts'
import { createBank } from '../bank/bank.ts'
import { BANK_PRESETS } from './bank-presets.ts'
import { defaultPipeline } from './default-pipeline.ts'
import { kaimingUniform } from '../bank/kernel-ops.ts'
import type { FilterBank, Layer, Pipeline } from '../layers/layer.ts'
import { presetById } from './presets.ts'
import type { Pair } from '../tensor.ts'

/** A pipeline to start from. */
export interface ReadyPipeline {
  /** Stable, kebab case. */
  readonly id: string
  readonly name: string
  /** What it lets one see. */
  readonly sentence: string
  readonly make: () => Pipeline
}

const HALF: Pair = [1, 1]

/** Random weights as PyTorch initialises them, no biases, so that a channel of zeros stays one. */
function random(bank: FilterBank, seed: number): FilterBank {
  const [, perGroup, height, width] = bank.weight.shape
  const kernels = { height, width, values: bank.weight.data }
  // twice PyTorch's bound, about what keeps the size of values through a ReLU
  const data = kaimingUniform(kernels, (perGroup * height * width) / 4, seed).values
  return { ...bank, bias: null, weight: { ...bank.weight, data } }
}

const conv = (bank: FilterBank): Layer => ({ type: 'conv2d', bank })
const relu: Layer = { type: 'relu' }

/** A BatchNorm that changes nothing yet. */
const norm = (channels: number): Layer => ({
  type: 'affine',
  scale: new Float32Array(channels).fill(1),
  shift: new Float32Array(channels),
})

function named(bank: FilterBank, name: (filter: number) => string): FilterBank {
  return { ...bank, names: bank.names.map((_, filter) => name(filter)) }
}

/** Every filter of a depthwise bank by a preset in turn, on channels of these names. */
function depthwise(inputs: readonly string[], ids: readonly string[], size: Pair): FilterBank {
  const channels = inputs.length
  const bank = createBank(channels, channels, size, {
    groups: channels,
    padding: [(size[0] - 1) >> 1, (size[1] - 1) >> 1],
  })
  const presets = Array.from({ length: channels }, (_, i) => presetById(ids[i % ids.length] ?? 'identity'))
  const filled = presets.reduce(
    (changed, preset, filter) =>
      applyPreset({ kind: 'kernel', preset }, changed, 'kernel', { filter, filters: [filter], channel: 0 }),
    bank,
  )
  return { ...filled, names: presets.map((preset, i) => `${preset.name} of ${inputs[i] ?? i}`) }
}

function bankPreset(id: string): AnyPreset {
  const preset = BANK_PRESETS.find((candidate) => candidate.id === id)
  if (preset === undefined) throw new RangeError(`no bank preset ${id}`)
  return { kind: 'bank', preset }
}

/**
 * The bottleneck of a ShuffleNet unit (Zhang et al., 2018): grouped 1 x 1, [shuffle,] depthwise 3 x 3, grouped 1 x 1, in three
 * groups that begin with one colour each. Without the shuffle the maps of a group follow from its own colour alone.
 */
function groupedBottleneck(shuffles: boolean): Pipeline {
  const groups = 3
  const colours = ['red', 'green', 'blue']
  const squeeze = createBank(3, 12, [1, 1], { groups })
  const data = squeeze.weight.data.map((_, i) => 1 - 0.2 * (i % 4))
  const own = { ...squeeze, bias: null, weight: { ...squeeze.weight, data } }
  const of = (channel: number) => colours[Math.floor(channel / 4)] ?? ''
  // ChannelShuffle takes one channel of every group in turn
  const inputs = Array.from({ length: 12 }, (_, i) => (shuffles ? (colours[i % groups] ?? '') : of(i)))
  const expand = random(createBank(12, 12, [1, 1], { groups }), 5)
  const edges = ['identity', 'sobel-x', 'sobel-y', 'gaussian']
  return [
    conv(named(own, (filter) => `${of(filter)} ${filter % 4}`)),
    relu,
    ...(shuffles ? [{ type: 'channelShuffle', groups } as const] : []),
    conv({ ...depthwise(inputs, edges, [3, 3]), bias: null }),
    conv(named(expand, (filter) => `${shuffles ? 'all colours' : `${of(filter)} only`} ${filter % 4}`)),
  ]
}

function gaborFrontEnd(): Pipeline {
  const place = { filter: 0, filters: [0], channel: 0 }
  const bank = applyPreset(bankPreset('gabor-bank'), createBank(3, 3, [11, 11]), 'bank', place, { phases: 1 })
  const mean: Layer = {
    type: 'avgPool2d',
    kernelSize: [4, 4],
    stride: [4, 4],
    padding: [0, 0],
    ceilMode: false,
    countIncludePad: false,
  }
  return [conv(bank), { type: 'abs' }, mean]
}

/** The first block of MobileNetV1 (Howard et al., 2017), random weights: 3 -> 32 stride 2, depthwise, 1 x 1 to 64. */
function mobileNet(): Pipeline {
  const first = random(createBank(3, 32, [3, 3], { stride: [2, 2], padding: HALF }), 1)
  const spatial = random(createBank(32, 32, [3, 3], { groups: 32, padding: HALF }), 2)
  const mix = random(createBank(32, 64, [1, 1]), 3)
  return [conv(first), norm(32), relu, conv(spatial), norm(32), relu, conv(mix), norm(64), relu]
}

function separable(): Pipeline {
  const inputs = ['R', 'G', 'B', 'R', 'G', 'B']
  const twice = named(createBank(3, 6, [1, 1]), (filter) => inputs[filter] ?? '')
  const kinds = ['sobel-x', 'sobel-x', 'sobel-x', 'gaussian', 'gaussian', 'gaussian']
  const mix = random(createBank(6, 8, [1, 1]), 4)
  return [
    conv(twice),
    conv(depthwise(inputs, kinds, [3, 3])),
    conv(named(mix, (filter) => `Mix ${filter}`)),
    relu,
  ]
}

/** Pipelines to start from, in the order of a menu. */
export const READY_PIPELINES: readonly ReadyPipeline[] = [
  {
    id: 'edges',
    name: 'Edges and colours',
    sentence: 'Edges and colours of the photo, then filters in 4 groups that combine two of them each.',
    make: defaultPipeline,
  },
  {
    id: 'separable',
    name: 'Depthwise separable block',
    sentence: 'A 3 × 3 kernel for every channel by itself, then 1 × 1 filters that mix them: far fewer MACs.',
    make: separable,
  },
  {
    id: 'grouped-bottleneck',
    name: 'Grouped bottleneck, no shuffle',
    sentence: 'Three groups from a colour each: to the end, a group never sees the other colours.',
    make: () => groupedBottleneck(false),
  },
  {
    id: 'shuffled-bottleneck',
    name: 'Grouped bottleneck with shuffle',
    sentence: 'The same with ShuffleNet’s ChannelShuffle: every group now sees all three colours.',
    make: () => groupedBottleneck(true),
  },
  {
    id: 'gabor',
    name: 'Gabor front end with pooling',
    sentence: 'Stripes at six angles, their strength averaged over 4 × 4: a map of texture directions.',
    make: gaborFrontEnd,
  },
  {
    id: 'mobilenet',
    name: 'MobileNet’s first block',
    sentence:
      'Conv2d stride 2, depthwise 3 × 3, 1 × 1 to 64 channels, each with its norm: untrained, real cost.',
    make: mobileNet,
  },
]
