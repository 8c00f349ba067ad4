import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { shownValue } from '../../../../src/core/image/colors.ts'
import { channelsOfGroup, groupOf } from '../../../../src/core/layers/groups.ts'
import type { Pipeline } from '../../../../src/core/layers/layer.ts'
import { pipelineShapes } from '../../../../src/core/layers/pipeline.ts'
import type { Shape4, Tensor } from '../../../../src/core/tensor.ts'
import { createEngine } from '../../../../src/engine/create-engine.ts'
import type { Painting } from '../../../../src/engine/engine.ts'
import { exportMapsNpy } from '../../../../src/state/export/export.ts'
import { distribution, outputsOf, shapeIn } from '../../../../src/state/run/map-values.ts'
import type { Look } from '../../../../src/state/view/look.ts'
import { groupsAt, mapRequest, rgbRequests, shownRange } from '../../../../src/state/run/ranges.ts'
import type { Completed } from '../../../../src/state/run/runner.svelte.ts'
import { formatShare } from '../../../../src/ui/controls/numbers.ts'
import { captionText, endsText, statsText } from '../../../../src/ui/maps/map-words.ts'
import { sharesOf } from '../../../../src/ui/layer-rows.ts'
import { figuresOf, rangeOf, shareStepsOff, stepsOff } from '../../../fixtures/map-figures.ts'
import { arbitraryRun } from '../../../fixtures/pipelines.ts'
import { smallDocument } from '../documents.ts'
import { npyArray } from '../../../fixtures/model-files.ts'

const engine = await createEngine({ mode: 'inline', mostMemoryMB: 256 })
afterAll(() => engine.dispose())

const SEED = { seed: 712, numRuns: 200 }

const arbitraryLook = fc.record<Look>({
  colorMap: fc.constantFrom('gray', 'viridis', 'magma', 'signed'),
  range: fc.constantFrom('map', 'group', 'layer'),
  fixed: fc.option(
    fc.tuple(fc.integer({ min: -30, max: 20 }), fc.integer({ min: 1, max: 40 })).map(([low, width]) => ({
      low: low / 8,
      high: (low + width) / 8,
    })),
  ),
  shown: fc.constantFrom('signed', 'absolute', 'clamped'),
  theme: fc.constantFrom('light', 'dark'),
})

/** A pipeline of one picture, some of its values made large or not finite, none of its layers or all. */
const arbitraryFigures = fc.record({
  run: arbitraryRun.filter(({ input }) => input.shape[0] === 1),
  look: arbitraryLook,
  scale: fc.constantFrom(1, 1, 1, 1e-6, 300, 1e5),
  odd: fc.option(fc.constantFrom(NaN, Infinity, 500), { freq: 4 }),
  pick: fc.nat(),
  empty: fc.boolean(),
})
type Figures = typeof arbitraryFigures extends fc.Arbitrary<infer T> ? T : never

async function shownFigures({ run: { input, layers: all }, scale, odd, empty, pick }: Figures) {
  const layers: Pipeline = empty && pick % 8 === 0 ? [] : all
  const data = input.data.map((value) => value * scale)
  if (odd !== null) data[pick % data.length] = odd
  const picture: Tensor = { shape: input.shape, data }
  const done = await engine.run(picture, layers)
  const completed: Completed = {
    run: done,
    input: picture,
    layers,
    shapes: pipelineShapes(input.shape, layers),
  }
  const layer = layers.length === 0 ? -1 : pick % layers.length
  const { blob } = exportMapsNpy(engine, smallDocument({ layers }), layer)
  const npy = await npyArray(blob)
  const [, count = 0, height = 0, width = 0] = npy.shape
  const shape: Shape4 = [1, count, height, width]
  const values = Float32Array.from(npy.data)
  const maps = Array.from({ length: count }, (_, c) =>
    values.slice(c * height * width, (c + 1) * height * width),
  )
  return { completed, layers, layer, shape, maps, channel: pick % count }
}

const PIXEL = { width: 1, height: 1 }
const RELU: Pipeline = [{ type: 'relu' }]
const SIMPLE: Figures = {
  run: { input: { shape: [1, 1, 2, 2], data: Float32Array.of(1, 2, 3, 4) }, layers: RELU },
  look: { colorMap: 'gray', range: 'map', theme: 'light' },
  scale: 1,
  odd: null,
  pick: 0,
  empty: false,
}

/** Maps that are painted over one range with those given, as a look has it. */
function together(layers: Pipeline, layer: number, channels: readonly number[], count: number, look: Look) {
  if (look.range === 'map') return channels
  const groups = look.range === 'group' ? groupsAt(layers, layer) : 1
  return channels.flatMap((channel) => {
    const [from, to] = channelsOfGroup(groupOf(channel, count, groups), count, groups)
    return Array.from({ length: to - from }, (_, i) => from + i)
  })
}

type Shown = Awaited<ReturnType<typeof shownFigures>>

function expectFigure(text: string, truth: number): void {
  expect([text, stepsOff(text, truth) <= 1]).toEqual([text, true])
}

