import type { Pair, Tensor } from '../tensor.ts'

/** The ways to fill the border, as in torch.nn.Conv2d. */
export const PADDING_MODES = ['zeros', 'reflect', 'replicate', 'circular'] as const

/** How the border is filled. */
export type PaddingMode = (typeof PADDING_MODES)[number]

/** Padding per axis in pixels (>= 0), or PyTorch's words for it. */
export type Padding = Pair | 'same' | 'valid'

/** The settings of a torch.nn.Conv2d that are not implied by its weight. */
export interface Conv2dParams {
  readonly stride: Pair
  readonly padding: Padding
  readonly paddingMode: PaddingMode
  readonly dilation: Pair
  readonly groups: number
}

/**
 * The filters of one Conv2d: `weight` is OIHW, (C_out, C_in/groups, kH, kW); `bias` has C_out values or is null;
 * `names` has C_out entries ('' for an unnamed filter). Immutable: edits return a new bank.
 */
export interface FilterBank {
  readonly weight: Tensor
  readonly bias: Float32Array | null
  readonly params: Conv2dParams
  readonly names: readonly string[]
}

/** torch.nn.MaxPool2d; padding with minus infinity, at most half the kernel with its dilation. */
export interface MaxPool2dParams {
  readonly kernelSize: Pair
  readonly stride: Pair
  readonly padding: Pair
  readonly dilation: Pair
  readonly ceilMode: boolean
}

/** torch.nn.AvgPool2d without divisor_override. */
export interface AvgPool2dParams {
  readonly kernelSize: Pair
  readonly stride: Pair
  readonly padding: Pair
  readonly ceilMode: boolean
  readonly countIncludePad: boolean
}

export interface Conv2dLayer {
  readonly type: 'conv2d'
  readonly bank: FilterBank
}

/**
 * One layer of a pipeline. `affine` is a folded BatchNorm: y = x * scale[c] + shift[c]. `identity` stands where a bypassed layer
 * stood: y = x.
 */
export type Layer =
  | Conv2dLayer
  | { readonly type: 'relu' }
  | { readonly type: 'sigmoid' }
  | { readonly type: 'tanh' }
  | { readonly type: 'abs' }
  | { readonly type: 'identity' }
  | { readonly type: 'leakyRelu'; readonly negativeSlope: number }
  | ({ readonly type: 'maxPool2d' } & MaxPool2dParams)
  | ({ readonly type: 'avgPool2d' } & AvgPool2dParams)
  | { readonly type: 'channelShuffle'; readonly groups: number }
  | { readonly type: 'affine'; readonly scale: Float32Array; readonly shift: Float32Array }

export type LayerType = Layer['type']

/** The layers in order. The image is the input of the first. */
export type Pipeline = readonly Layer[]

/** How the photo becomes a tensor: value range, light, and the CSS colour `#rrggbb` behind transparent pixels. */
export interface InputSettings {
  readonly range: '0..1' | '-1..1' | 'imagenet'
  readonly light: 'srgb' | 'linear'
  readonly matte: string
  /** Colours as they are in the file, neither converted to sRGB nor changed by its gamma; false unless given. */
  readonly ownValues?: boolean
}

/** What a `.json` file of section "filter bank" holds. */
export interface BankDocument {
  readonly name: string
  readonly input: InputSettings
  readonly layers: Pipeline
}
