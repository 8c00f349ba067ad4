import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ImageError } from '../../../src/core/errors.ts'
import { findOrientation } from '../../../src/formats/exif-orientation.ts'
import { readSize } from '../../../src/formats/image-header.ts'
import { checkPicture, MAX_PIXELS } from '../../../src/formats/picture-check.ts'
import { lifeFile, hasThirdParty, ownImage, thirdParty, thirdPartyFiles } from '../core/image/fixtures.ts'

describe('header', () => {
  test.each([
    ['orientation-1.jpg', 'jpg', 48, 32],
    ['orientation-6.jpg', 'jpg', 32, 48],
    ['orientation-1.webp', 'webp', 48, 32],
    ['plain.png', 'png', 48, 32],
  ])('of %s gives its stored size', (name, kind, width, height) => {
    expect(checkPicture(ownImage(name), name)).toEqual({ kind, size: { width, height } })
  })

  test.each([
    ['jpg_exif_short_ifd.jpg', 64, 64],
    ['life_fill1.jpg', 64, 64],
    ['life_no_eoi.jpg', 64, 64],
    ['life_png_noiend.png', 64, 64],
    ['os2_core_20x10.bmp', 20, 10],
  ])('of %s, odd as in real life, gives its size', (name, width, height) => {
    expect(checkPicture(lifeFile(name), name).size).toEqual({ width, height })
  })

  test('of a JPEG is found behind fill bytes, stray bytes, and in any way of coding', () => {
    const frame = (marker: number) => [0xff, marker, 0, 11, 8, 0, 30, 0, 40, 1, 1, 0x11, 0]
    const before = [0xff, 0xd8, 0xff, 0xff, 0xff, 0xe0, 0, 4, 1, 2, 0, 0, 0xff, 0xff]
    const NO_FRAMES = [0xc4, 0xc8, 0xcc]
    for (let marker = 0xc0; marker <= 0xcf; marker++) {
      const size = readSize(Uint8Array.from([...before, ...frame(marker)]), 'jpg')
      expect(size, marker.toString(16)).toEqual(NO_FRAMES.includes(marker) ? null : { width: 40, height: 30 })
    }
  })

  test('of a bitmap is read in each version, rows from the bottom or the top', () => {
    const bitmap = (header: number, ...size: number[]) =>
      Uint8Array.from([0x42, 0x4d, ...new Array<number>(12).fill(0), header, 0, 0, 0, ...size, 0, 0, 0, 0])
    expect(readSize(bitmap(12, 20, 0, 10, 0), 'bmp')).toEqual({ width: 20, height: 10 })
    for (const header of [16, 40, 64, 108, 124]) {
      expect(readSize(bitmap(header, 20, 0, 0, 0, 10, 0, 0, 0), 'bmp')).toEqual({ width: 20, height: 10 })
      expect(readSize(bitmap(header, 20, 0, 0, 0, 0xf6, 255, 255, 255), 'bmp')).toEqual({
        width: 20,
        height: 10,
      })
    }
  })

  test('of a GIF counts the first frame too, which decoders make room for', () => {
    const frame = [0x2c, 0, 0, 0, 0, 255, 255, 255, 255, 0]
    const gif = Uint8Array.from([...Buffer.from('GIF89a'), 1, 0, 1, 0, 0, 0, 0, ...frame])
    expect(readSize(gif, 'gif')).toEqual({ width: 65535, height: 65535 })
    expect(() => checkPicture(gif, 'bomb.gif')).toThrow(/megapixels/)
  })

  test('cut short anywhere is refused or read, never followed past its end', () => {
    for (const name of ['orientation-6.jpg', 'orientation-6.webp', 'plain.png']) {
      const bytes = ownImage(name)
      for (let length = 8; length < bytes.length; length++) {
        const size = readSize(bytes.subarray(0, length), name.slice(-4).replace('.', ''))
        if (size !== null) expect(Math.max(size.width, size.height), `${name} cut to ${length}`).toBe(48)
      }
    }
  })
})

describe('orientation', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('%i is found in JPEG and WebP, in either byte order', (orientation) => {
    for (const kind of ['jpg', 'webp']) {
      const bytes = ownImage(`orientation-${orientation}.${kind}`)
      const tag = findOrientation(bytes)
      expect(tag?.orientation).toBe(orientation)
      expect(bytes[tag?.offset ?? -1]).toBe(orientation)
    }
  })

  test('is absent from a picture without EXIF, and from any file cut before it', () => {
    expect(findOrientation(ownImage('plain.png'))).toBeNull()
    const bytes = ownImage('orientation-6.jpg')
    const { offset } = findOrientation(bytes) ?? { offset: -1 }
    for (let length = 0; length < offset; length++) {
      expect(findOrientation(bytes.subarray(0, length)), `cut to ${length}`).toBeNull()
    }
  })
})

describe('check', () => {
  const refusal = (name: string, bytes = ownImage(name)): string => {
    try {
      checkPicture(bytes, name)
    } catch (error) {
      if (error instanceof ImageError) return error.message
      throw error
    }
    return 'accepted'
  }

  test.each([
    ['empty.png', /^empty\.png is empty\.$/],
    ['text.png', /^text\.png is no picture\..*JPEG/],
    ['no-size.png', /^no-size\.png is damaged/],
    ['huge.png', /^huge\.png is too large: 20000 × 20000 is 400 megapixels, and 150 is the most/],
  ])('refuses %s with a message that names it and says what to do', (name, message) => {
    expect(refusal(name)).toMatch(message)
  })

  test('accepts what can be decoded', () => {
    for (const name of ['plain.png', 'alpha.png', 'deep.png', 'orientation-3.jpg', 'orientation-3.webp']) {
      expect(refusal(name)).toBe('accepted')
    }
  })
})

describe.skipIf(!hasThirdParty)('third-party files (FIXTURES_DIR)', () => {
  test('good pictures of every kind are accepted with their size', () => {
    const size = (name: string) => {
      return checkPicture(thirdParty(`images/made/${name}`), name).size
    }
    const expected = size('photo_444.jpg')
    for (const name of [
      'photo.bmp',
      'photo.gif',
      'photo.webp',
      'photo_progressive.jpg',
      'photo_16bit.png',
      'photo.avif',
      'photo_lzw.tif',
      'photo_bigendian.tif',
      'photo.heic',
      'photo.jxl',
    ]) {
      expect(size(name), name).toEqual(expected)
    }
  })

  test('damaged and hostile files end in an answer: a sane size or an ImageError', () => {
    const files = [...thirdPartyFiles('corrupt'), ...thirdPartyFiles('images')]
    expect(files.length).toBeGreaterThan(100)
    for (const path of files) {
      try {
        const { size } = checkPicture(thirdParty(path), basename(path))
        if (size !== null) expect(size.width * size.height, path).toBeLessThanOrEqual(MAX_PIXELS)
      } catch (error) {
        expect(error, path).toBeInstanceOf(ImageError)
      }
      const orientation = findOrientation(thirdParty(path))?.orientation ?? 1
      expect(orientation, path).toBeGreaterThanOrEqual(1)
    }
  })
})
