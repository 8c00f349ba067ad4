import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEngine } from '../../../../src/engine/create-engine.ts'
import { supportedSets } from '../../../../src/kernels/wasm/probe.ts'
import { differenceFromReference, differenceInBits, outputsOf } from '../../../fixtures/engine-checks.ts'
import { conv2dPipelines, opPipelines } from '../../../fixtures/golden-pipelines.ts'
import { loadConv2dCases, loadOpCases } from '../../../fixtures/golden-files.ts'
import { arbitraryEdit, arbitraryRun } from '../../../fixtures/pipelines.ts'

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

  test('random pipelines keep the bound of every layer', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRun, async ({ input, layers }) => {
        expect(differenceFromReference(input, layers, await outputsOf(engine, input, layers))).toBeNull()
      }),
      { numRuns: 300 },
    )
  })

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
})
