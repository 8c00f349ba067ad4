import type { Sources } from '../groups.ts'
import type { ParamField } from '../../errors.ts'
import type { Pair, Shape4 } from '../../tensor.ts'
import type { Conv2dInfo } from '../conv2d.ts'
import type { FilterBank, Layer, LayerType } from '../layer.ts'
import type { Blend, Placement } from '../placement.ts'
import type { LayerWindow } from '../window.ts'

/** The layers of a type. */
export type LayerOf<T extends LayerType> = Extract<Layer, { type: T }>

/** Refuses a setting that is no whole number from `least` (1 unless given) to `most`, or a pair of them. @throws ShapeError */
export type CheckSetting = (
  values: Pair | number,
  field: ParamField,
  what: string,
  most: number,
  least?: number,
) => void

/** A layer on other channels, and what that changed, as a sentence without its subject; '' where nothing worth a word. */
export interface FollowedLayer {
  readonly layer: Layer
  /** "now takes 9 channels: 144 new weights are 0." */
  readonly change: string
}

/** What a type of layer means. What is left out is so for most: no window, nothing learned, any channels, values computed one by one. */
export interface LayerKind<L extends Layer = Layer> {
  /** PyTorch's name. */
  readonly name: string
  /**
   * The shape of its output for an input of shape (N, C, H, W).
   * @throws ShapeError with PyTorch's text when the layer is invalid or does not fit the input
   */
  outputShape(input: Shape4, layer: L): Shape4
  /** Its windows on an input. @throws ShapeError */
  window?(input: Shape4, layer: L): LayerWindow
  /** The channel of its input that it passes on, untouched, as `channel` of its `channels`, where it computes nothing. */
  passedFrom?(channel: number, channels: number, layer: L): number
  /** Where its values come from, where it only puts them at other places. */
  placement?(input: Shape4, layer: L): Placement | null
  /** What it blends, where its values lie between neighbours. */
  blend?(input: Shape4, layer: L): { readonly rows: Blend; readonly columns: Blend } | null
  /** The plain convolution that it is, over its input with `spread - 1` zeros between the elements; `info` counts these. */
  asConv2d?(
    input: Shape4,
    layer: L,
  ): { readonly info: Conv2dInfo; readonly bank: FilterBank; readonly spread: Pair }
  /** Numbers that training would learn. */
  learned?(layer: L): { readonly weight: number; readonly bias: number }
  /** Multiply-adds for an output of this shape, and such an input. */
  macs?(output: Shape4, layer: L, input: Shape4): number
  /** Refuse settings that could not be saved and read back. @throws ShapeError */
  checkLimits?(layer: L, check: CheckSetting): void
  /** The channels it is made for; null for any. */
  channels?(layer: L): number | null
  /** The channels that it makes of so many; as many unless given. Where they do not fit it, about so many. */
  outChannels?(channels: number, layer: L): number
  /** The same layer on other channels: what it does to a channel stays with that channel. The same object where nothing changes. */
  onChannels?(layer: L, sources: Sources): FollowedLayer
}
