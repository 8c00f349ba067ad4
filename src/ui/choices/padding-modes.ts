import type { PaddingMode } from '../../core/layers/layer.ts'

/** What stands beyond the edge of a map: in plain words, then by PyTorch's. */
export const PADDING_WORDS: readonly { readonly value: PaddingMode; readonly label: string }[] = [
  { value: 'zeros', label: 'zeros' },
  { value: 'reflect', label: 'mirrored (reflect)' },
  { value: 'replicate', label: 'edge repeated (replicate)' },
  { value: 'circular', label: 'wrapped around (circular)' },
]
