import { FormatError } from '../../core/errors.ts'
import type { ByteSource } from './byte-source.ts'
import { isOnnx } from './onnx/is-onnx.ts'
import { NPY_MAGIC } from './npy-magic.ts'
import type { OpenModel } from './open-model.ts'

/** A kind of file: how its first bytes tell it, and what opens it. */
interface Kind {
  /** @param head its first 16 bytes, or all there are @param size of the file in bytes */
  readonly isIt: (head: Uint8Array, size: number) => boolean
  readonly open: (source: ByteSource) => Promise<OpenModel>
}

/** Bytes that tell the kind of a file. */
export const HEAD = 16

/** All kinds that are opened, the surest signs first. What opens one is loaded when there is one to open. */
const KINDS: readonly Kind[] = [
  {
    // the length of a header, below 4 GiB, and the { that it begins with
    isIt: (head) => head[8] === 0x7b && head.subarray(4, 8).every((byte) => byte === 0),
    open: openSafetensors,
  },
  {
    isIt: startsWith(...NPY_MAGIC),
    open: async (source) => (await import('./npy.ts')).openNpy(source),
  },
  {
    // the first file of a ZIP, or the end of an empty one
    isIt: (head) => startsWith(0x50, 0x4b, 3, 4)(head) || startsWith(0x50, 0x4b, 5, 6)(head),
    open: async (source) => (await import('./open-zip.ts')).openZip(source),
  },
  {
    // a pickle of protocol 2 to 5
    isIt: ([first, protocol = 0]) => first === 0x80 && protocol >= 2 && protocol <= 5,
    open: async (source) => (await import('./torch/file.ts')).openTorchLegacy(source),
  },
  {
    isIt: isOnnx,
    open: async (source) => (await import('./onnx/open-onnx.ts')).openOnnx(source),
  },
  {
    // a header that is damaged, or longer than the file
    isIt: (head, size) => head[8] === 0x7b || headerLength(head) <= size - 8,
    open: openSafetensors,
  },
]

/**
 * Open a file of tensors by what it is, not by its name; only headers are read.
 * @throws FormatError for another kind of file, and for a damaged one
 */
export async function openModel(source: ByteSource): Promise<OpenModel> {
  const head = await source.read(0, Math.min(HEAD, source.size))
  const kind = KINDS.find(({ isIt }) => isIt(head, source.size))
  if (kind === undefined) throw new FormatError(UNKNOWN, '')
  return kind.open(source)
}

/** Whether the first bytes of a file say for certain that it is one of these. @param head 16 bytes, or all there are */
export function isModel(head: Uint8Array, size: number): boolean {
  return KINDS.slice(0, -1).some(({ isIt }) => isIt(head, size))
}

async function openSafetensors(source: ByteSource): Promise<OpenModel> {
  return (await import('./safetensors.ts')).openSafetensors(source)
}

const UNKNOWN = 'no file of a model that is known here: .safetensors, .npz, .npy, .pt or .onnx'

function startsWith(...bytes: readonly number[]): (head: Uint8Array) => boolean {
  return (head) => bytes.every((byte, i) => head[i] === byte)
}

function headerLength(head: Uint8Array): number {
  if (head.length < 8) return Infinity
  return Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true))
}
