import { describe, expect, test } from 'vitest'
import type { Pipeline } from '../../../../src/core/layers/layer.ts'
import type { Look } from '../../../../src/state/view/look.ts'
import { groupsAt, mapRequest, rgbRequests } from '../../../../src/state/run/ranges.ts'
import { View } from '../../../../src/state/view/view.svelte.ts'
import { conv, smallDocument } from '../documents.ts'

function viewOf(first: Pipeline) {
  let layers = $state.raw(first)
  return {
    view: new View(() => layers),
    change: (next: Pipeline) => {
      layers = next
    },
  }
}

describe('selection', () => {
  test('begins at the last Conv2d', () => {
    expect(viewOf([...smallDocument().layers, { type: 'relu' }]).view.layer).toBe(2)
  })

  test('stays in range when the document shrinks, and comes back when it grows again', () => {
    const { layers } = smallDocument()
    const { view, change } = viewOf(layers)
    view.selectKernel(15, 1)
    view.selectCell(2, 1)
    change([conv(3, 4)])
    expect([view.layer, view.filter, view.channel, view.cell]).toEqual([0, 3, 1, [2, 1]])
    change([])
    expect([view.layer, view.selected, view.bank]).toEqual([-1, null, null])
    change(layers)
    expect([view.layer, view.filter]).toEqual([2, 15])
  })

  test('counts channels within the group', () => {
    const { view } = viewOf(smallDocument().layers)
    view.selectKernel(0, 7)
    expect(view.channel).toBe(1)
  })

  test('of a map in a layer without filters stays', () => {
    const { view } = viewOf(smallDocument().layers)
    view.selectLayer(1)
    view.selectFilter(6)
    expect([view.bank, view.filter]).toEqual([null, 6])
  })
})

test('the theme is the chosen one, or the system’s', () => {
  const { view } = viewOf([])
  view.systemTheme = 'dark'
  expect(view.resolvedTheme).toBe('dark')
  view.theme = 'light'
  expect(view.resolvedTheme).toBe('light')
})

test('without layers the channels of the picture are what is selected', () => {
  const { view } = viewOf([])
  view.selectFilter(9)
  expect([view.layer, view.filter]).toEqual([-1, 2])
})

test('what is seen is each map by itself, or the one picture that the large view makes of several', () => {
  const { view } = viewOf(smallDocument().layers)
  view.rgb = [3, 30, 1]
  view.minus = 4
  view.selectFilter(2)
  view.largeMode = 'rgb'
  expect(view.seenOf(16)).toEqual({ type: 'maps' })
  view.large = true
  expect(view.seenOf(16)).toEqual({ type: 'rgb', channels: [3, 15, 1] })
  view.largeMode = 'difference'
  expect(view.seenOf(16)).toEqual({ type: 'difference', channels: [2, 4] })
  view.largeMode = 'side'
  expect(view.seenOf(16)).toEqual({ type: 'maps' })
})

describe('the range of a map', () => {
  const LOOK: Look = { colorMap: 'gray', range: 'map', theme: 'light' }
  const { layers } = smallDocument()
  const request = (range: 'map' | 'group' | 'layer', channel: number) =>
    mapRequest(
      layers,
      2,
      channel,
      [1, 16, 4, 6],
      { width: 6, height: 4 },
      { colorMap: 'signed', range, theme: 'light' },
    ).range

  test('is its own, its group’s or its layer’s', () => {
    expect(request('map', 5)).toEqual({ type: 'map', symmetric: true })
    expect(request('group', 5)).toEqual({ type: 'channels', channels: [4, 5, 6, 7], symmetric: true })
    expect(request('layer', 5)).toMatchObject({ channels: Array.from({ length: 16 }, (_, i) => i) })
  })

  test('is the given one from end to end, in any colours; folded about zero where magnitudes are shown', () => {
    const fixed = { low: -1, high: 4 }
    const of = (look: Partial<Look>) =>
      mapRequest(layers, 0, 0, [1, 8, 4, 6], { width: 6, height: 4 }, { ...LOOK, fixed, ...look }).range
    expect(of({})).toEqual({ type: 'fixed', low: -1, high: 4 })
    expect(of({ colorMap: 'signed' })).toEqual({ type: 'fixed', low: -1, high: 4 })
    expect(of({ shown: 'absolute' })).toEqual({ type: 'fixed', low: -4, high: 4 })
  })

  test('is one for three maps that are seen as a colour picture', () => {
    const ranges = (look: Partial<Look>) =>
      rgbRequests(layers, 2, [1, 9, 2], [1, 16, 4, 6], { width: 6, height: 4 }, { ...LOOK, ...look }).map(
        ({ range }) => range,
      )
    const map = { type: 'channels', channels: [1, 9, 2], symmetric: false }
    expect(ranges({ range: 'map' })).toEqual([map, map, map])
    const group = { ...map, channels: [0, 1, 2, 3, 8, 9, 10, 11] }
    expect(ranges({ range: 'group', colorMap: 'signed' })).toEqual([group, group, group])
    const fixed = { type: 'fixed', low: 0, high: 1 }
    expect(ranges({ fixed: { low: 0, high: 1 } })).toEqual([fixed, fixed, fixed])
  })

  test('is symmetric for the signed colours only', () => {
    const look = { colorMap: 'viridis', range: 'map', theme: 'dark' } as const
    expect(mapRequest(layers, 0, 0, [1, 8, 4, 6], { width: 6, height: 4 }, look).range).toMatchObject({
      symmetric: false,
    })
  })

  test('follows the groups of the Conv2d before, until channels are shuffled', () => {
    const longer: Pipeline = [
      ...layers,
      { type: 'relu' },
      { type: 'channelShuffle', groups: 4 },
      { type: 'abs' },
    ]
    expect(longer.map((_, i) => groupsAt(longer, i))).toEqual([1, 1, 4, 4, 1, 1])
  })
})
