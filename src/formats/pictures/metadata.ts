import { zlibSync } from 'fflate'
import { joinedBytes } from '../bytes.ts'
import { riffChunks, viewOf } from '../picture-parts.ts'
import type { PngChunk } from './png-stream.ts'
import { exifOf, writeExif, type Exif } from './exif.ts'
import { ICC_MARK, isTiff, profileOf } from './embedded-profile.ts'

/** What of a photo's file goes into pictures that are made of it. */
export interface Metadata {
  readonly exif: Exif | null
  /** ICC profile that its values are in. */
  readonly profile: Uint8Array<ArrayBuffer> | null
}

/** What a person wants kept. */
export interface Kept {
  /** Camera, date, exposure. */
  readonly exif: boolean
  /** And the place. */
  readonly gps: boolean
  /** The profile, as values are the file's own; those of a TIFF always are. */
  readonly profile: boolean
}

/** What is kept of a photo's file. */
export function metadataOf(file: Uint8Array, kept: Kept): Metadata {
  const exif = kept.exif ? exifOf(file) : null
  return {
    exif: exif === null || kept.gps ? exif : { ...exif, gps: [] },
    profile: kept.profile || isTiff(file) ? profileOf(file) : null,
  }
}

interface Size {
  readonly width: number
  readonly height: number
}

/** What stands before a profile in a PNG: a name, and that it is zlib's. */
const ICCP_START = Uint8Array.of(0x69, 0x63, 0x63, 0, 0)

/** Metadata as chunks of a PNG (PNG specification, third edition, 11.3.2.3 and 11.3.4.5). */
export function pngChunksOf({ exif, profile }: Metadata, { width, height }: Size): PngChunk[] {
  return [
    ...(profile ? [{ type: 'iCCP', data: joinedBytes([ICCP_START, zlibSync(profile)]) }] : []),
    ...(exif ? [{ type: 'eXIf', data: writeExif(exif, width, height) }] : []),
  ]
}

/** Bytes of a segment of a JPEG without its marker and length. */
const MOST_SEGMENT = 65_533

/** A JPEG with metadata behind its JFIF header (EXIF 2.32, section 4.7.2; ICC.1:2022, annex B.4). */
export function jpegWith(jpeg: Uint8Array, metadata: Metadata, size: Size): Uint8Array<ArrayBuffer> {
  const { exif, profile } = metadata
  const segments: Uint8Array[] = []
  if (exif !== null) {
    const block = joinedBytes([ascii('Exif\0\0'), writeExif(exif, size.width, size.height)])
    if (block.length <= MOST_SEGMENT) segments.push(segment(0xe1, block))
  }
  if (profile !== null) {
    const most = MOST_SEGMENT - ICC_MARK.length - 2
    const count = Math.ceil(profile.length / most)
    for (let i = 0; i < count; i++) {
      const part = profile.subarray(i * most, (i + 1) * most)
      segments.push(segment(0xe2, joinedBytes([ascii(ICC_MARK), Uint8Array.of(i + 1, count), part])))
    }
  }
  const hasJfif = jpeg[2] === 0xff && jpeg[3] === 0xe0
  const at = hasJfif ? 4 + viewOf(jpeg).getUint16(4) : 2
  return joinedBytes([jpeg.subarray(0, at), ...segments, jpeg.subarray(at)])
}

function segment(marker: number, data: Uint8Array): Uint8Array {
  const length = data.length + 2
  return joinedBytes([Uint8Array.of(0xff, marker, length >> 8, length & 255), data])
}

/** Flags of the header of a WebP that holds more than pixels (RFC 9649, section 2.7). */
const [HAS_PROFILE, HAS_EXIF] = [0x20, 0x08]

/** A WebP with metadata around its pixels (RFC 9649). */
export function webpWith(webp: Uint8Array, metadata: Metadata, size: Size): Uint8Array<ArrayBuffer> {
  const { exif, profile } = metadata
  const chunks = [...riffChunks(webp)].map(({ type, start, end }) => ({ type, data: webp.slice(start, end) }))
  const flags = (chunks.find(({ type }) => type === 'VP8X')?.data[0] ?? 0) | (profile ? HAS_PROFILE : 0)
  const header = new Uint8Array(10)
  const view = viewOf(header)
  view.setUint32(0, flags | (exif ? HAS_EXIF : 0), true)
  // 24 bits each
  view.setUint32(4, size.width - 1, true)
  view.setUint16(7, (size.height - 1) & 0xffff, true)
  view.setUint8(9, (size.height - 1) >> 16)
  const all = [
    { type: 'VP8X', data: header },
    ...(profile ? [{ type: 'ICCP', data: profile }] : []),
    ...chunks.filter(({ type }) => type !== 'VP8X'),
    ...(exif ? [{ type: 'EXIF', data: writeExif(exif, size.width, size.height) }] : []),
  ].map(({ type, data }) => riffChunk(type, data))
  const bytes = joinedBytes([ascii('RIFF\0\0\0\0WEBP'), ...all])
  viewOf(bytes).setUint32(4, bytes.length - 8, true)
  return bytes
}

function riffChunk(type: string, data: Uint8Array): Uint8Array {
  const size = new Uint8Array(4)
  viewOf(size).setUint32(0, data.length, true)
  return joinedBytes([ascii(type), size, data, new Uint8Array(data.length % 2)])
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}
