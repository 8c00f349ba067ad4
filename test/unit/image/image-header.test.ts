import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ImageError } from '../../../src/core/errors.ts'
import { findOrientation } from '../../../src/formats/exif-orientation.ts'
import { bitsPerChannel, readImageHeader } from '../../../src/formats/image-header.ts'
import { checkPicture, MAX_PIXELS } from '../../../src/formats/picture-check.ts'
import { hasThirdParty, ownImage, thirdParty, thirdPartyFiles } from './fixtures.ts'

describe('header', () => {
  test.each([
    ['orientation-1.jpg', 'jpg', 48, 32],
    ['orientation-6.jpg', 'jpg', 32, 48],
    ['orientation-1.webp', 'webp', 48, 32],
    ['plain.png', 'png', 48, 32],
  ])('of %s gives its kind and its stored size', (name, type, width, height) => {
    expect(readImageHeader(ownImage(name))).toEqual({ type, width, height })
  })

  test('of a 16-bit PNG gives its depth', () => {
    expect(bitsPerChannel(ownImage('deep.png'))).toBe(16)
    expect(bitsPerChannel(ownImage('plain.png'))).toBe(8)
    expect(bitsPerChannel(ownImage('orientation-1.jpg'))).toBe(8)
  })

  test('is null for text, and for anything too short', () => {
    expect(readImageHeader(ownImage('text.png'))).toBeNull()
    expect(readImageHeader(new Uint8Array())).toBeNull()
    expect(readImageHeader(Uint8Array.of(0x89))).toBeNull()
  })

  test('cut short anywhere is refused or read, never followed past its end', () => {
    for (const name of ['orientation-6.jpg', 'orientation-6.webp', 'plain.png', 'photo.heic', 'photo.tif']) {
      const bytes = ownImage(name)
      for (let length = 0; length < bytes.length; length++) {
        const header = readImageHeader(bytes.subarray(0, length))
        if (header === null || header.width === 0) continue
        expect(Math.max(header.width, header.height), `${name} cut to ${length}`).toBe(48)
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
    ['photo.heic', /^photo\.heic is a HEIC photo.*JPEG.*Most Compatible/],
    ['photo.tif', /^photo\.tif is a TIFF.*Convert it/],
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
      const { width, height } = checkPicture(thirdParty(`images/made/${name}`), name)
      return [width, height]
    }
    const expected = size('photo_444.jpg')
    for (const name of [
      'photo.bmp',
      'photo.gif',
      'photo.webp',
      'photo_progressive.jpg',
      'photo_16bit.png',
      'photo.avif',
    ]) {
      expect(size(name), name).toEqual(expected)
    }
  })

  test.each(['photo.heic', 'photo_10bit.heic', 'photo_lzw.tif', 'photo_bigendian.tif'])(
    '%s is told what to do',
    (name) => {
      expect(() => checkPicture(thirdParty(`images/made/${name}`), name)).toThrow(/Convert it/)
    },
  )

  test('damaged and hostile files end in an answer: a sane size or an ImageError', () => {
    const files = [...thirdPartyFiles('corrupt'), ...thirdPartyFiles('images')]
    expect(files.length).toBeGreaterThan(100)
    for (const path of files) {
      try {
        const { width, height } = checkPicture(thirdParty(path), basename(path))
        expect(width * height, path).toBeLessThanOrEqual(MAX_PIXELS)
      } catch (error) {
        expect(error, path).toBeInstanceOf(ImageError)
      }
      const orientation = findOrientation(thirdParty(path))?.orientation ?? 1
      expect(orientation, path).toBeGreaterThanOrEqual(1)
    }
  })
})
