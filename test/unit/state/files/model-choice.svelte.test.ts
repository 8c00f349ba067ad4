import { flushSync } from 'svelte'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Layer } from '../../../../src/core/layers/layer.ts'
import { elementCount, type Shape4 } from '../../../../src/core/tensor.ts'
import { DocumentHistory } from '../../../../src/state/document/history.svelte.ts'
import type { ModelChoice } from '../../../../src/state/files/model-choice.svelte.ts'
import { Session } from '../../../../src/state/session/session.svelte.ts'
import { weightsFile } from '../../../fixtures/model-files.ts'
import { conv, smallDocument } from '../documents.ts'
import { FakeDecoder } from '../fake-decoder.ts'
import { FakeEngine } from '../fake-engine.ts'
import { until } from '../until.ts'

let session: Session
let decoder: FakeDecoder
let stop: () => void

beforeEach(() => {
  decoder = new FakeDecoder()
  stop = $effect.root(() => {
    const history = new DocumentHistory(smallDocument({ layers: [conv(3, 8)] }))
    session = new Session(Promise.resolve(new FakeEngine()), decoder, history)
  })
})
afterEach(() => stop())

const NORM = { 'bn1.weight': [4], 'bn1.bias': [4], 'bn1.running_mean': [4], 'bn1.running_var': [4] }
const NET = { 'conv1.weight': [4, 3, 3, 3], ...NORM, 'conv2.weight': [6, 4, 1, 1], 'conv2.bias': [6] }

async function bring(bytes: Uint8Array<ArrayBuffer>, name = 'net.safetensors'): Promise<void> {
  let isOver = false
  void session.importFilters(new File([bytes], name)).finally(() => (isOver = true))
  await until(() => isOver || session.choosing !== null)
  flushSync()
}

function dialog(): ModelChoice {
  if (session.choosing === null) throw new Error('nothing is being chosen')
  return session.choosing
}

const kinds = (layers: readonly Layer[]) =>
  layers.map((layer) => (layer.type === 'conv2d' ? layer.bank.weight.shape.join('x') : layer.type))

test('a file with one way to read it opens at once, as a step', async () => {
  await bring(weightsFile({ 'only.weight': [5, 3, 3, 3] }), 'edges.safetensors')
  expect(session.choosing).toBeNull()
  expect(kinds(session.document.layers)).toEqual(['5x3x3x3'])
  const [layer] = session.document.layers
  if (layer?.type !== 'conv2d') throw new Error('no Conv2d')
  expect(Array.from(layer.bank.weight.data)).toEqual(Array.from({ length: 135 }, (_, i) => i + 0.5))
  expect([layer.bank.params.padding, layer.bank.params.stride]).toEqual([
    [1, 1],
    [1, 1],
  ])
  expect([session.document.name, session.notice?.text, session.notice?.undo]).toEqual([
    'edges',
    'Took only from edges.safetensors.',
    true,
  ])
  session.undo()
  expect(kinds(session.document.layers)).toEqual(['8x3x3x3'])
})

