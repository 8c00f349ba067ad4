import type { BankDocument } from '../../core/layers/layer.ts'
import { crc32 } from '../crc32.ts'
import { writeNpy } from '../npy.ts'
import { zipFrame } from '../stored-zip.ts'
import { floatBytes, joinedBytes } from '../bytes.ts'
import { skeletonText, stateDict } from './own-pipeline.ts'
import { OWN_MEMBER } from './npz.ts'
import { OWN_KEY } from './own-key.ts'
import { LENGTH_BYTES, METADATA } from './safetensors.ts'

const ALIGNMENT = 8

/**
 * A .safetensors file of a pipeline: its weights under the names of a state_dict (`0.weight`, `0.bias`, ...), which
 * `load_state_dict` of the PyTorch code's nn.Sequential takes; the rest of it in the metadata, so that it reads back as it was.
 */
export function writeSafetensors(bank: BankDocument): Uint8Array<ArrayBuffer> {
  const tensors = stateDict(bank)
  let end = 0
  const entries = tensors.map(({ name, shape, values }) => {
    const from = end
    end += values.byteLength
    return [name, { dtype: 'F32', shape, data_offsets: [from, end] }] as const
  })
  const metadata = { format: 'pt', [OWN_KEY]: skeletonText(bank) }
  const header = new TextEncoder().encode(
    JSON.stringify({ [METADATA]: metadata, ...Object.fromEntries(entries) }),
  )
  const headerBytes = Math.ceil(header.length / ALIGNMENT) * ALIGNMENT
  const start = new Uint8Array(LENGTH_BYTES + headerBytes).fill(0x20)
  new DataView(start.buffer).setBigUint64(0, BigInt(headerBytes), true)
  start.set(header, LENGTH_BYTES)
  return joinedBytes([start, ...tensors.map(({ values }) => floatBytes(values))])
}

/**
 * A .npz file of a pipeline: its weights as arrays under the names of a state_dict, the rest of it in a file beside them that
 * numpy.load leaves alone.
 */
export function writeNpz(bank: BankDocument): Uint8Array<ArrayBuffer> {
  const files = stateDict(bank).map(({ name, shape, values }) => ({
    name: `${name}.npy`,
    bytes: writeNpy(shape, values),
  }))
  files.push({ name: OWN_MEMBER, bytes: new TextEncoder().encode(skeletonText(bank)) })
  const { headers, directory } = zipFrame(
    files.map(({ name, bytes }) => ({ name, size: bytes.length, crc32: crc32(bytes) })),
  )
  return joinedBytes([...files.flatMap(({ bytes }, i) => [headers[i] ?? new Uint8Array(), bytes]), directory])
}
