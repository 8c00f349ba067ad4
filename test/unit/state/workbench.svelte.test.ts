import { afterEach, describe, expect, test } from 'vitest'
import { kernelOf } from '../../../src/core/bank/bank.ts'
import { scale } from '../../../src/core/bank/kernel-ops.ts'
import { WEIGHT_OPS } from '../../../src/core/bank/weight-ops.ts'
import { firstMisfit, repairs } from '../../../src/core/bank/repair.ts'
import { activeLayers, runningLayers } from '../../../src/state/document/bypass.ts'
import { addLayer, bankAt, moveLayer, removeLayer } from '../../../src/state/document/edits.ts'
import { duplicateLayer, repairLayers, toggleBypass } from '../../../src/state/document/layer-edits.ts'
import { Store } from '../../../src/state/browser.ts'
import { OwnPresets } from '../../../src/state/own-presets.svelte.ts'
import { pasteText } from '../../../src/state/paste.ts'
import type { Workbench } from '../../../src/state/workbench.svelte.ts'
import { smallDocument } from './documents.ts'
import { endWorkbenches, workbench } from './workbenches.svelte.ts'

afterEach(endWorkbenches)

/** A pooling whose padding has to be at most half of its kernel. */
const POOL = {
  type: 'maxPool2d',
  kernelSize: [2, 2],
  stride: [2, 2],
  padding: [0, 0],
  dilation: [1, 1],
  ceilMode: false,
} as const

const bank = ({ session }: Workbench) => bankAt(session.document, session.view.layer)

describe('picking filters', () => {
  test('one, one more, a range, all; another layer starts anew', () => {
    const bench = workbench()
    bench.pick(2, 'only')
    bench.pick(5, 'toggle')
    expect(bench.filters).toEqual([2, 5])
    bench.pick(5, 'toggle')
    expect([bench.filters, bench.session.view.filter]).toEqual([[2], 2])
    bench.pick(4, 'range')
    bench.pick(3, 'range')
    expect(bench.filters).toEqual([2, 3])
    bench.pickAll()
    expect(bench.filters).toHaveLength(16)
    bench.session.view.selectLayer(0)
    expect(bench.filters).toEqual([bench.session.view.filter])
  })

  test('the last one stays', () => {
    const bench = workbench()
    bench.pick(3, 'only')
    bench.pick(3, 'toggle')
    expect(bench.filters).toEqual([3])
  })
})

describe('filters', () => {
  test('added, duplicated and removed as many in every group, with the words for it', () => {
    const bench = workbench()
    bench.pick(5, 'only')
    bench.add()
    expect([bank(bench).weight.shape[0], bench.filters]).toEqual([20, [2, 7, 12, 17]])
    expect(bench.session.notice).toMatchObject({ text: 'Added 4 filters, one to every group.', undo: true })
    bench.remove()
    expect([bank(bench).weight.shape[0], bench.filters]).toEqual([16, [2]])
    bench.duplicate()
    expect(bench.session.notice?.text).toBe('Copied 4 filters: every group gets as many.')
    bench.session.undo()
    bench.session.undo()
    bench.session.undo()
    expect(bench.session.history.canUndo).toBe(false)
  })

  test('the last filter cannot be removed', () => {
    const bench = workbench()
    bench.pickAll()
    bench.remove()
    expect(bank(bench).weight.shape[0]).toBe(16)
    expect(bench.session.notice?.kind).toBe('error')
  })

  test('moved with the picks', () => {
    const bench = workbench()
    bench.setWeight(0, 0, 7)
    bench.moveBy(1)
    expect([bench.filters, kernelOf(bank(bench), 1, 0)[0]]).toEqual([[1], 7])
    bench.drop(1, 16)
    expect([bench.filters, kernelOf(bank(bench), 15, 0)[0]]).toEqual([[15], 7])
  })
})

