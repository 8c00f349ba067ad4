import { ImageError } from '../../core/errors.ts'
import type { Samples } from '../../core/image/samples.ts'
import { shown } from '../hidden-characters.ts'
import { checkSize, MAX_PIXELS } from '../picture-check.ts'

/** What is asked of libheif, compiled to WebAssembly with its binding for JavaScript. */
export interface Libheif {
  heif_context_alloc(): object | null
  heif_context_free(context: object): void
  /** Pictures of more than so many pixels squared are refused. */
  heif_context_set_maximum_image_size_limit(context: object, side: number): void
  heif_context_read_from_memory(
    context: object,
    bytes: Uint8Array,
  ): { readonly code: unknown; readonly message: string }
  /** A handle, or an error with a code. */
  heif_js_context_get_primary_image_handle(context: object): object & { readonly code?: unknown }
  heif_image_handle_get_width(handle: object): number
  heif_image_handle_get_height(handle: object): number
  heif_image_handle_release(handle: object): void
  /** Upright, with rotations and mirrors of the file applied. */
  heif_js_decode_image2(handle: object, space: unknown, chroma: unknown): HeifImage | HeifFailure
  heif_image_release(image: object): void
  /** All of its memory, which only grows. */
  readonly HEAPU8: Uint8Array
  readonly heif_error_code: { readonly heif_error_Ok: unknown }
  readonly heif_colorspace: { readonly heif_colorspace_RGB: unknown }
  readonly heif_chroma: {
    readonly heif_chroma_interleaved_RGBA: unknown
    readonly heif_chroma_interleaved_RRGGBBAA_LE: unknown
  }
}

interface HeifFailure {
  readonly code: unknown
  readonly message?: string
}

interface HeifImage {
  readonly image: object
  /** All four channels of a pixel together, in rows of `stride` bytes; in the library's memory. */
  readonly channels: readonly {
    readonly width: number
    readonly height: number
    readonly stride: number
    readonly bits_per_pixel: number
    readonly data: Uint8Array
  }[]
}

/** Letters that are shown of what the library says; pieces of the file are in it. */
const MOST_WHY = 160

/**
 * Decode the primary picture of a HEIC or HEIF file, upright: bytes of 8 bits, floats 0..1 of more.
 * @param deep whether it has more than 8 bits per channel
 * @param name the file's name, which messages begin with
 * @throws ImageError
 */
export function readHeif(heif: Libheif, bytes: Uint8Array, deep: boolean, name: string): Samples {
  const damaged = (why = '') => {
    const said = why === '' ? '' : ` (${shown(why.trim(), MOST_WHY)})`
    return new ImageError(
      `${name} cannot be opened: it is damaged, or of a kind of HEIC that is not read here${said}.`,
    )
  }
  const context = heif.heif_context_alloc()
  if (context === null) throw new ImageError(`${name} cannot be opened: there is no memory for it.`)
  let handle: object | null = null
  try {
    heif.heif_context_set_maximum_image_size_limit(context, Math.ceil(Math.sqrt(MAX_PIXELS)))
    const read = heif.heif_context_read_from_memory(context, bytes)
    if (read.code !== heif.heif_error_code.heif_error_Ok) throw damaged(read.message)
    const found = heif.heif_js_context_get_primary_image_handle(context)
    if (found.code !== undefined) throw damaged()
    handle = found
    const size = {
      width: heif.heif_image_handle_get_width(handle),
      height: heif.heif_image_handle_get_height(handle),
    }
    checkSize(size, name)
    const { heif_chroma_interleaved_RGBA: bytewise, heif_chroma_interleaved_RRGGBBAA_LE: wordwise } =
      heif.heif_chroma
    const chroma = deep ? wordwise : bytewise
    const decoded = heif.heif_js_decode_image2(handle, heif.heif_colorspace.heif_colorspace_RGB, chroma)
    if (!('channels' in decoded)) throw damaged()
    try {
      const samples = samplesOf(decoded, deep)
      if (samples === null) throw damaged()
      return samples
    } finally {
      heif.heif_image_release(decoded.image)
    }
  } catch (error) {
    if (error instanceof ImageError) throw error
    // the library may also trap, or throw what it was given no name for
    throw damaged(error instanceof Error ? error.message : '')
  } finally {
    if (handle !== null) heif.heif_image_handle_release(handle)
    heif.heif_context_free(context)
  }
}

function samplesOf({ channels }: HeifImage, deep: boolean): Samples | null {
  const [plane] = channels
  if (plane === undefined) return null
  const { width, height, stride, data, bits_per_pixel: bits } = plane
  const row = 4 * width
  if (data.length < stride * (height - 1) + row * (deep ? 2 : 1)) return null
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const most = 2 ** bits - 1
  const values = deep ? new Float32Array(row * height) : new Uint8Array(row * height)
  for (let y = 0; y < height; y++) {
    if (deep)
      for (let i = 0; i < row; i++) values[y * row + i] = view.getUint16(y * stride + 2 * i, true) / most
    else values.set(data.subarray(y * stride, y * stride + row), y * row)
  }
  return { width, height, channels: 4, data: values }
}
