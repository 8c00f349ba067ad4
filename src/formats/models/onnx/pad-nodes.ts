import type { PadParams, PaddingMode } from '../../../core/layers/layer.ts'
import type { NodeWriter } from './node-writer.ts'

const PAD_WORDS: Readonly<Record<PaddingMode, string>> = {
  zeros: 'constant',
  reflect: 'reflect',
  replicate: 'edge',
  circular: 'wrap',
}

/** Pad of rows and columns. */
export function addPad(
  writer: NodeWriter,
  { padding: [left, right, top, bottom], mode, value }: PadParams,
): void {
  const pads = writer.ints(0, 0, top, left, 0, 0, bottom, right)
  writer.add('Pad', mode === 'zeros' ? [pads, writer.float(value)] : [pads], { mode: PAD_WORDS[mode] })
}
