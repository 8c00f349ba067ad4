import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Layer } from '../../../../src/core/layers/layer.ts'
import type { Tensor } from '../../../../src/core/tensor.ts'
import { createEngine } from '../../../../src/engine/create-engine.ts'
import { supportedSets } from '../../../../src/kernels/wasm/probe.ts'
import {
  differenceFromReference,
  differenceInBits,
  mapsOf,
  outputsOf,
  statsOfPictures,
  statsWithMaps,
} from '../../../fixtures/engine-checks.ts'
import { conv2dPipelines, opPipelines } from '../../../fixtures/golden-pipelines.ts'
import { loadConv2dCases, loadOpCases } from '../../../fixtures/golden-files.ts'
import { arbitraryEdit, arbitraryRun, randomTensor } from '../../../fixtures/pipelines.ts'

const conv2dCases = conv2dPipelines(loadConv2dCases())
const opCases = opPipelines(loadOpCases())

describe.each(supportedSets())('the engine on the calling thread, %s', async (set) => {
  const engine = await createEngine({ mode: 'inline', set })

  test.each(conv2dCases)('conv2d $name', async ({ input, layers, check }) => {
    expect(check(await outputsOf(engine, input, layers))).toBeNull()
  })

  test.each(opCases)('$name', async ({ input, layers, check }) => {
    expect(check(await outputsOf(engine, input, layers))).toBeNull()
  })

  test.each<Layer>([{ type: 'identity' }, { type: 'channelShuffle', groups: 2 }])(
    '$type computes nothing: its maps are those of its input',
    async (layer) => {
      const input = randomTensor([2, 4, 9, 7], 1)
      const { outputs, computed } = await engine.run(input, [{ type: 'abs' }, layer, { type: 'tanh' }], {
        stats: [0, 1],
      })
      expect([computed, outputs[1]?.ms]).toEqual([{ maps: 16, of: 24 }, 0])
      const [, passed] = await outputsOf(engine, input, [{ type: 'abs' }, layer])
      expect(
        differenceFromReference(input, [{ type: 'abs' }, layer], [mapsOf(engine, 0), mapsOf(engine, 1)]),
      ).toBeNull()
      const values = outputs.slice(0, 2).map(({ stats }) => stats.map((of) => of?.mean).sort())
      expect(values[1]).toEqual(values[0])
      expect(passed?.shape).toEqual(input.shape)
    },
  )

  test('recomputing what an edit changed gives the bits of computing everything', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryEdit, async ({ input, before, after }) => {
        await engine.run(input, before)
        const incremental = await outputsOf(engine, input, after)
        const full = await outputsOf(engine, { ...input }, after)
        expect(differenceInBits(incremental, full)).toBeNull()
      }),
      { numRuns: 100 },
    )
  })

  test('statistics are the same, taken with the maps or later', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryEdit, async ({ input, before, after }) => {
        await engine.run(input, before)
        const later = await statsOfPictures(engine, input, after)
        expect(later).toEqual(await statsWithMaps(engine, { ...input }, after))
      }),
      { numRuns: 100 },
    )
  })
})

test('random pipelines keep the bound of every layer, in every set', async () => {
  const engines = await Promise.all(supportedSets().map((set) => createEngine({ mode: 'inline', set })))
  await fc.assert(
    fc.asyncProperty(arbitraryRun, async ({ input, layers }) => {
      let checked: readonly Tensor[] = []
      for (const engine of engines) {
        const outputs = await outputsOf(engine, input, layers)
        // Sets that round alike need the reference, which is slow, once.
        if (differenceInBits(checked, outputs) === null) continue
        expect(differenceFromReference(input, layers, outputs), engine.set).toBeNull()
        checked = outputs
      }
    }),
    { numRuns: 300 },
  )
})
