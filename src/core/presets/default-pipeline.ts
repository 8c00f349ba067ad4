import { DEFAULT_PARAMS } from '../bank/bank.ts'
import { LUMA } from '../image/brightness.ts'
import { rotate90 } from '../bank/kernel-ops.ts'
import type { FilterBank, Pipeline } from '../layers/layer.ts'
import { presetById } from './presets.ts'
import { combine } from './stencils.ts'

type Plane = Float32Array

interface Filter {
  readonly name: string
  readonly kernels: readonly Plane[]
  readonly bias?: number
}

const SIZE = 3
const preset = (id: string, factor = 1): Plane => combine([factor, presetById(id).make(SIZE, SIZE)])
const rgb = (name: string, kernel: Plane, mix: readonly number[]): Filter => ({
  name,
  kernels: mix.map((part) => combine([part, kernel])),
})

/** Edges and colours of the photo. */
const EDGES_AND_COLOURS: readonly Filter[] = [
  rgb('Sobel x', preset('sobel-x'), LUMA),
  rgb('Sobel y', preset('sobel-y'), LUMA),
  rgb('Luma blur', preset('gaussian'), LUMA),
  rgb('Laplacian', preset('laplacian', -1.5), LUMA),
  rgb('Red − green', preset('gaussian', 1.5), [1, -1, 0]),
  rgb('Yellow − blue', preset('gaussian', 1.5), [0.5, 0.5, -1]),
  rgb('Relief', preset('relief'), LUMA),
  rgb('Sharpen', preset('sharpen'), LUMA),
]

/** The line detector for lines that rise to the right (Gonzalez and Woods). */
const RISING_LINE = Float32Array.of(-1, -1, 2, -1, 2, -1, 2, -1, -1)

const RANDOM = preset('random', 3)

/*
 * Each group sees two maps of the first layer after ReLU: edges (0, 1), brightness (2, 3), colour (4, 5), relief (6, 7).
 */
const GROUPED: readonly Filter[] = [
  { name: 'Edge energy', kernels: [preset('gaussian'), preset('gaussian')] },
  { name: 'x minus y', kernels: [preset('gaussian'), preset('gaussian', -1)] },
  { name: 'Corner', kernels: [preset('sobel-y', 0.5), preset('sobel-x', 0.5)] },
  { name: 'Diagonal', kernels: [combine([0.5, RISING_LINE]), combine([0.5, RISING_LINE])] },
  { name: 'Soft + detail', kernels: [preset('gaussian'), preset('gaussian', 1.5)], bias: -0.25 },
  { name: 'Contrast', kernels: [preset('sharpen', 0.5), preset('laplacian', 0.5)], bias: 0.05 },
  { name: 'Ridge', kernels: [preset('line-vertical', 2), preset('box', 0.1)] },
  { name: 'Step x', kernels: [preset('sobel-x'), preset('identity', -0.25)] },
  { name: 'Warmth', kernels: [preset('gaussian'), preset('gaussian')], bias: -0.4 },
  { name: 'Red only', kernels: [preset('gaussian'), preset('gaussian', -1)], bias: 0.05 },
  { name: 'Hue edge x', kernels: [preset('sobel-x'), preset('sobel-x')] },
  { name: 'Hue edge y', kernels: [preset('sobel-y'), preset('sobel-y')] },
  { name: 'Detail', kernels: [preset('identity'), preset('box', -0.5)], bias: 0.1 },
  { name: 'Glow', kernels: [preset('gaussian'), preset('gaussian')], bias: -0.5 },
  { name: 'Fine grain', kernels: [preset('laplacian', -0.125), preset('laplacian', -0.5)] },
  {
    name: 'Random 7',
    kernels: [RANDOM, rotate90({ height: SIZE, width: SIZE, values: RANDOM }).values],
    bias: 0.02,
  },
]

/**
 * What a first visit shows: Conv2d 3 -> 8 (edges and colours), ReLU, Conv2d 8 -> 16 in 4 groups; kernels 3 x 3, padding
 * 1, so every map keeps the photo's size.
 */
export function defaultPipeline(): Pipeline {
  return [
    { type: 'conv2d', bank: bankOf(EDGES_AND_COLOURS, 1) },
    { type: 'relu' },
    { type: 'conv2d', bank: bankOf(GROUPED, 4) },
  ]
}

function bankOf(filters: readonly Filter[], groups: number): FilterBank {
  const kernels = filters.flatMap((filter) => filter.kernels)
  const data = new Float32Array(kernels.length * SIZE * SIZE)
  kernels.forEach((kernel, i) => data.set(kernel, i * SIZE * SIZE))
  return {
    weight: { shape: [filters.length, kernels.length / filters.length, SIZE, SIZE], data },
    bias: Float32Array.from(filters, (filter) => filter.bias ?? 0),
    params: { ...DEFAULT_PARAMS, padding: [1, 1], groups },
    names: filters.map((filter) => filter.name),
  }
}
