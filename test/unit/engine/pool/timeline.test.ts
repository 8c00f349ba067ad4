import type { Program } from '../../../../src/kernels/run/step.ts'
import { expect, test } from 'vitest'
import { setWeight } from '../../../../src/core/bank/bank.ts'
import type { Pipeline } from '../../../../src/core/layers/layer.ts'
import { reserveMemory } from '../../../../src/engine/resident/arena-memory.ts'
import { InlineExecutor } from '../../../../src/engine/pool/inline-executor.ts'
import { ResidentEngine } from '../../../../src/engine/resident/resident-engine.ts'
import { SPAN_FIELDS } from '../../../../src/kernels/program/execute.ts'
import { TileRunner } from '../../../../src/kernels/run/tile-runner.ts'
import type { Executor, ProgramSpans, Watch } from '../../../../src/engine/pool/executor.ts'
import type { NewModules } from '../../../../workers/conv/api.ts'
import { randomTensor } from '../../../fixtures/pipelines.ts'

/** Computes, and says that every tile took as long as the test wants: times that do not depend on the machine. */
class TimedExecutor extends InlineExecutor implements Executor {
  tileMs = 1

  override async execute(program: Program, modules: NewModules, watch: Watch): Promise<ProgramSpans> {
    const spans = await super.execute(program, modules, watch)
    return spans.map((value, i) => (i % SPAN_FIELDS === 2 ? (spans[i - 1] ?? 0) + this.tileMs : value))
  }
}

const input = randomTensor([1, 3, 40, 40], 1)
const PARAMS = { stride: [1, 1], padding: [1, 1], paddingMode: 'zeros', dilation: [1, 1] } as const
const conv = (channels: number, filters: number, groups: number): Pipeline[number] => ({
  type: 'conv2d',
  bank: {
    weight: randomTensor([filters, channels / groups, 3, 3], filters),
    bias: null,
    params: { ...PARAMS, groups },
    names: Array.from({ length: filters }, () => ''),
  },
})
const layers: Pipeline = [
  conv(3, 8, 1),
  { type: 'relu' },
  { type: 'channelShuffle', groups: 2 },
  conv(8, 8, 4),
]

function edited(layer: number, filter: number): Pipeline {
  return layers.map((each, l) =>
    l === layer && each.type === 'conv2d'
      ? { ...each, bank: setWeight(each.bank, filter, 0, 1, 1, 9) }
      : each,
  )
}

function timedEngine() {
  const memory = reserveMemory(false, 256)
  const executor = new TimedExecutor(new TileRunner(memory, 'plain'))
  return { executor, engine: new ResidentEngine('inline', 'plain', 'a test', memory, executor) }
}

test('the time of a layer is that of all its maps, also after a run that computed one of them', async () => {
  const { executor, engine } = timedEngine()
  const times = async (now: Pipeline) => (await engine.run(input, now)).outputs.map(({ ms }) => ms)
  const before = await times(layers)
  expect(before[0]).toBeGreaterThan(0)
  executor.tileMs = 0.001 // as good as nothing: what an edit computes anew is hardly to be seen
  const after = await times(edited(0, 2))
  expect(after[0]).toBeGreaterThan(0.8 * (before[0] ?? 0))
  expect(after[0]).toBeLessThan(before[0] ?? 0)
  // one map of ReLU and the two of a group behind it were computed again, the others kept their times
  expect((after[1] ?? 0) / (before[1] ?? 0)).toBeCloseTo(7 / 8, 2)
  expect((after[3] ?? 0) / (before[3] ?? 0)).toBeGreaterThan(0.7)
  expect(after[2]).toBe(0)
  engine.dispose()
})

test('the statistics of the input are reported as those of maps', async () => {
  const { engine } = timedEngine()
  const { input: stats } = await engine.run(input, [])
  expect(stats).toHaveLength(3)
  for (const [c, { min, max, mean }] of stats.entries()) {
    const values = [...input.data.subarray(c * 1600, (c + 1) * 1600)]
    expect([min, max]).toEqual([Math.min(...values), Math.max(...values)])
    expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 1600, 6)
  }
  engine.dispose()
})
