import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { filterOf } from '../../../src/core/bank/bank.ts'
import { bankAt } from '../../../src/state/document/edits.ts'
import { copyFilters, copyLayer, pasteFilters, pasteLayers } from '../../../src/state/part-clipboard.ts'
import { isBankText } from '../../../src/state/bank-text.ts'
import { conv, randomDocument, smallDocument } from './documents.ts'
import { endWorkbenches, workbench } from './workbenches.svelte.ts'

let clipboard = ''
beforeEach(() => {
  const writeText = (text: string) => {
    clipboard = text
    return Promise.resolve()
  }
  vi.stubGlobal('navigator', { clipboard: { writeText } })
})
afterEach(() => {
  vi.unstubAllGlobals()
  endWorkbenches()
})

const one = randomDocument(3)
const other = () => workbench(smallDocument({ name: 'other' }))

test('a layer goes to another project as text, one step there', async () => {
  const { session } = workbench(one)
  await copyLayer(session, 2)
  expect(isBankText(clipboard)).toBe(true)
  expect(session.notice?.text).toContain('Copied layer 3 Conv2d')
  const bench = other()
  bench.session.view.selectLayer(1)
  expect(await pasteLayers(bench.session, clipboard)).toBe(true)
  expect(bench.session.document.layers[2]).toEqual(one.layers[2])
  expect(bench.session.view.layer).toBe(2)
  bench.session.undo()
  expect(bench.session.document.layers).toEqual(smallDocument().layers)
})

test('picked filters go to a layer of as many channels, behind those that are picked there', async () => {
  const bench = workbench(one)
  bench.session.view.selectLayer(2)
  bench.pick(3, 'only')
  bench.pick(9, 'toggle')
  await copyFilters(bench)
  expect(bench.session.notice?.text).toContain('Copied 2 filters')
  const target = workbench(smallDocument({ layers: [conv(3, 2), conv(2, 4)] }))
  target.pick(1, 'only')
  expect(await pasteFilters(target, clipboard)).toBe(true)
  const [from, after] = [bankAt(one, 2), bankAt(target.session.document, 1)]
  expect(after.weight.shape).toEqual([6, 2, 3, 3])
  expect(target.filters).toEqual([2, 3])
  expect([filterOf(after, 2), filterOf(after, 3)]).toEqual([filterOf(from, 3), filterOf(from, 9)])
  expect(after.names.slice(2, 4)).toEqual([from.names[3], from.names[9]])
})

test('larger kernels ask what becomes of them', async () => {
  const large = workbench(smallDocument({ layers: [conv(3, 4, {})] }))
  large.session.edit(() => ({
    label: '',
    document: smallDocument({
      layers: [
        {
          type: 'conv2d',
          bank: {
            ...bankAt(smallDocument(), 0),
            weight: { shape: [1, 3, 5, 5], data: new Float32Array(75).fill(2) },
            names: [''],
            bias: null,
          },
        },
      ],
    }),
  }))
  await copyFilters(large)
  const bench = other()
  bench.session.view.selectLayer(0)
  expect(await pasteFilters(bench, clipboard)).toBe(false)
  expect([bench.dialog, bench.pasted?.shape]).toEqual(['fit', [3, 5, 5]])
})

test.each([
  ['cut short', () => clipboard.slice(0, 200), /not JSON|Unexpected|end/i],
  [
    'of an unknown field',
    () => clipboard.replace('"format"', '"other": 1, "format"'),
    /other: unknown field/,
  ],
  [
    'of no layers',
    () => clipboard.replace(/"layers": \[[\s\S]*\]\n\}/, '"layers": []\n}'),
    /There is no layer/,
  ],
])('a text that is %s is refused and changes nothing', async (_, text, message) => {
  await copyLayer(workbench(one).session, 0)
  const bench = other()
  const before = bench.session.document
  expect(await pasteLayers(bench.session, text())).toBe(false)
  expect(await pasteFilters(bench, text())).toBe(false)
  expect(bench.session.document).toBe(before)
  expect(bench.session.notice).toMatchObject({
    kind: 'error',
    text: expect.stringMatching(message) as string,
  })
})

test('filters of other channels, and what has no filters, say where else they can go', async () => {
  await copyLayer(workbench(one).session, 1)
  const bench = other()
  expect(await pasteFilters(bench, clipboard)).toBe(false)
  expect(bench.session.notice?.text).toContain('Paste it among the layers')
  await copyLayer(workbench(one).session, 0)
  expect(await pasteFilters(bench, clipboard)).toBe(false)
  expect(bench.session.notice?.text).toContain('reads 3 channels, those of this layer read 2')
})
