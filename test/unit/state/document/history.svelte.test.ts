import { describe, expect, test } from 'vitest'
import { newDocument } from '../../../../src/state/document/document.ts'
import { DocumentHistory } from '../../../../src/state/document/history.svelte.ts'
import { photo, smallDocument } from '../documents.ts'

const named = (name: string) => smallDocument({ name })

describe('history', () => {
  test('undo and redo walk through the steps, with their labels', () => {
    const history = new DocumentHistory(named('a'))
    history.apply('B', named('b'))
    history.apply('C', named('c'))
    expect([history.current.name, history.undoLabel, history.canRedo]).toEqual(['c', 'C', false])
    history.undo()
    expect([history.current.name, history.undoLabel, history.redoLabel]).toEqual(['b', 'B', 'C'])
    history.undo()
    expect([history.current.name, history.undoLabel, history.canUndo]).toEqual(['a', '', false])
    history.undo()
    history.redo()
    history.redo()
    history.redo()
    expect(history.current.name).toBe('c')
  })

  test('the layers that run stay the same array while neither layers nor bypasses change', () => {
    const history = new DocumentHistory(named('a'))
    history.apply('Bypass', { ...history.current, bypassed: [1] })
    const { running } = history
    expect(running.map(({ type }) => type)[1]).toBe('identity')
    history.apply('Rename', { ...history.current, name: 'b' })
    expect(history.running).toBe(running)
    history.apply('Bypass', { ...history.current, bypassed: [] })
    expect(history.running).toBe(history.current.layers)
  })

  test('a step after undo drops what was undone', () => {
    const history = new DocumentHistory(named('a'))
    history.apply('B', named('b'))
    history.undo()
    history.apply('C', named('c'))
    expect(history.canRedo).toBe(false)
    history.undo()
    expect(history.current.name).toBe('a')
  })

  test('one gesture is one step, undone to where it began', () => {
    const history = new DocumentHistory(named('a'))
    for (const name of ['b', 'c', 'd']) history.apply('Drag', named(name), 'weight 0')
    expect(history.current.name).toBe('d')
    history.undo()
    expect(history.current.name).toBe('a')
    history.redo()
    expect(history.current.name).toBe('d')
  })

  test.each([
    ['another gesture', (history: DocumentHistory) => history.apply('B', named('b'), 'weight 1')],
    ['a step without gesture', (history: DocumentHistory) => history.apply('B', named('b'))],
  ])('%s begins a step of its own', (_, between) => {
    const history = new DocumentHistory(named('a'))
    between(history)
    history.apply('C', named('c'), 'weight 0')
    history.undo()
    expect(history.current.name).toBe('b')
  })

  test('a gesture that was ended does not go on, nor one before undo', () => {
    const history = new DocumentHistory(named('a'))
    history.apply('B', named('b'), 'weight 0')
    history.endGesture()
    history.apply('C', named('c'), 'weight 0')
    history.undo()
    expect(history.current.name).toBe('b')
    history.apply('D', named('d'), 'weight 0')
    history.undo()
    expect(history.current.name).toBe('b')
  })

  test('the same document again is no step', () => {
    const document = named('a')
    const history = new DocumentHistory(document)
    history.apply('Nothing', document)
    expect(history.canUndo).toBe(false)
  })

  test('keeps a bounded number of steps', () => {
    const history = new DocumentHistory(named('0'), 3)
    for (const name of ['1', '2', '3', '4']) history.apply(name, named(name))
    for (let i = 0; i < 9; i++) history.undo()
    expect(history.current.name).toBe('2')
  })

  test('brings back the photo that was there, by reference', () => {
    const first = photo('first.jpg')
    const history = new DocumentHistory(smallDocument({ photo: first }))
    history.apply('Open', smallDocument({ photo: photo('second.jpg') }))
    history.undo()
    expect(history.current.photo).toBe(first)
  })
})

test('a new document has two convolutions, the second one grouped, and no photo', () => {
  const { layers, photo, resolution } = newDocument()
  const convs = layers.filter((layer) => layer.type === 'conv2d')
  expect(convs).toHaveLength(2)
  expect(convs[1]?.bank.params.groups).toBeGreaterThan(1)
  expect([photo, resolution]).toEqual([null, 1024])
})
