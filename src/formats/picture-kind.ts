import { latin1, viewOf } from './picture-parts.ts'

/** A kind of file, as far as opening a picture needs to know it. */
export interface FileKind {
  /** Short and lower-case: 'jpg', 'raw', 'pdf'. */
  readonly kind: string
  /** For a kind that is not opened: what follows the file's name in the message, as "is ... Do ...". */
  readonly wayOut?: string
}

/** What a file begins with. */
interface Start {
  readonly bytes: Uint8Array
  /** The first bytes as Latin-1, without a byte order mark; of UTF-16 every other byte, so that tags are found there too. */
  readonly text: string
  /** The ending of the file's name in lower case: it decides only where kinds have the same bytes. */
  readonly ending: string
}

interface Signature extends FileKind {
  readonly matches: (start: Start) => boolean
}

const START_BYTES = 4096
const BROWSERS = 'which browsers cannot open'
/** What can be opened. */
export const OPENS =
  'Filterbank opens JPEG, PNG, HEIC, TIFF, WebP, AVIF, JPEG XL, GIF, BMP and the previews in camera RAW photos.'
const EXPORT = 'Export it as JPEG or PNG.'
const RAW_ENDINGS =
  /^(dng|nef|nrw|arw|sr2|srf|srw|cr2|cr3|pef|orf|rw2|raf|raw|rwl|3fr|fff|iiq|mef|mos|erf|kdc|dcr|gpr|x3f|mrw)$/

const begins =
  (...marks: readonly string[]) =>
  ({ text }: Start) =>
    marks.some((mark) => text.startsWith(mark))
const at =
  (offset: number, ...marks: readonly string[]) =>
  ({ text }: Start) =>
    marks.some((mark) => text.startsWith(mark, offset))
const branded =
  (pattern: RegExp) =>
  ({ text }: Start) =>
    pattern.test(brands(text))

