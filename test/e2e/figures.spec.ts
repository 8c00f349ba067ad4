import type { Layer } from '../../src/core/layers/layer.ts'
import { layerOutputShape } from '../../src/core/layers/pipeline.ts'
import { seededRandom } from '../../src/core/random.ts'
import type { Shape4 } from '../../src/core/tensor.ts'
import { figuresOf, rangeOf, shareStepsOff, stepsOff } from '../fixtures/map-figures.ts'
import { expect, test, type App } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'

/** Pipelines that are tried in one visit; more by hand: `FIGURE_PIPELINES=200`. */
const PIPELINES = Number(process.env['FIGURE_PIPELINES'] ?? 12)
const photo = noisePhoto(311, 207, 9)

type Random = () => number
function pick<T>(random: Random, of: readonly [T, ...T[]]): T {
  return of[Math.floor(random() * of.length)] ?? of[0]
}

/** Up to four layers that fit one another, at first a Conv2d. */
function randomLayers(random: Random): { layers: Layer[]; shape: Shape4 } {
  let shape: Shape4 = photo.tensor.shape
  const layers: Layer[] = []
  const count = 1 + Math.floor(random() * 4)
  while (layers.length < count) {
    const channels = shape[1]
    const groups = pick(random, [1, 1, channels])
    const conv = randomConv(channels, groups === 1 ? pick(random, [2, 5, 8]) : channels, {
      groups,
      size: pick(random, [1, 3, 5]),
      seed: Math.floor(1e6 * random()),
    })
    const halving = { kernelSize: [2, 2], stride: [2, 2], padding: [0, 0], ceilMode: false } as const
    const layer =
      layers.length === 0
        ? conv
        : pick<Layer>(random, [
            conv,
            { type: 'relu' },
            { type: 'abs' },
            { type: 'tanh' },
            { type: 'leakyRelu', negativeSlope: 0.2 },
            { type: 'maxPool2d', ...halving, dilation: [1, 1] },
            { type: 'avgPool2d', ...halving, countIncludePad: true },
          ])
    layers.push(layer)
    shape = layerOutputShape(shape, layer)
  }
  return { layers, shape }
}

const COLOURS = ['Gray', 'Viridis', 'Signed'] as const
const RANGES = ['Map', 'Layer'] as const
const VALUES = ['±v', '|v|', '≥0'] as const

async function choose(app: App, group: string, option: string): Promise<void> {
  await app.maps.getByRole('radiogroup', { name: group }).getByText(option, { exact: true }).click()
}

test('figures on the screen are those of the exported values, to their last digit', async ({ app }) => {
  test.setTimeout(60_000 + 15_000 * PIPELINES)
  await app.start(photo)
  const random = seededRandom(77)
  const off: string[] = []
  const check = (what: string, text: string, steps: number) => {
    if (!(steps <= 1)) off.push(`${what}: ${text} is ${steps} steps off`)
  }
  for (let i = 0; i < PIPELINES; i++) {
    const { layers, shape } = randomLayers(random)
    await app.importFilters(bankFile(`pipeline ${i}`, layers), shape[1])
    await app.layer(layers.length).click()
    const [colours, range, values] = [pick(random, COLOURS), pick(random, RANGES), pick(random, VALUES)]
    await choose(app, 'Colour map', colours)
    await choose(app, 'Range', range)
    await choose(app, 'Values', values)
    const selected = Math.floor(random() * shape[1])
    const isSelected = (await app.map(selected).getAttribute('aria-pressed')) === 'true'
    if (!isSelected) await app.map(selected).click() // a second press would open it large
    await app.settled()
    await expect(app.maps.getByText(/^clipped /)).toBeVisible()
    await app.settled()

    const titles = await app.maps
      .getByLabel(/^feature map/)
      .evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('title') ?? ''))
    const captions = await app.maps.locator('.tile .range').allInnerTexts()
    const legend = await app.maps.getByRole('img', { name: /^Colours from/ }).getAttribute('aria-label')
    const clipped = await app.maps.getByText(/^clipped /).innerText()
    const cards = await app.layers
      .getByRole('button', { name: /^Layer \d/ })
      .evaluateAll((all) =>
        all.map((card) => card.getAttribute('title') ?? '').filter((title) => title.includes('MACs')),
      )
    const npy = await app.exportNpy()
    expect(npy.shape).toEqual([...shape])

    const area = shape[2] * shape[3]
    const maps = Array.from({ length: shape[1] }, (_, c) => npy.data.subarray(c * area, (c + 1) * area))
    const where = `pipeline ${i} (${layers.map(({ type }) => type).join(', ')})`
    for (const [c, map] of maps.entries()) {
      const { min, max, mean } = figuresOf(map)
      const [, low = '', high = '', average = ''] =
        / {2}(\S+) … (\S+), mean (\S+)$/.exec(titles[c] ?? '') ?? []
      check(`${where} map ${c} min`, low, stepsOff(low, min))
      check(`${where} map ${c} max`, high, stepsOff(high, max))
      check(`${where} map ${c} mean`, average, stepsOff(average, mean))
      expect(captions[c]).toBe(`${low} … ${high}`)
    }
    const isFolded = values !== '±v'
    const over = range === 'Map' ? [maps[selected] ?? new Float32Array()] : maps
    const painted = rangeOf(over, colours === 'Signed' || isFolded)
    const [, least = '', most = ''] = /^Colours from (.+) to (.+)$/.exec(legend ?? '') ?? []
    check(`${where} low end`, least, stepsOff(least, isFolded ? 0 : painted.low))
    check(`${where} high end`, most, stepsOff(most, painted.high))
    const seen = [...(maps[selected] ?? [])].map((v) =>
      values === '|v|' ? Math.abs(v) : values === '≥0' ? Math.max(0, v) : v,
    )
    const beyond = seen.filter((v) => v > painted.high || v < (isFolded ? 0 : painted.low)).length
    const share = clipped.replace(/^clipped /, '')
    check(`${where} clipped`, share, shareStepsOff(share, beyond / area))
    const percents = cards.map((title) => /; (.+) % of the time, /.exec(title)?.[1] ?? 'none')
    const whole = percents.map((text) => (text.startsWith('<') ? 0 : Number(text)))
    expect(whole.reduce((sum, part) => sum + part, 0)).toBe(100)
    expect(cards).toHaveLength(layers.length)
  }
  expect(off).toEqual([])
})
