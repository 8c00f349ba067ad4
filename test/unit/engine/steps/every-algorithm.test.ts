import { ALGORITHMS } from '../../../../src/kernels/conv/planning.ts'
import { describe, expect, test } from 'vitest'
import { createEngine } from '../../../../src/engine/create-engine.ts'
import { supportedSets } from '../../../../src/kernels/wasm/probe.ts'
import { forcedDifferences, formsIn } from '../../../fixtures/forced-cases.ts'

describe('every algorithm in every set, on maps of 1 to 40 columns and 1 to 64 channels', async () => {
  const engines = await Promise.all(supportedSets().map((set) => createEngine({ mode: 'inline', set })))
  const reached = new Set<string>()

  test.each(ALGORITHMS)('%s keeps its bound', async (algorithm) => {
    expect(await forcedDifferences(engines, algorithm, reached)).toEqual([])
  })

  test('all of them were reached', () => {
    expect(reached).toEqual(formsIn(supportedSets()))
  })
})