/** Least, largest and mean value of every map. */
async function expectStats({ layers, layer, shape, maps }: Shown, look: Look): Promise<void> {
  const paintings = await engine.paint(
    maps.map((_, channel) => mapRequest(layers, layer, channel, shape, PIXEL, look)),
  )
  for (const [channel, { stats: each }] of paintings.entries()) {
    const { min, max, mean } = figuresOf(maps[channel] ?? new Float32Array())
    const [low = '', high = ''] = captionText(each).split(' … ')
    const words = statsText(each)
    expectFigure(low, min)
    expectFigure(high, max)
    expectFigure(words.min, min)
    expectFigure(words.max, max)
    expectFigure(words.mean, mean)
  }
}

/** The ends of the range of maps that are seen together, as they stand beside the colours. */
function expectEnds(
  { layers, layer, maps }: Shown,
  channels: readonly number[],
  look: Look,
  painting: Painting,
): void {
  const { shown = 'signed' } = look
  const seen = [...new Set(together(layers, layer, channels, maps.length, look))]
  const range = rangeOf(
    seen.flatMap((c) => maps[c] ?? []),
    look.colorMap === 'signed' || shown !== 'signed',
  )
  const ends = look.fixed ?? { low: shown === 'signed' ? range.low : 0, high: range.high }
  const [low, high] = endsText(look, painting)
  expectFigure(low, ends.low)
  expectFigure(high, ends.high)
}

/** The range of the selected map, and the share of its values beyond the ends. */
async function expectRange(figures: Shown, look: Look): Promise<void> {
  const { layers, layer, shape, maps, channel } = figures
  const [painting] = await engine.paint([mapRequest(layers, layer, channel, shape, PIXEL, look)])
  if (painting === undefined) throw new Error('nothing was painted')
  expectEnds(figures, [channel], look, painting)

  const ends = shownRange(look, painting)
  const lease = engine.lease(layer)
  const { clipped, bins } = await distribution(lease, channel, painting, ends)
  lease.release()
  const { finite } = figuresOf(maps[channel] ?? new Float32Array())
  const beyond = finite
    .map((value) => shownValue(value, ends.shown))
    .filter((value) => value < ends.low || value > ends.high)
  expect(shareStepsOff(formatShare(clipped), beyond.length / Math.max(1, finite.length))).toBeLessThanOrEqual(
    1,
  )
  expect(bins.reduce((sum, count) => sum + count, 0)).toBe(finite.length)
}

/** Three maps as a colour picture have one range, the chosen one. */
async function expectRgb(figures: Shown, look: Look): Promise<void> {
  const { layers, layer, shape, maps, channel } = figures
  const channels = [0, channel, maps.length - 1]
  const paintings = await engine.paint(rgbRequests(layers, layer, channels, shape, PIXEL, look))
  const [painting] = paintings
  if (painting === undefined) throw new Error('nothing was painted')
  for (const { low, high } of paintings) expect([low, high]).toEqual([painting.low, painting.high])
  expectEnds(figures, channels, { ...look, colorMap: 'gray' }, painting)
}

describe('figures on the screen', () => {
  test('are those of the exported values, to their last digit; time shares add up to 100 %', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryFigures, async (figures) => {
        const shown = await shownFigures(figures)
        await expectStats(shown, figures.look)
        await expectRange(shown, figures.look)
        await expectRgb(shown, figures.look)
        expectShares((outputsOf(shown.completed, shown.layers) ?? []).map(({ ms }) => ms))
      }),
      SEED,
    )
  })

  test('of a large map count every value', async () => {
    // few rows hold all that is beyond the range
    const data = Float32Array.from({ length: 900 * 700 }, (_, i) =>
      Math.floor(i / 900) % 97 === 11 ? 2 : 0.5,
    )
    const lease = {
      shape: [1, 1, 700, 900],
      view: () => data,
      copy: () => data,
      release: () => undefined,
    } as const
    const range = { low: 0, high: 1 }
    const { clipped } = await distribution(lease, 0, range, { shown: 'signed', ...range })
    expect(clipped).toBe(8 / 700)
    expect(formatShare(clipped)).toBe('1.1 %')
  })

  test('as shares of any amounts add up to 100 %, each to its last digit', () => {
    const amount = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e9, noNaN: true }))
    fc.assert(fc.property(fc.array(amount, { minLength: 1, maxLength: 40 }), expectShares), SEED)
  })

  test('of layers other than those that ran are not shown', async () => {
    const { completed, layers } = await shownFigures({ ...SIMPLE, run: { ...SIMPLE.run, layers: RELU } })
    expect(outputsOf(completed, layers)).toHaveLength(1)
    expect(outputsOf(completed, [{ type: 'abs' }])).toBeNull()
    expect(outputsOf(null, layers)).toBeNull()
    expect(shapeIn(completed, 1)).toBeNull()
  })
})

function expectShares(amounts: readonly number[]): void {
  const sum = amounts.reduce((total, amount) => total + amount, 0)
  const texts = sharesOf(amounts).map(({ text }) => text)
  const whole = texts.map((text) => (text.startsWith('<') ? 0 : parseInt(text)))
  expect(whole.reduce((total, percent) => total + percent, 0)).toBe(sum > 0 ? 100 : 0)
  for (const [i, text] of texts.entries()) {
    const share = sum > 0 ? (amounts[i] ?? 0) / sum : 0
    expect([text, shareStepsOff(text, share) <= 1]).toEqual([text, true])
  }
}
