/** A piece of a file with a name of its own: its content is bytes [start, end), which may reach beyond the file's end. */
export interface Part {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** A view of all bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Bytes [from, to) as Latin-1 text, as far as there are any. */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}

/**
 * The segments of a JPEG up to its first scan, named by their marker in hexadecimal, such as 'e1'; the last one is the scan's,
 * 'da'. Fill bytes and bytes that belong to no segment are passed over, as decoders do (ITU-T T.81, B.1.1.2).
 */
export function* jpegSegments(bytes: Uint8Array): Generator<Part> {
  const view = viewOf(bytes)
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1] ?? 0
    const hasLength = marker >= 0xc0 && marker !== 0xff && !(marker >= 0xd0 && marker <= 0xd8)
    if (bytes[at] !== 0xff || !hasLength) {
      at += 1
      continue
    }
    if (marker === 0xd9) return
    const end = at + 2 + Math.max(2, view.getUint16(at + 2))
    yield { type: marker.toString(16), start: at + 4, end }
    if (marker === 0xda) return
    at = end
  }
}

/** The chunks of a PNG (PNG specification, 5.3). */
export function* pngChunks(bytes: Uint8Array): Generator<Part> {
  const view = viewOf(bytes)
  for (let at = 8; at + 8 <= bytes.length;) {
    const end = at + 8 + view.getUint32(at)
    yield { type: latin1(bytes, at + 4, at + 8), start: at + 8, end }
    at = end + 4
  }
}

/** The chunks of a RIFF file, such as a WebP. */
export function* riffChunks(bytes: Uint8Array): Generator<Part> {
  const view = viewOf(bytes)
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true)
    yield { type: latin1(bytes, at, at + 4), start: at + 8, end: at + 8 + size }
    at += 8 + size + (size % 2)
  }
}

/** The boxes of an ISO media file (ISO/IEC 14496-12) or of one of its boxes. */
export function* isoBoxes(bytes: Uint8Array, from = 0, to = bytes.length): Generator<Part> {
  const view = viewOf(bytes)
  const limit = Math.min(to, bytes.length)
  for (let at = from; at + 8 <= limit;) {
    const size = view.getUint32(at)
    // 0: to the end; 1: of 64 bits, which only pixels need
    const end =
      size === 0 ? to : size === 1 && at + 16 <= limit ? at + Number(view.getBigUint64(at + 8)) : at + size
    const start = at + (size === 1 ? 16 : 8)
    if (end < start) return
    yield { type: latin1(bytes, at + 4, at + 8), start, end }
    at = end
  }
}

/** The boxes that say what an AVIF's pixels are: size, depth, colours. */
export function* avifProperties(bytes: Uint8Array): Generator<Part> {
  for (const meta of isoBoxes(bytes)) {
    if (meta.type !== 'meta') continue
    for (const properties of isoBoxes(bytes, meta.start + 4, meta.end)) {
      if (properties.type !== 'iprp') continue
      for (const list of isoBoxes(bytes, properties.start, properties.end)) {
        if (list.type === 'ipco') yield* isoBoxes(bytes, list.start, list.end)
      }
    }
  }
}

/** The frames of a GIF (GIF89a, section 20): the size that the picture must have to hold each. */
export function* gifFrames(
  bytes: Uint8Array,
): Generator<{ readonly width: number; readonly height: number }> {
  const view = viewOf(bytes)
  const tableBytes = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)
  const afterBlocks = (from: number) => {
    let at = from
    while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0)
    return at + 1
  }
  for (let at = 13 + tableBytes(bytes[10] ?? 0); at + 10 <= bytes.length;) {
    if (bytes[at] === 0x21) {
      at = afterBlocks(at + 2)
    } else if (bytes[at] === 0x2c) {
      const [left, top, width, height] = [1, 3, 5, 7].map((offset) => view.getUint16(at + offset, true))
      yield { width: (left ?? 0) + (width ?? 0), height: (top ?? 0) + (height ?? 0) }
      at = afterBlocks(at + 11 + tableBytes(bytes[at + 9] ?? 0))
    } else {
      return
    }
  }
}
