import { describe, expect, test } from 'vitest'
import type { Layer } from '../../../../src/core/layers/layer.ts'
import {
  channelParts,
  setChannelValue,
  setPreluWeights,
} from '../../../../src/state/document/channel-edits.ts'
import { changeLayer } from '../../../../src/state/document/edits.ts'
import { conv, smallDocument } from '../documents.ts'

const AFFINE: Layer = { type: 'affine', scale: Float32Array.of(1, 2), shift: Float32Array.of(3, 4) }
const prelu = (...weight: readonly number[]): Layer => ({ type: 'prelu', weight: Float32Array.from(weight) })

describe('numbers of each channel', () => {
  test('one is set, and said', () => {
    const document = smallDocument({ layers: [conv(3, 2), AFFINE, prelu(0.25, 0.5)] })
    const { document: changed, label } = setChannelValue(document, 1, 'shift', 1, -1)
    expect(changed.layers[1]).toEqual({ ...AFFINE, shift: Float32Array.of(3, -1) })
    expect(label).toBe('Shift 1')
    expect(setChannelValue(document, 2, 'weight', 0, 2).document.layers[2]).toEqual(prelu(2, 0.5))
  })

  test('are those that the layer has', () => {
    expect(channelParts({ type: 'relu' })).toEqual([])
    const document = smallDocument({ layers: [conv(3, 2), AFFINE] })
    expect(() => setChannelValue(document, 1, 'weight', 0, 1)).toThrow(RangeError)
    expect(() => setPreluWeights(document, 1, 2)).toThrow(RangeError)
  })

  test('a PReLU has one for all channels, or one for each', () => {
    const document = smallDocument({ layers: [conv(3, 2), prelu(0.5)] })
    const each = setPreluWeights(document, 1, 2)
    expect(each.document.layers[1]).toEqual(prelu(0.5, 0.5))
    expect(setPreluWeights(each.document, 1, 1).document.layers[1]).toEqual(prelu(0.5))
  })
})

describe('a PReLU behind a Conv2d of other filters', () => {
  test('keeps the weight of each that stays; new ones begin as in PyTorch', () => {
    const document = smallDocument({ layers: [conv(3, 2), prelu(0.5, -1)] })
    expect(changeLayer(document, 0, { outChannels: 4 }).document.layers[1]).toEqual(
      prelu(0.5, -1, 0.25, 0.25),
    )
    expect(changeLayer(document, 0, { outChannels: 1 }).document.layers[1]).toEqual(prelu(0.5))
  })

  test('stays as it is where one weight is for all', () => {
    const document = smallDocument({ layers: [conv(3, 2), prelu(0.5)] })
    expect(changeLayer(document, 0, { outChannels: 4 }).document.layers[1]).toBe(document.layers[1])
  })
})
