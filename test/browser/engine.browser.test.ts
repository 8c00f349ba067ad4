import { ALGORITHMS } from '../../src/kernels/conv/planning.ts'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setWeight } from '../../src/core/bank/bank.ts'
import type { Tensor } from '../../src/core/tensor.ts'
import { createEngine } from '../../src/engine/create-engine.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { supportedSets } from '../../src/kernels/wasm/probe.ts'
import { ALGORITHM_CASES, bankOf, layersOf } from '../fixtures/algorithm-cases.ts'
import { differenceFromReference, differenceInBits, outputsOf } from '../fixtures/engine-checks.ts'
import { forcedDifferences, formsIn } from '../fixtures/forced-cases.ts'
import { conv2dPipelines, opPipelines, type GoldenPipeline } from '../fixtures/golden-pipelines.ts'
import { parseConv2dCases, parseOpCases } from '../fixtures/golden.ts'
import { LARGEST_WINDOWS } from '../fixtures/largest-windows.ts'
import { arbitraryEdit, arbitraryRun, randomTensor } from '../fixtures/pipelines.ts'

/*
 * One suite over every set of instructions, both memory modes and pools of 1, 2 and 4 real workers. The bits that each
 * must give are those of the engine on the calling thread in the same set.
 */

const MODES = ['shared', 'copying'] as const
const POOLS = [1, 2, 4] as const
const golden: GoldenPipeline[] = []

beforeAll(async () => {
  const fetched = (name: string) => fetch(new URL(`../fixtures/golden/${name}`, import.meta.url))
  const text = async (name: string) => (await fetched(name)).text()
  const bytes = async (name: string) => new Uint8Array(await (await fetched(name)).arrayBuffer())
  golden.push(...conv2dPipelines(parseConv2dCases(await text('conv2d.json'), await bytes('conv2d.bin'))))
  golden.push(...opPipelines(parseOpCases(await text('ops.json'), await bytes('ops.bin'))))
})

test('this browser runs every set, relaxed SIMD too', () => {
  expect(supportedSets()).toEqual(['plain', 'simd', 'relaxed'])
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

describe('every algorithm in relaxed SIMD too, on maps of 1 to 40 columns and 1 to 64 channels', () => {
  const reached = new Set<string>()

  test.each(ALGORITHMS)('%s keeps its bound', async (algorithm) => {
    const engine = await createEngine({ mode: 'inline', set: 'relaxed' })
    expect(await forcedDifferences([engine], algorithm, reached)).toEqual([])
    engine.dispose()
  })

  test('all of them were reached', () => {
    expect(reached).toEqual(formsIn(['relaxed']))
  })
})

describe.each(supportedSets())('%s', (set) => {
  const expected = new Map<GoldenPipeline, readonly Tensor[]>()
  let inline: Engine

  beforeAll(async () => {
    inline = await createEngine({ mode: 'inline', set })
    for (const item of golden) {
      expected.set(item, await outputsOf(inline, item.input, item.layers))
    }
  })
  afterAll(() => {
    inline.dispose()
  })

  describe.each(MODES)('%s memory', (mode) => {
    describe.each(POOLS)('a pool of %i', (threads) => {
      let engine: Engine
      beforeAll(async () => {
        engine = await createEngine({ mode, set, threads, mostMemoryMB: 512 })
      })
      afterAll(() => {
        engine.dispose()
      })

      test("PyTorch's cases are met, with the same bits", async () => {
        expect(golden.length).toBeGreaterThan(120)
        const differences: string[] = []
        for (const item of golden) {
          const outputs = await outputsOf(engine, item.input, item.layers)
          const difference = item.check(outputs) ?? differenceInBits(outputs, expected.get(item) ?? [])
          if (difference !== null) differences.push(`${item.name}: ${difference}`)
        }
        expect(differences).toEqual([])
      })

      test('random pipelines keep the bound of every layer', async () => {
        await fc.assert(
          fc.asyncProperty(arbitraryRun, async ({ input, layers }) => {
            expect(differenceFromReference(input, layers, await outputsOf(engine, input, layers))).toBeNull()
          }),
          { numRuns: 40 },
        )
      })

      test.each(ALGORITHM_CASES)(
        '$name: what is not finite is left to direct convolution',
        async ({ input, bank }) => {
          const data = input.data.slice()
          data[data.length - 7] = NaN
          data[5] = 1e38
          const layers = layersOf(bank)
          const outputs = await outputsOf(engine, { ...input, data }, layers)
          expect(differenceInBits(outputs, await outputsOf(inline, { ...input, data }, layers))).toBeNull()
          const exact = await outputsOf(engine, { ...input, data }, layers, { exactDenseWork: true })
          // Of 2 images x 2 groups the first and the last are odd.
          const run = (outputs[0]?.data.length ?? 0) / 4
          const [, , height, width] = outputs[0]?.shape ?? [0, 0, 1, 1]
          expect(run % (height * width)).toBe(0)
          for (const from of [0, 3 * run]) {
            const part = ({ shape, data }: Tensor) => ({ shape, data: data.slice(from, from + run) })
            expect(differenceInBits(outputs.map(part), exact.map(part))).toBeNull()
          }
        },
      )

      test('an outlier gives the same bits by every algorithm', async () => {
        for (const { input, bank } of ALGORITHM_CASES) {
          const outlying = { ...input, data: input.data.with(7, 1e6) }
          const outputs = await outputsOf(engine, outlying, layersOf(bank))
          expect(differenceInBits(outputs, await outputsOf(inline, outlying, layersOf(bank)))).toBeNull()
        }
      })

      test('recomputing what an edit changed gives the bits of computing everything', async () => {
        await fc.assert(
          fc.asyncProperty(arbitraryEdit, async ({ input, before, after }) => {
            await engine.run(input, before)
            const incremental = await outputsOf(engine, input, after)
            expect(differenceInBits(incremental, await outputsOf(inline, input, after))).toBeNull()
          }),
          { numRuns: 20 },
        )
      })
    })
  })
})
