import { kindOf } from './kinds/kinds.ts'
import type { Layer } from './layer.ts'

/**
 * The channel of its input that a layer passes on, untouched, as `channel` of its `channels`; null for layers that compute
 * something.
 */
export function passedFrom(layer: Layer, channel: number, channels: number): number | null {
  return kindOf(layer).passedFrom?.(channel, channels, layer) ?? null
}
