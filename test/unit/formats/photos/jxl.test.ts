import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { init } from '@jsquash/jxl/decode.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { readSize } from '../../../../src/formats/image-header.ts'
import { openJxl } from '../../../../workers/decode/open-jxl.ts'
import { hasThirdParty, ownImage, thirdParty } from '../../core/image/fixtures.ts'
import { digest } from './digest.ts'

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('@jsquash/jxl/codec/dec/jxl_dec.wasm')
  await init(await WebAssembly.compile(readFileSync(wasm)))
})

const open = async (bytes: Uint8Array<ArrayBuffer>) => (await openJxl({ bytes }))?.samples ?? null

describe('JPEG XL where the browser has no decoder', () => {
  test('lossless values are those of the picture', async () => {
    const bytes = ownImage('plain.jxl')
    expect(readSize(bytes, 'jxl')).toEqual({ width: 48, height: 32 })
    const samples = await open(bytes)
    expect(samples).toMatchObject({ width: 48, height: 32, channels: 4 })
    expect([...(samples?.data.subarray(0, 4) ?? [])]).toEqual([220, 40, 30, 255])
    expect([...(samples?.data.subarray(-4) ?? [])]).toEqual([240, 210, 40, 255])
  })

  test('what is damaged is null', async () => {
    const bytes = ownImage('plain.jxl')
    for (const length of [0, 1, 12, 40, bytes.length >> 1])
      expect(await open(bytes.slice(0, length))).toBeNull()
  })

  // the digest is of the pixels that djxl 0.7 writes as PNG
  test.skipIf(!hasThirdParty)('photo_lossless.jxl (FIXTURES_DIR)', async () => {
    const samples = await open(thirdParty('images/made/photo_lossless.jxl'))
    const rgb = samples && Uint8Array.from(samples.data).filter((_, i) => i % 4 !== 3)
    expect(rgb && digest(rgb)).toBe('eb34dd1f360510f4')
  })
})
