import { afterEach, expect, test } from 'vitest'
import { presetById } from '../../../src/core/presets/presets.ts'
import { putKernel } from '../../../src/state/put-preset.ts'
import { endWorkbenches, workbench } from './workbenches.svelte.ts'

afterEach(endWorkbenches)

test('a preset and its name are one step, and so are a weight and what it makes of the name', () => {
  const bench = workbench()
  const { session } = bench
  const sobel = presetById('sobel-x')
  const name = () => session.view.bank?.names[1]
  const [first, before] = [session.view.bank, session.document]
  bench.linked = true
  session.view.selectKernel(1, 0)
  putKernel(bench, sobel)
  expect([name(), ...(session.view.bank?.weight.data.slice(2 * 9, 3 * 9) ?? [])]).toEqual([
    'Sobel x',
    ...sobel.make(3, 3),
  ])
  bench.linked = false
  bench.setWeight(0, 0, 7)
  expect(name()).toBe('Sobel x, edited')
  session.undo()
  expect(name()).toBe('Sobel x')
  bench.setWeight(0, 0, -1)
  expect(name()).toBe('Sobel x')
  bench.rename(1, 'mine')
  bench.setWeight(0, 0, 7)
  putKernel(bench, presetById('box'))
  expect(name()).toBe('mine')
  for (let i = 0; i < 4; i++) session.undo()
  expect([session.view.bank, session.document, session.history.canUndo]).toEqual([first, before, false])
})
