import { afterAll, expect, test } from 'vitest'
import { commands } from 'vitest/browser'
import { DEFAULT_INPUT } from '../../src/state/document/document.ts'
import { WorkerDecoder } from '../../src/state/photo/decoder.ts'
import type { DecodedPicture } from '../../workers/decode/api.ts'
import { cellsOf, EVERY_FILE, levelsApart, storedCells, type Cells } from '../fixtures/photos/cells.ts'
import { DAMAGED, IN_PART, reasonOf } from '../fixtures/photos/outcomes.ts'

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** A file of FIXTURES_DIR in base64; null where there is none. */
    thirdParty: (path: string) => Promise<string | null>
  }
}

/** Rounding where pixels are half transparent, and of lossy decoders, in levels of 8 bits. */
const WITHIN = 1.01

const hasThirdParty = (await commands.thirdParty('README.md')) !== null
const decoder = new WorkerDecoder()
afterAll(() => decoder.dispose())

async function open(path: string, ownValues: boolean): Promise<DecodedPicture> {
  const base64 = (await commands.thirdParty(`images/${path}`)) ?? ''
  const file = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))])
  const options = { input: { ...DEFAULT_INPUT, ownValues }, longSide: 0 }
  return await decoder.decode(file, path, options, new AbortController().signal)
}

function cellsOfPicture({ shape: [, , height, width], data }: DecodedPicture): Cells {
  return cellsOf({ width, height }, (x, y, c) => data[(c * height + y) * width + x] ?? NaN)
}

// The table in docs/photos.md counts them; test/unit/formats/photos/every-file.test.ts holds it.
test.skipIf(!hasThirdParty)(
  'every file of fixtures/images opens with the pixels that another program reads, or is refused for a reason',
  async () => {
    for (const [path, expected] of EVERY_FILE) {
      if (DAMAGED.has(path) || expected.fails !== undefined) {
        const message = await open(path, true).then(() => 'opened', String)
        expect(reasonOf(message), `${path}: ${message}`).toBeDefined()
        continue
      }
      const own = await open(path, true)
      expect([own.width, own.height], path).toEqual(expected.size)
      const [actual, wanted] = [cellsOfPicture(own), storedCells(expected)]
      if (IN_PART.has(path)) {
        expect(own.note, path).toMatch(/damaged/)
        // each pixel that is there is right; all else is the matte
        const there = actual.pixels.flatMap((value, i) => (value === 1 ? [] : [[value, wanted.pixels[i]]]))
        expect(there.length, path).toBeGreaterThan(0)
        for (const [value, pixel] of there) expect(value, path).toBeCloseTo(pixel ?? NaN, 4)
        continue
      }
      expect(levelsApart(actual.pixels, wanted.pixels), path).toBeLessThan(WITHIN)
      expect(levelsApart(actual.means, wanted.means), path).toBeLessThan(WITHIN)
      if (expected.srgb === undefined) continue
      const converted = await open(path, false)
      const [seen, srgb] = [cellsOfPicture(converted), storedCells(expected.srgb)]
      const within = converted.note.includes('bits kept') ? 0.1 : WITHIN
      expect(levelsApart(seen.pixels, srgb.pixels), path).toBeLessThan(within)
      expect(levelsApart(seen.means, srgb.means), path).toBeLessThan(within)
    }
  },
)
