import { describe, expect, test } from 'vitest'
import { createEngine } from '../../../../src/engine/create-engine.ts'
import { planPipeline } from '../../../../src/engine/plan/layer-plan.ts'
import { supportedSets } from '../../../../src/kernels/wasm/probe.ts'
import { differenceFromReference, outputsOf } from '../../../fixtures/engine-checks.ts'
import { averaged, LARGEST_WINDOWS } from '../../../fixtures/largest-windows.ts'
import { randomTensor } from '../../../fixtures/pipelines.ts'

test('a global pooling takes no copy of its map', () => {
  const [plan] = planPipeline([1, 3, 2048, 2000], [averaged(2048, 2000)], 'simd')
  expect(plan?.window?.haloed).toBe(false)
})

describe.each(supportedSets())('the largest windows are what the reference computes, %s', async (set) => {
  const engine = await createEngine({ mode: 'inline', set })

  test.each(LARGEST_WINDOWS)('%s', async (_, [channels, height, width], layer) => {
    const input = randomTensor([1, channels, height, width], 3)
    expect(differenceFromReference(input, [layer], await outputsOf(engine, input, [layer]))).toBeNull()
  })
})