describe('a file with a choice', () => {
  beforeEach(async () => bring(weightsFile(NET)))

  test('changes nothing until layers are taken; what reads the photo is chosen', () => {
    expect(kinds(session.document.layers)).toEqual(['8x3x3x3'])
    expect([...dialog().chosen]).toEqual(['conv1'])
    dialog().close()
    expect([session.choosing, session.history.canUndo]).toEqual([null, false])
  })

  test('all of it is one step, with an activation between', async () => {
    dialog().chosen = new Set(['conv2', 'conv1'])
    expect(await dialog().take()).toBe(true)
    expect(session.choosing).toBeNull()
    expect(kinds(session.document.layers)).toEqual(['4x3x3x3', 'relu', '6x4x1x1'])
    session.undo()
    expect(kinds(session.document.layers)).toEqual(['8x3x3x3'])
  })

  test('a BatchNorm is kept as affine where that is chosen', async () => {
    dialog().batchNorm = 'affine'
    dialog().chosen = new Set(['conv1', 'conv2'])
    dialog().between = 'none'
    await dialog().take()
    expect(kinds(session.document.layers)).toEqual(['4x3x3x3', 'affine', '6x4x1x1'])
  })

  test('its eps, which the file does not say, is what is usual, or a person’s', async () => {
    const scales = async (eps: number | null) => {
      Object.assign(dialog(), { batchNorm: 'affine', eps })
      await dialog().take()
      const layer = session.document.layers[1]
      if (layer?.type !== 'affine') throw new Error('no Affine')
      await bring(weightsFile(NET))
      return Array.from(layer.scale)
    }
    // all parts of it hold 0.5, 1.5, 2.5, 3.5
    const expected = (eps: number) =>
      [0.5, 1.5, 2.5, 3.5].map((value) => Math.fround(value / Math.sqrt(value + eps)))
    expect(dialog().plan).toMatchObject([{ conv: { usualEps: 1e-5 } }])
    expect(await scales(null)).toEqual(expected(1e-5))
    expect(await scales(0.25)).toEqual(expected(0.25))
    dialog().eps = -1
    expect(await dialog().take()).toBe(false)
    expect(dialog().problem).toBe('conv1: eps of its BatchNorm is 0 or more, not -1')
  })

  test('what reads other channels than come in gets a mixer before it', async () => {
    dialog().chosen = new Set(['conv2'])
    expect(dialog().plan.map(({ before, reads, isMixed }) => [before, reads, isMixed])).toEqual([
      [3, 4, true],
    ])
    await dialog().take()
    expect(kinds(session.document.layers)).toEqual(['4x3x1x1', '6x4x1x1'])
  })

  test('settings that the file does not say are a person’s', async () => {
    dialog().set('conv1', { stride: [2, 2], padding: [0, 0] })
    await dialog().take()
    const [layer] = session.document.layers
    if (layer?.type !== 'conv2d') throw new Error('no Conv2d')
    expect(layer.bank.params).toMatchObject({ stride: [2, 2], padding: [0, 0], groups: 1 })
  })

  test('what is taken twice is put in place once, and what is called off not at all', async () => {
    const choice = dialog()
    const first = choice.take()
    const second = choice.take()
    expect([await first, await second]).toEqual([false, true])
    session.undo()
    expect([kinds(session.document.layers), session.history.canUndo]).toEqual([['8x3x3x3'], false])
    await bring(weightsFile(NET))
    const calledOff = dialog().take()
    dialog().cancel()
    expect([await calledOff, dialog().problem, session.history.canUndo]).toEqual([false, null, false])
  })

  test('settings that do not fit are told, and nothing is lost', async () => {
    dialog().set('conv1', { groups: 3 })
    expect(await dialog().take()).toBe(false)
    expect(dialog().problem).toMatch(/conv1/)
    expect(kinds(session.document.layers)).toEqual(['8x3x3x3'])
  })

  test('pictures show kernels of the first filters', async () => {
    dialog().needPictures(['conv2'])
    dialog().needPictures(['conv2', 'conv1'])
    await until(() => Boolean(dialog().pictures.get('conv1')))
    expect(dialog().pictures.get('conv1')?.shape).toEqual([4, 3, 3, 3])
    expect(dialog().pictures.get('conv2')?.shape).toEqual([6, 1, 1, 1])
    expect(Array.from(dialog().pictures.get('conv2')?.values ?? [])).toEqual([
      0.5, 4.5, 8.5, 12.5, 16.5, 20.5,
    ])
  })
})

test('layers go behind the last one on request, and read its channels', async () => {
  const opened = session.openFile(new Blob(['a']), 'a.jpg')
  await until(() => decoder.asked.length === 1)
  decoder.last.finish()
  await opened
  const shape: Shape4 = [2, 8, 1, 1]
  await bring(weightsFile({ 'a.weight': [8, 3, 3, 3], 'b.weight': shape }))
  dialog().chosen = new Set(['b'])
  dialog().place = 'behind'
  expect([dialog().channelsNow, dialog().plan[0]?.isMixed]).toEqual([8, false])
  await dialog().take()
  expect(kinds(session.document.layers)).toEqual(['8x3x3x3', '2x8x1x1'])
  expect(elementCount(shape)).toBe(16)
  expect(session.document.name).toBe('small')
})

test('an import ends with the dialog, which another file takes the place of', async () => {
  const first = session.importFilters(new File([weightsFile(NET)], 'a.safetensors'))
  await until(() => session.choosing?.file.name === 'a.safetensors')
  const second = session.importFilters(new File([weightsFile(NET)], 'b.safetensors'))
  expect(await first).toBe(false)
  expect(dialog().file.name).toBe('b.safetensors')
  await dialog().take()
  expect([await second, session.choosing]).toEqual([true, null])
})

test('a file that opens at once ends the choice before it', async () => {
  const first = session.importFilters(new File([weightsFile(NET)], 'a.safetensors'))
  await until(() => session.choosing?.file.name === 'a.safetensors')
  expect(
    await session.importFilters(new File([weightsFile({ 'only.weight': [5, 3, 3, 3] })], 'b.safetensors')),
  ).toBe(true)
  expect([await first, session.choosing, session.document.name]).toEqual([false, null, 'b'])
})

test('a file that is none of a model is refused in plain words', async () => {
  await bring(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 'x.onnx')
  expect([session.choosing, session.notice?.kind]).toEqual([null, 'error'])
  expect(kinds(session.document.layers)).toEqual(['8x3x3x3'])
})
