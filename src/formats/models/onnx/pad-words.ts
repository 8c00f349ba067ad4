import type { PaddingMode } from '../../../core/layers/layer.ts'

/** ONNX's words for ways to pad. */
export const PAD_WORDS: Readonly<Record<PaddingMode, string>> = {
  zeros: 'constant',
  reflect: 'reflect',
  replicate: 'edge',
  circular: 'wrap',
}
