import { ALGORITHMS } from '../../src/kernels/conv/planning.ts'
import { describe, expect, test } from 'vitest'
import { server } from 'vitest/browser'
import { setWeight } from '../../src/core/bank/bank.ts'
import { createEngine } from '../../src/engine/create-engine.ts'
import { supportedSets } from '../../src/kernels/wasm/probe.ts'
import { ALGORITHM_CASES, bankOf, layersOf } from '../fixtures/algorithm-cases.ts'
import { differenceInBits, outputsOf } from '../fixtures/engine-checks.ts'
import { forcedDifferences, formsIn } from '../fixtures/forced-cases.ts'
import { LARGEST_WINDOWS } from '../fixtures/largest-windows.ts'
import { randomTensor } from '../fixtures/pipelines.ts'

const MODES = ['shared', 'copying'] as const

const HAS_RELAXED = supportedSets().includes('relaxed')

test('this browser runs every set; WebKit and Firefox 140 no relaxed SIMD', () => {
  const firefox = /Firefox\/(\d+)/.exec(navigator.userAgent)?.[1]
  expect(HAS_RELAXED).toBe(server.browser !== 'webkit' && (firefox === undefined || Number(firefox) > 140))
  expect(supportedSets().slice(0, 2)).toEqual(['plain', 'simd'])
})

test('1 to 8 workers give the same bits by every algorithm, of whole runs and of edits', async () => {
  const cases = [
    ...ALGORITHM_CASES.map(({ input, bank }) => ({ input, bank })),
    { input: randomTensor([1, 3, 67, 83], 5), bank: bankOf(3, randomTensor([5, 3, 5, 5], 6), 1) },
  ]
  const inline = await createEngine({ mode: 'inline' })
  const engine = await createEngine({ mode: 'shared', threads: 1, mostMemoryMB: 512 })
  for (let threads = 1; threads <= 8; threads++) {
    await engine.setThreads(threads)
    for (const { input, bank } of cases) {
      const edited = layersOf(setWeight(bank, 1, 0, 0, 0, threads))
      await engine.run({ ...input }, layersOf(bank))
      const outputs = await outputsOf(engine, input, edited)
      expect(differenceInBits(outputs, await outputsOf(inline, { ...input }, edited))).toBeNull()
    }
  }
  engine.dispose()
  inline.dispose()
})

test.each(MODES)(
  'the largest kernels and windows give the bits of the calling thread, %s memory',
  async (mode) => {
    const inline = await createEngine({ mode: 'inline' })
    const engine = await createEngine({ mode, threads: 2, mostMemoryMB: 512 })
    const differences: string[] = []
    for (const [name, [channels, height, width], layer] of LARGEST_WINDOWS) {
      const input = randomTensor([1, channels, height, width], 3)
      const expected = await outputsOf(inline, { ...input }, [layer])
      const difference = differenceInBits(await outputsOf(engine, input, [layer]), expected)
      if (difference !== null) differences.push(`${name}: ${difference}`)
    }
    expect(differences).toEqual([])
    engine.dispose()
    inline.dispose()
  },
)

describe.skipIf(!HAS_RELAXED)(
  'every algorithm in relaxed SIMD too, on maps of 1 to 40 columns and 1 to 64 channels',
  () => {
    const reached = new Set<string>()

    test.each(ALGORITHMS)('%s keeps its bound', async (algorithm) => {
      const engine = await createEngine({ mode: 'inline', set: 'relaxed' })
      expect(await forcedDifferences([engine], algorithm, reached)).toEqual([])
      engine.dispose()
    })

    test('all of them were reached', () => {
      expect(reached).toEqual(formsIn(['relaxed']))
    })
  },
)
