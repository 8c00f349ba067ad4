import type { PicturePart } from '../picture-part.ts'
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
 * torch.nn.ConvTranspose2d. Its bank lies as that of a Conv2d, filter by filter: (C_out, C_in/groups, kH, kW), the kernels
 * as PyTorch has them; its padding is a pair, filled with zeros.
 */
export interface ConvTranspose2dLayer {
  readonly type: 'convTranspose2d'
  readonly bank: FilterBank
  readonly outputPadding: Pair
}

/** A layer whose filters are a bank. */
export type BankLayer = Conv2dLayer | ConvTranspose2dLayer

/** Pixels on each side of a map. */
export type Sides = readonly [left: number, right: number, top: number, bottom: number]

/** torch.nn.functional.pad of rows and columns; a negative side is cut off. `value` fills mode 'zeros'. */
export interface PadParams {
  readonly padding: Sides
  readonly mode: PaddingMode
  readonly value: number
}

/** The ways to enlarge a map. */
export const UPSAMPLE_MODES = ['nearest', 'bilinear'] as const

/** torch.nn.Upsample by a factor for each axis; only 'bilinear' has corners to align. */
export interface UpsampleParams {
  readonly scaleFactor: Pair
  readonly mode: (typeof UPSAMPLE_MODES)[number]
  readonly alignCorners: boolean
}

/**
 * A layer that changes each value by itself. `affine` is a folded BatchNorm: y = x * scale[c] + shift[c]. `identity` stands where
 * a bypassed layer stood: y = x. `prelu` has one weight for all channels or one for each. `clip` is torch.clamp: where `min` is
 * above `max`, all values are `max`.
 */
export type PointwiseLayer =
  | { readonly type: 'abs' }
  | { readonly type: 'affine'; readonly scale: Float32Array; readonly shift: Float32Array }
  | { readonly type: 'clip'; readonly min: number; readonly max: number }
  | { readonly type: 'elu'; readonly alpha: number }
  | { readonly type: 'gelu'; readonly approximate: GeluForm }
  | { readonly type: 'hardsigmoid' }
  | { readonly type: 'hardswish' }
  | { readonly type: 'identity' }
  | { readonly type: 'leakyRelu'; readonly negativeSlope: number }
  | { readonly type: 'prelu'; readonly weight: Float32Array }
  | { readonly type: 'relu' }
  | { readonly type: 'relu6' }
  | { readonly type: 'sigmoid' }
  | { readonly type: 'silu' }
  | { readonly type: 'softplus'; readonly beta: number; readonly threshold: number }
  | { readonly type: 'tanh' }

/** The two forms of torch.nn.GELU: by the error function, or by tanh. */
export const GELU_FORMS = ['none', 'tanh'] as const
export type GeluForm = (typeof GELU_FORMS)[number]

/** One layer of a pipeline. */
export type Layer =
  | Conv2dLayer
  | ConvTranspose2dLayer
  | PointwiseLayer
  | ({ readonly type: 'maxPool2d' } & MaxPool2dParams)
  | ({ readonly type: 'avgPool2d' } & AvgPool2dParams)
  | { readonly type: 'globalAvgPool2d' }
  | ({ readonly type: 'pad' } & PadParams)
  | ({ readonly type: 'upsample' } & UpsampleParams)
  | { readonly type: 'pixelShuffle'; readonly factor: number }
  | { readonly type: 'pixelUnshuffle'; readonly factor: number }
  | { readonly type: 'channelShuffle'; readonly groups: number }

export type LayerType = Layer['type']

/** Whether a layer has filters. */
export function hasBank(layer: Layer | null | undefined): layer is BankLayer {
  return layer?.type === 'conv2d' || layer?.type === 'convTranspose2d'
}

/** The filters of a layer, null where it has none. */
export function bankOf(layer: Layer | null | undefined): FilterBank | null {
  return hasBank(layer) ? layer.bank : null
}

/** The layers in order. The image is the input of the first. */
export type Pipeline = readonly Layer[]

/** How the photo becomes a tensor: value range, light, and the CSS colour `#rrggbb` behind transparent pixels. */
export interface InputSettings {
  readonly range: '0..1' | '-1..1' | 'imagenet'
  readonly light: 'srgb' | 'linear'
  readonly matte: string
  /** Colours as they are in the file, neither converted to sRGB nor changed by its gamma; false unless given. */
  readonly ownValues?: boolean
  /** The part of the photo that is seen, in pixels of the upright photo; all of it unless given, or where it reaches beyond. */
  readonly crop?: PicturePart
  /** The size of the tensor, whatever the working resolution is; that unless given. */
  readonly size?: ExactSize
}

/**
 * A size in pixels that the photo, or its crop, is brought to. With `shorter` its shorter side becomes that first, in
 * proportion, and the middle is taken: torchvision's Resize(shorter), then CenterCrop; at least `width` and `height`.
 * Without it the sides are scaled to the size each by itself: Resize((height, width)).
 */
export interface ExactSize {
  readonly width: number
  readonly height: number
  readonly shorter?: number
}

/** What a `.json` file of section "filter bank" holds. */
export interface BankDocument {
  readonly name: string
  readonly input: InputSettings
  readonly layers: Pipeline
}
