import { Unzlib } from 'fflate'
import type { Samples } from '../../core/image/samples.ts'
import { crc32 } from '../crc32.ts'
import { latin1, pngChunks, viewOf } from '../picture-parts.ts'
import { PngRows } from './png-rows.ts'

/** Bytes that DEFLATE makes of one, at most. */
const MOST_GROWTH = 1032
/** Packed bytes that are unpacked at a time. */
const STEP = 16_384
/** Channels by colour type (PNG specification, 11.2.1): gray, RGB, gray with alpha, RGB with alpha. */
const CHANNELS: Readonly<Record<number, Samples['channels']>> = { 0: 1, 2: 3, 4: 2, 6: 4 }

/**
 * The pixels of a still PNG of 16 bits per channel, which browsers give with 8. Values are those of the file, before what its
 * gamma or profile says of them.
 * @param bytes a PNG whose size was checked
 * @returns null for any other PNG, and for one that is damaged, of which browsers show a part
 */
export function readDeepPng(bytes: Uint8Array): Samples | null {
  const header = readHeader(bytes)
  if (header === null) return null
  const { width, height, channels, interlaced } = header
  const data: Uint8Array[] = []
  let clear: readonly number[] | null = null
  let isWhole = false
  for (const { type, start, end } of pngChunks(bytes)) {
    if (type === 'acTL') return null
    if (end + 4 > bytes.length) return null
    if (type === 'tRNS' && channels % 2 === 1) {
      if (end - start < 2 * channels) return null
      clear = Array.from({ length: channels }, (_, c) => viewOf(bytes).getUint16(start + 2 * c))
    }
    if (type === 'IDAT') {
      if (viewOf(bytes).getUint32(end) !== crc32(bytes.subarray(start - 4, end))) return null
      data.push(bytes.subarray(start, end))
    }
    isWhole ||= type === 'IEND'
  }
  const packed = data.reduce((sum, { length }) => sum + length, 0)
  const values = width * height * channels
  if (!isWhole || MOST_GROWTH * packed < 2 * values) return null
  const pixels = new Uint16Array(values)
  const rows = new PngRows({ width, height }, channels, interlaced, pixels)
  if (!unpack(data, rows)) return null
  return clear === null
    ? { width, height, channels, data: pixels }
    : withClear({ width, height, channels, data: pixels }, clear)
}

interface Header {
  readonly width: number
  readonly height: number
  readonly channels: Samples['channels']
  readonly interlaced: boolean
}

function readHeader(bytes: Uint8Array): Header | null {
  if (bytes.length < 33 || latin1(bytes, 1, 4) !== 'PNG' || latin1(bytes, 12, 16) !== 'IHDR') return null
  const view = viewOf(bytes)
  const [depth, type = 0, compression, filter, interlace = 0] = bytes.subarray(24, 29)
  const channels = CHANNELS[type]
  if (depth !== 16 || channels === undefined || compression !== 0 || filter !== 0 || interlace > 1)
    return null
  if (view.getUint32(8) !== 13 || view.getUint32(29) !== crc32(bytes.subarray(12, 29))) return null
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  return width * height === 0 ? null : { width, height, channels, interlaced: interlace === 1 }
}

/** Whether what was packed is whole and filled all rows. */
function unpack(data: readonly Uint8Array[], rows: PngRows): boolean {
  try {
    const stream = new Unzlib((part) => rows.add(part))
    for (const [i, part] of data.entries()) {
      for (let at = 0; at < part.length && !rows.full; at += STEP) {
        const isLast = i === data.length - 1 && at + STEP >= part.length
        stream.push(part.subarray(at, at + STEP), isLast)
      }
    }
  } catch {
    return false // damaged, in one of many ways
  }
  return rows.full
}

/** Pixels of one value are transparent (PNG specification, 11.3.2.1). */
function withClear({ width, height, channels, data }: Samples, clear: readonly number[]): Samples {
  const pixels = new Uint16Array(width * height * (channels + 1))
  for (let from = 0, to = 0; from < data.length; from += channels, to += channels + 1) {
    let isClear = true
    for (let c = 0; c < channels; c++) {
      const value = data[from + c] ?? 0
      pixels[to + c] = value
      isClear &&= value === clear[c]
    }
    pixels[to + channels] = isClear ? 0 : 65_535
  }
  return { width, height, channels: channels === 1 ? 2 : 4, data: pixels }
}