describe('weights', () => {
  test('linked kernels are edited as one', () => {
    const bench = workbench()
    bench.linked = true
    bench.setWeight(1, 2, 0.5)
    bench.apply(
      { name: 'Scale', apply: (kernel) => ({ ...kernel, values: kernel.values.map((x) => 2 * x) }) },
      'kernel',
    )
    expect([0, 1].map((channel) => kernelOf(bank(bench), 0, channel)[5])).toEqual([1, 1])
    expect(kernelOf(bank(bench), 1, 0)[5]).toBe(0)
  })

  test('an operation reaches all picked filters, as one step', () => {
    const bench = workbench()
    bench.pick(0, 'only')
    bench.pick(2, 'range')
    const zero = WEIGHT_OPS.find(({ id }) => id === 'zero')
    if (zero) bench.apply(zero, 'filters')
    expect(
      bank(bench)
        .weight.data.slice(0, 3 * 18)
        .every((value) => value === 0),
    ).toBe(true)
    expect(kernelOf(bank(bench), 3, 1)[4]).toBe(1)
    bench.session.undo()
    expect(bench.session.history.canUndo).toBe(false)
  })

  test('random weights are others each time, and the same for the same seed', () => {
    const bench = workbench()
    bench.randomise('kernel')
    const first = [...kernelOf(bank(bench), 0, 0)]
    bench.randomise('kernel')
    expect([...kernelOf(bank(bench), 0, 0)]).not.toEqual(first)
    bench.seed = 1
    bench.randomise('kernel')
    expect([...kernelOf(bank(bench), 0, 0)]).toEqual(first)
  })

  test.each([
    ['a kernel', '1,2,3\n4,5,6\n7,8,9', [0, 0], 9],
    ['cells from the selected one on', '[[1, 2]]', [2, 1], 2],
    ['a filter', JSON.stringify([1, 2].map((k) => [0, 1, 2].map(() => [k, k, k]))), [0, 0], 9],
  ] as const)('pasted text fills %s', async (_, text, cell, count) => {
    const bench = workbench()
    bench.session.view.selectCell(cell[0], cell[1])
    bench.apply(
      { name: 'zero', apply: (kernel) => ({ ...kernel, values: kernel.values.map(() => 0) }) },
      'filters',
    )
    expect(await pasteText(bench, text)).toBe(true)
    expect(kernelOf(bank(bench), 0, 0).filter((value) => value !== 0)).toHaveLength(count)
  })

  test('pasted text of the bank’s shape fills the bank', async () => {
    const bench = workbench()
    const nested = Array.from({ length: 16 }, () => [1, 2].map(() => [0, 1, 2].map(() => [1, 2, 3])))
    expect(await pasteText(bench, `torch.tensor(${JSON.stringify(nested)})`)).toBe(true)
    expect(bank(bench).weight.data.every((value, i) => value === 1 + (i % 3))).toBe(true)
  })

  test('pasted numbers of another size wait for a choice', async () => {
    const bench = workbench()
    const isDone = await pasteText(bench, '[1 2 3 4]/2')
    expect([isDone, bench.dialog, bench.pasted?.shape]).toEqual([false, 'fit', [4]])
  })

  test.each(['hello', '[[[[1, 2]]], [[[2, 1]]]]', '[[[1]], [[2]], [[3]]]'])(
    '%s is refused and changes nothing',
    async (text) => {
      const bench = workbench()
      const before = bench.session.document
      expect(await pasteText(bench, text)).toBe(false)
      expect(bench.session.document).toBe(before)
      expect(bench.session.notice?.kind).toBe('error')
    },
  )
})

describe('a bypassed layer', () => {
  test('passes on; all positions stay; another click computes again', () => {
    const document = smallDocument()
    expect(runningLayers(document)).toBe(document.layers)
    const off = toggleBypass(document, 1).document
    expect(runningLayers(off)).toEqual([document.layers[0], { type: 'identity' }, document.layers[2]])
    expect(off.layers).toBe(document.layers)
    expect(runningLayers(toggleBypass(off, 1).document)).toBe(document.layers)
  })

  test('stays the same layer when others are added, moved and removed', () => {
    const off = toggleBypass(smallDocument(), 1).document
    const added = addLayer(off, { type: 'abs' }, 0).document
    expect(added.bypassed).toEqual([2])
    const moved = moveLayer(added, 2, 0).document
    expect([moved.bypassed, moved.layers[0]?.type]).toEqual([[0], 'relu'])
    expect(moveLayer(moved, 3, 0).document.bypassed).toEqual([1])
    expect(removeLayer(moved, 1).document.bypassed).toEqual([0])
    expect(removeLayer(moved, 0).document.bypassed).toEqual([])
  })

  test('is left out of files, and neither changed nor lost by a repair of others', () => {
    const { document: added } = addLayer(smallDocument(), { ...POOL, padding: [2, 2] }, 2)
    const off = toggleBypass(added, 1).document
    expect(activeLayers(off)).toEqual(off.layers.toSpliced(1, 1))
    for (const way of repairs([1, 3, 20, 20], runningLayers(off))) {
      const repaired = repairLayers(off, way).document
      expect([way.words, repaired.layers[1], repaired.bypassed]).toEqual([way.words, off.layers[1], [1]])
      expect(firstMisfit([1, 3, 20, 20], runningLayers(repaired)), way.words).toBe(-1)
    }
    const before = toggleBypass(addLayer(added, { type: 'abs' }, 4).document, 4).document
    const removal = repairs([1, 3, 20, 20], runningLayers(before)).at(-1)
    if (removal === undefined) throw new Error('no repair')
    const { layers, bypassed } = repairLayers(before, removal).document
    expect([layers.map(({ type }) => type), bypassed]).toEqual([['conv2d', 'relu', 'conv2d', 'abs'], [3]])
  })
})

