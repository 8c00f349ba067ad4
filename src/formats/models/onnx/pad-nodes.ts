import type { PadParams } from '../../../core/layers/layer.ts'
import type { NodeWriter } from './node-writer.ts'
import { PAD_WORDS } from './pad-words.ts'

/** Pad of rows and columns. */
export function addPad(
  writer: NodeWriter,
  { padding: [left, right, top, bottom], mode, value }: PadParams,
): void {
  const pads = writer.ints(0, 0, top, left, 0, 0, bottom, right)
  writer.add('Pad', mode === 'zeros' ? [pads, writer.float(value)] : [pads], { mode: PAD_WORDS[mode] })
}
