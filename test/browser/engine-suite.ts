import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { server } from 'vitest/browser'
import type { Tensor } from '../../src/core/tensor.ts'
import { createEngine } from '../../src/engine/create-engine.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { supportedSets } from '../../src/kernels/wasm/probe.ts'
import type { KernelSet } from '../../src/kernels/wasm/sets.ts'
import { ALGORITHM_CASES, layersOf } from '../fixtures/algorithm-cases.ts'
import {
  differenceFromReference,
  differenceInBits,
  outputsOf,
  statsOfPictures,
  statsWithMaps,
} from '../fixtures/engine-checks.ts'
import { conv2dPipelines, opPipelines, type GoldenPipeline } from '../fixtures/golden-pipelines.ts'
import { parseConv2dCases, parseOpCases } from '../fixtures/golden.ts'
import { arbitraryEdit, arbitraryRun } from '../fixtures/pipelines.ts'

const MODES = ['shared', 'copying'] as const
const IS_CHROMIUM = server.browser === 'chromium'
/** Workers: what pools of several sizes may get wrong is no other in another browser. */
const POOLS: readonly number[] = IS_CHROMIUM ? [1, 2, 4] : [2]
/** Random cases of a property. */
const RUNS = IS_CHROMIUM ? 40 : 16

async function loadGolden(): Promise<GoldenPipeline[]> {
  const fetched = (name: string) => fetch(new URL(`../fixtures/golden/${name}`, import.meta.url))
  const text = async (name: string) => (await fetched(name)).text()
  const bytes = async (name: string) => new Uint8Array(await (await fetched(name)).arrayBuffer())
  return [
    ...conv2dPipelines(parseConv2dCases(await text('conv2d.json'), await bytes('conv2d.bin'))),
    ...opPipelines(parseOpCases(await text('ops.json'), await bytes('ops.bin'))),
  ]
}

/**
 * Tests of one set of instructions in both memory modes and pools of real workers. The bits that each must give
 * are those of the engine on the calling thread. A page for each set: one that has compiled thousands of modules is slow.
 */
export function testEngines(set: KernelSet): void {
  describe.skipIf(!supportedSets().includes(set))(set, () => testSet(set))
}

function testSet(set: KernelSet): void {
  let golden: readonly GoldenPipeline[] = []
  const expected = new Map<GoldenPipeline, readonly Tensor[]>()
  let inline: Engine

  beforeAll(async () => {
    inline = await createEngine({ mode: 'inline', set })
    golden = await loadGolden()
    for (const item of golden) {
      expected.set(item, await outputsOf(inline, item.input, item.layers))
    }
  })
  afterAll(() => {
    inline.dispose()
  })

  test('random pipelines keep the bound of every layer on the calling thread', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRun, async ({ input, layers }) => {
        expect(differenceFromReference(input, layers, await outputsOf(inline, input, layers))).toBeNull()
      }),
      { numRuns: RUNS },
    )
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

      test('random pipelines give the bits of the calling thread', async () => {
        await fc.assert(
          fc.asyncProperty(arbitraryRun, async ({ input, layers }) => {
            const outputs = await outputsOf(engine, input, layers)
            expect(differenceInBits(outputs, await outputsOf(inline, input, layers))).toBeNull()
          }),
          { numRuns: RUNS },
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
          { numRuns: RUNS / 2 },
        )
      })

      test('statistics are the same, taken with the maps or later', async () => {
        await fc.assert(
          fc.asyncProperty(arbitraryEdit, async ({ input, before, after }) => {
            await engine.run(input, before)
            const later = await statsOfPictures(engine, input, after)
            expect(later).toEqual(await statsWithMaps(inline, { ...input }, after))
          }),
          { numRuns: RUNS / 4 },
        )
      })
    })
  })
}