describe('presets of one’s own', () => {
  const preset = { name: 'mine', channels: 1, size: [1, 2] as const, values: Float32Array.of(1, -2) }

  function storage(start: string | null = null) {
    let text = start
    return new Store(() => ({
      getItem: () => text,
      setItem: (_: string, value: string) => {
        text = value
      },
    }))
  }

  test('are there again, one of a name', () => {
    const kept = storage()
    const own = new OwnPresets(kept)
    own.save(preset)
    own.save({ ...preset, values: Float32Array.of(3, NaN) })
    const [only, ...more] = new OwnPresets(kept).all
    expect([more.length, only?.name, [...(only?.values ?? [])]]).toEqual([0, 'mine', [3, NaN]])
    own.remove('mine')
    expect(new OwnPresets(kept).all).toEqual([])
  })

  test.each([
    '{',
    '{"format":"filterbank-presets/2","presets":[]}',
    '{"format":"filterbank-presets/1","presets":[{"name":"a","channels":1,"kernelSize":[1,2],"values":[1]}]}',
  ])('damaged ones are told of and do no harm: %s', (text) => {
    const own = new OwnPresets(storage(text))
    expect(own.all).toEqual([])
    expect(own.problem).toContain('could not be read')
    own.save(preset)
    expect([own.all.length, own.problem]).toEqual([1, null])
  })

  test('a full or forbidden storage is told of; the preset is there until the page closes', () => {
    for (const [reason, words] of [
      ['QuotaExceededError', 'storage is full'],
      ['SecurityError', 'does not let presets be saved'],
    ] as const) {
      const kept = new Store(() => {
        throw new DOMException('no', reason)
      })
      const own = new OwnPresets(kept)
      own.save(preset)
      expect([own.all.length, own.problem?.includes(words)]).toEqual([1, true])
      expect(new OwnPresets(kept).all.length, 'for the rest of the page').toBe(1)
    }
  })
})

describe('what cannot be done is told in plain words, and changes nothing:', () => {
  test.each<[string, (bench: Workbench) => void, string]>([
    [
      'taking all filters away',
      (bench) => {
        bench.pickAll()
        bench.remove()
      },
      'A layer keeps at least one filter. To take all of them away, remove the layer.',
    ],
    [
      'scaling beyond float32',
      (bench) => bench.apply({ name: 'Scale × 1e39', apply: (kernel) => scale(kernel, 1e39) }, 'filters'),
      'Scale × 1e39 makes weights too large: a float32 ends at 3.4e38.',
    ],
    [
      'a name without end',
      (bench) => bench.rename(0, 'x'.repeat(201)),
      'A name has at most 200 characters, not 201.',
    ],
    [
      'a layer too many',
      ({ session }) => {
        const layers = Array.from({ length: 64 }, () => ({ type: 'relu' as const }))
        session.history.reset({
          ...session.document,
          layers: [...smallDocument().layers, ...layers].slice(0, 64),
        })
        session.view.selectLayer(2)
        session.edit(() => duplicateLayer(session.document, 0))
      },
      'A pipeline has at most 64 layers.',
    ],
  ])('%s', (_, act, words) => {
    const bench = workbench()
    const before = bank(bench)
    act(bench)
    expect([bench.session.notice?.text, bench.session.notice?.kind]).toEqual([words, 'error'])
    expect(bank(bench)).toEqual(before)
  })
})
