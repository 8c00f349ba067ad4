import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { setWeight } from '../../../../src/core/bank/bank.ts'
import type { Pipeline } from '../../../../src/core/layers/layer.ts'
import { createEngine } from '../../../../src/engine/create-engine.ts'
import type { PaintRange, PaintRequest, Painting } from '../../../../src/engine/engine.ts'
import { randomTensor } from '../../../fixtures/pipelines.ts'

const input = randomTensor([1, 3, 48, 60], 3)
const PARAMS = { stride: [1, 1], padding: [1, 1], paddingMode: 'zeros', dilation: [1, 1] } as const

function conv(channels: number, filters: number, groups: number): Pipeline[number] {
  const weight = randomTensor([filters, channels / groups, 3, 3], filters)
  const names = Array.from({ length: filters }, () => '')
  return { type: 'conv2d', bank: { weight, bias: null, params: { ...PARAMS, groups }, names } }
}

const START: Pipeline = [
  conv(3, 4, 1),
  { type: 'relu' },
  { type: 'channelShuffle', groups: 2 },
  conv(4, 4, 2),
]

function edited(layers: Pipeline, layer: number, filter: number, value: number): Pipeline {
  return layers.map((each, i) =>
    i === layer && each.type === 'conv2d'
      ? { ...each, bank: setWeight(each.bank, filter, 0, 1, 1, value) }
      : each,
  )
}

const TABLES = [1, 7].map((factor) => Uint32Array.from({ length: 256 }, (_, i) => i * factor))
const RANGES: readonly PaintRange[] = [
  { type: 'map', symmetric: false },
  { type: 'map', symmetric: true },
  { type: 'channels', channels: [0, 1, 2, 3], symmetric: true },
  { type: 'channels', channels: [2, 3], symmetric: false },
  { type: 'fixed', low: -1, high: 2 },
]
const SIZES = [
  { width: 20, height: 16 },
  { width: 7, height: 5 },
  { width: 60, height: 48 },
  { width: 9, height: 9, crop: { x: 11, y: 5, width: 40, height: 30 } },
] as const

/** One look at all maps: colours, range and size. */
const arbitraryLook = fc.record({
  colors: fc.constantFrom(...TABLES),
  range: fc.constantFrom(...RANGES),
  size: fc.constantFrom(...SIZES),
})
const arbitraryStep = fc.record({
  look: arbitraryLook,
  second: arbitraryLook,
  layer: fc.constantFrom(0, 3),
  filter: fc.nat(3),
  value: fc.integer({ min: -4, max: 4 }),
  apart: fc.boolean(),
})

function requests(looks: readonly (typeof arbitraryLook extends fc.Arbitrary<infer T> ? T : never)[]) {
  return looks.flatMap(({ colors, range, size }) =>
    [0, 1, 2, 3].flatMap((layer) =>
      [0, 1, 2, 3].map((channel): PaintRequest => ({ layer, channel, colors, range, ...size })),
    ),
  )
}

const seen = (paintings: readonly Painting[]) =>
  paintings.map(({ request: { layer, channel, width, height }, pixels, low, high }) => ({
    place: [layer, channel, width, height],
    ends: [low, high],
    pixels: [...new Uint32Array(pixels.buffer)],
  }))

describe('pictures of what an edit left as it was', () => {
  test('are those of painting everything anew, after any edits and changes of looks', async () => {
    const engine = await createEngine({ mode: 'inline', mostMemoryMB: 256 })
    const fresh = await createEngine({ mode: 'inline', mostMemoryMB: 256 })
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryStep, { minLength: 2, maxLength: 6 }), async (steps) => {
        let layers = START
        for (const { look, second, layer, filter, value, apart } of steps) {
          layers = edited(layers, layer, filter, value / 2)
          const paint = requests([look, second])
          const run = await engine.run(input, layers, apart ? {} : { paint })
          const paintings = apart ? await engine.paint(paint) : run.paintings
          const anew = await fresh.run({ ...input }, layers, { paint })
          expect(seen(paintings)).toEqual(seen(anew.paintings))
        }
      }),
      { seed: 12, numRuns: 15 },
    )
    engine.dispose()
    fresh.dispose()
  })

  test('are the very same pictures where their range stayed too', async () => {
    const engine = await createEngine({ mode: 'inline', mostMemoryMB: 256 })
    const paint = requests([
      { colors: new Uint32Array(256), range: { type: 'map', symmetric: false }, size: SIZES[0] },
    ])
    const ofFirst = (paintings: readonly Painting[]) => paintings.filter(({ request }) => request.layer === 0)
    const before = ofFirst((await engine.run(input, START, { paint })).paintings)
    const after = ofFirst((await engine.run(input, edited(START, 0, 2, 5), { paint })).paintings)
    expect(after.map((painting, i) => painting === before[i])).toEqual([true, true, false, true])
    engine.dispose()
  })
})
