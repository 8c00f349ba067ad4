/*
 * Makes the small pictures that the tests of image input open: `node test/tools/make-test-images.js`, writes
 * test/fixtures/images. All of them show the same picture upright, four blocks of red, green, blue and yellow.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { encodePictures } from './encode-picture.js'

const FOLDER = 'test/fixtures/images'
const WIDTH = 48
const HEIGHT = 32
const RED = [220, 40, 30]
const GREEN = [40, 170, 60]
const BLUE = [30, 60, 200]
const YELLOW = [240, 210, 40]

/** Colour of the upright picture. @param {number} x @param {number} y */
const upright = (x, y) => (y < HEIGHT / 2 ? (x < WIDTH / 2 ? RED : GREEN) : x < WIDTH / 2 ? BLUE : YELLOW)

/**
 * The pixels as a camera stores them that was held so that this orientation makes them upright: where pixel (x, y) of
 * the stored picture stands in the upright one (EXIF 2.32, tag 0x0112: what the stored rows and columns show).
 * @type {Readonly<Record<number, (x: number, y: number) => readonly [number, number]>>}
 */
const SHOWN = {
  1: (x, y) => [x, y],
  2: (x, y) => [WIDTH - 1 - x, y],
  3: (x, y) => [WIDTH - 1 - x, HEIGHT - 1 - y],
  4: (x, y) => [x, HEIGHT - 1 - y],
  5: (x, y) => [y, x],
  6: (x, y) => [WIDTH - 1 - y, x],
  7: (x, y) => [WIDTH - 1 - y, HEIGHT - 1 - x],
  8: (x, y) => [y, HEIGHT - 1 - x],
}

/** @param {number} orientation */
function stored(orientation) {
  const [width, height] = orientation >= 5 ? [HEIGHT, WIDTH] : [WIDTH, HEIGHT]
  const pixels = new Uint8ClampedArray(3 * width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = SHOWN[orientation]?.(x, y) ?? [x, y]
      pixels.set(upright(u, v), 3 * (y * width + x))
    }
  }
  return { pixels, width, height }
}

/** A TIFF structure with one entry, the orientation; big-endian for even ones. @param {number} orientation */
function exif(orientation) {
  const bytes = Buffer.alloc(26)
  const isLittle = orientation % 2 === 1
  bytes.write(isLittle ? 'II' : 'MM')
  const u16 = (/** @type {number} */ value, /** @type {number} */ at) =>
    isLittle ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at)
  const u32 = (/** @type {number} */ value, /** @type {number} */ at) =>
    isLittle ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at)
  u16(42, 2)
  u32(8, 4)
  u16(1, 8)
  u16(0x0112, 10)
  u16(3, 12)
  u32(1, 14)
  u16(orientation, 18)
  return bytes
}

/** @param {Buffer} jpeg @param {number} orientation */
function jpegWithExif(jpeg, orientation) {
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif(orientation)])
  const head = Buffer.from([0xff, 0xe1, 0, body.length + 2])
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)])
}

/** @param {string} name @param {Buffer} body */
function riffChunk(name, body) {
  const head = Buffer.alloc(8)
  head.write(name)
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
}

/** @param {Buffer} webp a simple one @param {number} orientation @param {number} width @param {number} height */
function webpWithExif(webp, orientation, width, height) {
  const extended = Buffer.alloc(10)
  extended[0] = 0x08 // has EXIF
  extended.writeUIntLE(width - 1, 4, 3)
  extended.writeUIntLE(height - 1, 7, 3)
  const start = webp.toString('latin1', 12, 16) === 'VP8X' ? 30 : 12
  const chunks = Buffer.concat([
    riffChunk('VP8X', extended),
    webp.subarray(start),
    riffChunk('EXIF', exif(orientation)),
  ])
  return riffChunk('RIFF', Buffer.concat([Buffer.from('WEBP'), chunks]))
}

/**
 * CRC-32 as in PNG (ISO 3309).
 * @param {Uint8Array} bytes
 * @returns {number}
 */
function crc32(bytes) {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** @param {string} name @param {Buffer} body */
function pngChunk(name, body) {
  const chunk = Buffer.alloc(12 + body.length)
  chunk.writeUInt32BE(body.length)
  chunk.write(name, 4)
  body.copy(chunk, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length)
  return chunk
}

/**
 * @param {{ width: number, height: number, depth: number, colour: number, rows: Buffer }} png rows with filter bytes
 */
function png({ width, height, depth, colour, rows }) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header[8] = depth
  header[9] = colour
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

/** Rows of a PNG from a pixel's bytes. @param {number} width @param {number} height @param {(x: number, y: number) => readonly number[]} pixel */
function rows(width, height, pixel) {
  return Buffer.concat(
    Array.from({ length: height }, (_, y) =>
      Buffer.from([0, ...Array.from({ length: width }, (_, x) => pixel(x, y)).flat()]),
    ),
  )
}

mkdirSync(FOLDER, { recursive: true })
/** @param {string} name @param {Buffer} bytes */
const save = (name, bytes) => writeFileSync(`${FOLDER}/${name}`, bytes)

const orientations = [1, 2, 3, 4, 5, 6, 7, 8]
const pictures = orientations.map(stored)
const jpegs = await encodePictures(pictures, 'image/jpeg', 1)
const webps = await encodePictures(pictures, 'image/webp', 1)
for (const [i, { width, height }] of pictures.entries()) {
  const [jpeg, webp] = [jpegs[i], webps[i]]
  if (jpeg === undefined || webp === undefined) throw new Error('the browser encoded too few')
  save(`orientation-${i + 1}.jpg`, jpegWithExif(jpeg, i + 1))
  save(`orientation-${i + 1}.webp`, webpWithExif(webp, i + 1, width, height))
}

const size = { width: WIDTH, height: HEIGHT }
const plain = png({ ...size, depth: 8, colour: 2, rows: rows(WIDTH, HEIGHT, upright) })
save('plain.png', plain)
// alpha falls from 255 to 0 across the picture
const fading = rows(WIDTH, HEIGHT, (x, y) => [...upright(x, y), Math.round(255 * (1 - x / (WIDTH - 1)))])
save('alpha.png', png({ ...size, depth: 8, colour: 6, rows: fading }))
const deep = rows(WIDTH, HEIGHT, (x, y) => upright(x, y).flatMap((value) => [value, 128]))
save('deep.png', png({ ...size, depth: 16, colour: 2, rows: deep }))

const [jpeg = Buffer.alloc(0)] = jpegs
save('truncated.jpg', jpeg.subarray(0, Math.floor(jpeg.length * 0.6)))
save('truncated.png', plain.subarray(0, 60))
save('no-size.png', png({ width: 0, height: 0, depth: 8, colour: 2, rows: Buffer.alloc(0) }))
save('huge.png', png({ width: 20000, height: 20000, depth: 8, colour: 2, rows: Buffer.alloc(1) }))
save('empty.png', Buffer.alloc(0))
save('text.png', Buffer.from('This is no picture.\n'))
save(
  'photo.heic',
  Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic', 'latin1')]),
)
save('photo.tif', Buffer.from('II*\0\x08\0\0\0\0\0', 'latin1'))
