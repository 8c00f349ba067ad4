import { crc32, deflateSync } from 'node:zlib'
import type { FilterBank, Layer, Pipeline } from '../../../src/core/layers/layer.ts'
import { seededRandom } from '../../../src/core/random.ts'
import { elementCount, type Shape4, type Tensor } from '../../../src/core/tensor.ts'

/** A file as a file input takes it. */
export interface TestFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

/** A photo, and the tensor (1, 3, H, W) that the app must make of it. */
export interface TestPhoto extends TestFile {
  readonly tensor: Tensor
}

/** A PNG of seeded noise, 8 bits, RGB, no profile: what is in it is what must come out. */
export function noisePhoto(width: number, height: number, seed = 1): TestPhoto {
  const random = seededRandom(seed)
  const rows = Array.from({ length: height }, () =>
    Uint8Array.from({ length: 1 + 3 * width }, (_, i) => (i === 0 ? 0 : Math.floor(256 * random()))),
  )
  const area = width * height
  const data = new Float32Array(3 * area)
  rows.forEach((row, y) => {
    for (let i = 0; i < 3 * width; i++) {
      data[(i % 3) * area + y * width + Math.floor(i / 3)] = (row[1 + i] ?? 0) / 255
    }
  })
  return {
    name: `noise-${width}x${height}.png`,
    mimeType: 'image/png',
    buffer: png(width, height, deflateSync(Buffer.concat(rows))),
    tensor: { shape: [1, 3, height, width], data },
  }
}

/** A large photo that is quickly made: vertical stripes of noise. */
export function stripedPhoto(width: number, height: number): TestFile {
  const random = seededRandom(3)
  const row = Buffer.from(
    Uint8Array.from({ length: 1 + 3 * width }, (_, i) => (i === 0 ? 0 : 256 * random())),
  )
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)), { level: 1 })
  return { name: `stripes-${width}x${height}.png`, mimeType: 'image/png', buffer: png(width, height, pixels) }
}

/** A PNG that says it is this large, its pixels missing: a reader that looks at the header first never decodes it. */
export function pngHeader(width: number, height: number): TestFile {
  return {
    name: 'huge.png',
    mimeType: 'image/png',
    buffer: png(width, height, deflateSync(Buffer.alloc(64))),
  }
}

function png(width: number, height: number, pixels: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}

/** The first bytes of an HEIC photo: the box that names its kind. */
export function heicPhoto(): TestFile {
  const box = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic', 'latin1')])
  return { name: 'IMG_0001.HEIC', mimeType: 'image/heic', buffer: Buffer.concat([box, Buffer.alloc(200)]) }
}

/** A Conv2d of seeded weights in [-1, 1), kernel 3 x 3 and padding 1 unless told otherwise. */
export function randomConv(
  inChannels: number,
  outChannels: number,
  options: { groups?: number; size?: number; seed?: number } = {},
): { type: 'conv2d'; bank: FilterBank } {
  const { groups = 1, size = 3, seed = 1 } = options
  const random = seededRandom(seed)
  const shape: Shape4 = [outChannels, inChannels / groups, size, size]
  const value = () => 2 * random() - 1
  const padding = (size - 1) / 2
  return {
    type: 'conv2d',
    bank: {
      weight: { shape, data: Float32Array.from({ length: elementCount(shape) }, value) },
      bias: Float32Array.from({ length: outChannels }, value),
      params: {
        stride: [1, 1],
        padding: [padding, padding],
        paddingMode: 'zeros',
        dilation: [1, 1],
        groups,
      },
      names: Array.from({ length: outChannels }, (_, i) => `f${i}`),
    },
  }
}

/** The file of a filter bank, written from the format's description. */
export function bankFile(name: string, layers: Pipeline): TestFile {
  const document = {
    format: 'filterbank/1',
    name,
    input: { range: '0..1', light: 'srgb', matte: '#ffffff' },
    layers: layers.map(layerJson),
  }
  return {
    name: `${name}.json`,
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(document)),
  }
}

function layerJson(layer: Layer): unknown {
  if (layer.type !== 'conv2d') return layer
  const { weight, bias, params, names } = layer.bank
  const [out, each, kernelHeight, kernelWidth] = weight.shape
  return {
    type: 'conv2d',
    inChannels: each * params.groups,
    outChannels: out,
    kernelSize: [kernelHeight, kernelWidth],
    ...params,
    names,
    bias: bias && [...bias],
    weight: nest([...weight.data], [each, kernelHeight, kernelWidth]),
  }
}

/** Cut a flat list into lists of lists: the innermost as long as the last of `sizes`, and so on outwards. */
function nest(values: unknown[], sizes: readonly number[]): unknown[] {
  return sizes.reduceRight<unknown[]>(
    (parts, size) =>
      Array.from({ length: parts.length / size }, (_, i) => parts.slice(i * size, (i + 1) * size)),
    values,
  )
}

/** A `.npy` file of float32 in C order. @throws Error when it is anything else */
export function readNpy(file: Buffer): { shape: number[]; data: Float32Array } {
  if (file.subarray(0, 6).toString('latin1') !== '\x93NUMPY') throw new Error('no .npy file')
  const start = 10 + file.readUInt16LE(8)
  const header = file.subarray(10, start).toString('latin1')
  const [, shape] = /'descr': '<f4', 'fortran_order': False, 'shape': \(([\d, ]+)\)/.exec(header) ?? []
  if (shape === undefined || start % 64 !== 0) throw new Error(`unexpected header ${header}`)
  const bytes = Uint8Array.from(file.subarray(start))
  return {
    shape: shape
      .split(',')
      .filter((size) => size.trim() !== '')
      .map(Number),
    data: new Float32Array(bytes.buffer),
  }
}