/** How the first bytes tell a kind; checked in order. */
const SIGNATURES: readonly Signature[] = [
  { kind: 'png', matches: begins('\x89PNG\r\n\x1a\n') },
  { kind: 'jpg', matches: begins('\xff\xd8\xff') },
  { kind: 'webp', matches: ({ text }) => text.startsWith('RIFF') && text.startsWith('WEBP', 8) },
  { kind: 'gif', matches: begins('GIF87a', 'GIF89a') },
  { kind: 'bmp', matches: isBitmap },
  { kind: 'jxl', matches: begins('\xff\x0a', '\0\0\0\x0cJXL ') },
  { kind: 'avif', matches: branded(/avi[fs]/) },
  { kind: 'heic', matches: branded(/hei[cxms]|hev[cxms]|mif1|msf1/) },
  {
    kind: 'raw',
    matches: isRaw,
    wayOut:
      'is a camera RAW photo without a preview that can be shown. Export it as JPEG or TIFF from a photo program.',
  },
  { kind: 'tiff', matches: isTiff },
  { kind: 'ico', matches: isIcon, wayOut: 'is an icon file. Convert it to PNG.' },
  { kind: 'tga', matches: isTarga, wayOut: `is a Targa (TGA) picture, ${BROWSERS}. ${EXPORT}` },
  {
    kind: 'psd',
    matches: begins('8BPS'),
    wayOut: `is a Photoshop document, ${BROWSERS}. Export it as PNG or JPEG.`,
  },
  { kind: 'xcf', matches: begins('gimp xcf'), wayOut: `is a GIMP document, ${BROWSERS}. ${EXPORT}` },
  {
    kind: 'jp2',
    matches: begins('\0\0\0\x0cjP  ', '\xff\x4f\xff\x51'),
    wayOut: `is a JPEG 2000 picture, ${BROWSERS}. Convert it to JPEG or PNG.`,
  },
  {
    kind: 'jxr',
    matches: begins('II\xbc\x01'),
    wayOut: `is a JPEG XR picture, ${BROWSERS}. Convert it to JPEG or PNG.`,
  },
  {
    kind: 'exr',
    matches: begins('\x76\x2f\x31\x01'),
    wayOut: `is an OpenEXR picture, ${BROWSERS}. Export it as PNG, of 16 bits if you like.`,
  },
  {
    kind: 'hdr',
    matches: begins('#?RADIANCE', '#?RGBE'),
    wayOut: `is a Radiance HDR picture, ${BROWSERS}. ${EXPORT}`,
  },
  { kind: 'dds', matches: begins('DDS '), wayOut: `is a DDS texture, ${BROWSERS}. Convert it to PNG.` },
  { kind: 'qoi', matches: begins('qoif'), wayOut: `is a QOI picture, ${BROWSERS}. Convert it to PNG.` },
  {
    kind: 'pnm',
    matches: ({ text }) => /^P[1-7][\s#]/.test(text),
    wayOut: `is a PNM picture (PBM, PGM, PPM), ${BROWSERS}. Convert it to PNG.`,
  },
  { kind: 'fits', matches: begins('SIMPLE  ='), wayOut: `is a FITS picture, ${BROWSERS}. Export it as PNG.` },
  { kind: 'dicom', matches: at(128, 'DICM'), wayOut: `is a DICOM picture, ${BROWSERS}. Export it as PNG.` },
  {
    kind: 'svg',
    matches: ({ text }) => /^\s*</.test(text) && /<svg[\s/>]/.test(text) && !/<html/i.test(text),
    wayOut: 'is an SVG drawing, which has no pixels of its own. Export it as PNG.',
  },
  {
    kind: 'pdf',
    matches: ({ text }) => text.slice(0, 1024).includes('%PDF-'),
    wayOut: 'is a PDF document. Export the page that you want as PNG or JPEG.',
  },
  {
    kind: 'eps',
    matches: begins('%!PS', '\xc5\xd0\xd3\xc6'),
    wayOut: 'is a PostScript drawing (EPS), which has no pixels of its own. Export it as PNG.',
  },
  {
    kind: 'video',
    matches: isVideo,
    wayOut:
      'is a video. Take a picture of it: pause the player where you want it and save or copy the frame.',
  },
  {
    kind: 'audio',
    matches: ({ text }) => /^(ID3|OggS|fLaC|RIFF....WAVE)/s.test(text),
    wayOut: 'is a sound. Filterbank opens pictures.',
  },
  {
    kind: 'numpy',
    matches: begins('\x93NUMPY'),
    wayOut: 'is a NumPy array, no picture. Save it as PNG; filters are opened by Import filters.',
  },
  {
    kind: 'archive',
    matches: begins('PK\x03\x04', 'PK\x05\x06', '\x1f\x8b', '7z\xbc\xaf\x27\x1c', 'Rar!'),
    wayOut: 'is an archive. Unpack it, and open the pictures in it.',
  },
  {
    kind: 'html',
    matches: ({ text }) => /^\s*(<!doctype html|<html|<head|<body|<!--.*<html)/is.test(text),
    wayOut: 'is a web page, not a picture. Open the picture on the page and save that.',
  },
  {
    kind: 'json',
    matches: ({ text }) => /^\s*[{[]\s*(["{[\]}\d-]|true|false|null)/.test(text),
    wayOut: 'is a JSON file, no picture. A filter bank is opened by Import filters.',
  },
  { kind: 'text', matches: isText, wayOut: `is no picture. It holds text. ${OPENS}` },
]

/**
 * Tell a file's kind by its first bytes.
 * @param name the file's name; its ending decides between kinds with the same bytes, such as TIFF and camera RAW
 * @returns null when nothing is known that begins so
 */
export function fileKind(bytes: Uint8Array, name: string): FileKind | null {
  const start = { bytes, text: startText(bytes), ending: /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '' }
  return SIGNATURES.find(({ matches }) => matches(start)) ?? null
}

function startText(bytes: Uint8Array): string {
  const text = latin1(bytes, 0, START_BYTES)
  if (text.startsWith('\xff\xfe') || text.startsWith('\xfe\xff')) return text.slice(2).replaceAll('\0', '')
  return text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text
}

/** The brands in the file type box of an ISO media file (ISO/IEC 14496-12), '' for other files. */
function brands(text: string): string {
  return text.startsWith('ftyp', 4)
    ? text.slice(8, Math.max(16, text.charCodeAt(2) * 256 + text.charCodeAt(3)))
    : ''
}

/** Text may begin with "BM" too: the header behind it has a length that some version of the format knows. */
function isBitmap({ bytes, text }: Start): boolean {
  if (!text.startsWith('BM') || bytes.length < 26) return false
  const headerBytes = viewOf(bytes).getUint32(14, true)
  return headerBytes >= 12 && headerBytes <= 256
}

function isTiff({ text }: Start): boolean {
  return ['II*\0', 'II+\0', 'MM\0*', 'MM\0+'].some((mark) => text.startsWith(mark))
}

/** Most RAW photos are TIFF files with a maker's data: the DNG version or the maker's name tells them, or the file's ending. */
function isRaw(start: Start): boolean {
  const { text, bytes, ending } = start
  if (
    /^(FUJIFILMCCD-RAW|IIR[OS]|MMOR|IIU\0|FOVb|\0MRM)/.test(text) ||
    (text.startsWith('CR', 8) && isTiff(start))
  )
    return true
  if (brands(text).startsWith('crx ')) return true
  return isTiff(start) && (RAW_ENDINGS.test(ending) || hasTiffTag(bytes, DNG_VERSION))
}

const DNG_VERSION = 0xc612

/** Whether the first directory of a TIFF has a tag. */
function hasTiffTag(bytes: Uint8Array, tag: number): boolean {
  const view = viewOf(bytes)
  const little = bytes[0] === 0x49
  const directory = bytes.length < 8 ? Infinity : view.getUint32(4, little)
  if (directory + 2 > bytes.length) return false
  const entries = view.getUint16(directory, little)
  for (let entry = directory + 2, i = 0; i < entries && entry + 2 <= bytes.length; i++, entry += 12) {
    if (view.getUint16(entry, little) === tag) return true
  }
  return false
}

/** An icon or cursor lists its pictures; where the first of them lies tells it from a Targa picture. */
function isIcon({ bytes, text }: Start): boolean {
  const hasMark = ['\0\0\x01\0', '\0\0\x02\0'].some((mark) => text.startsWith(mark))
  if (!hasMark || bytes.length < 22) return false
  const view = viewOf(bytes)
  const count = view.getUint16(4, true)
  return count > 0 && bytes[9] === 0 && view.getUint32(18, true) >= 6 + 16 * count
}

/** Targa has no mark at its start: its fields must be ones it knows, and its end or its name say so. */
function isTarga({ bytes, ending }: Start): boolean {
  const [, colorMap = 255, type = 255] = bytes
  if (colorMap > 1 || ![1, 2, 3, 9, 10, 11].includes(type)) return false
  const depth = bytes[16] ?? 0
  const end = latin1(bytes, bytes.length - 18, bytes.length)
  return (
    end.startsWith('TRUEVISION-XFILE') ||
    /^(tga|icb|vda|vst)$/.test(ending) ||
    [8, 16, 24, 32].includes(depth)
  )
}

const VIDEOS = ['\x1a\x45\xdf\xa3', 'FLV\x01', '\0\0\x01\xba', '\0\0\x01\xb3', '\x30\x26\xb2\x75']

function isVideo({ text }: Start): boolean {
  const isStream = [0, 188, 376].every((at) => text[at] === 'G')
  return (
    isStream ||
    brands(text) !== '' ||
    VIDEOS.some((mark) => text.startsWith(mark)) ||
    /^(....(moov|mdat|wide|free|skip)|RIFF....AVI )/s.test(text)
  )
}

/** Without control characters but those of text. */
function isText({ text }: Start): boolean {
  const isControl = (code: number) => code < 32 && !'\t\n\v\f\r\x1b'.includes(String.fromCharCode(code))
  return text !== '' && !Array.from(text).some((letter) => isControl(letter.charCodeAt(0)))
}
