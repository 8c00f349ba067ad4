import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BankDocument, Layer, Pipeline } from '../../../src/core/layers/layer.ts'
import { MAX_EXACT, MAX_SIDE, MAX_SPAN } from '../../../src/core/layers/limits.ts'
import { fitPipeline } from '../../../src/core/bank/channel-flow.ts'
import { readBank, writeBank } from '../../../src/formats/bank-json.ts'
import { layer, SEED } from '../core/arbitraries.ts'
import { AVG_POOL, CONV, EXAMPLE, file, MAX_POOL, read } from './bank-files.ts'

/** Like toEqual, but telling -0 from 0 and one float32 from the next. */
const bits = (values: Float32Array) => [...new Uint32Array(values.slice().buffer)]

describe('writeBank', () => {
  const document: fc.Arbitrary<BankDocument> = fc.record({
    name: fc.string({ maxLength: 20 }),
    input: fc.record(
      {
        range: fc.constantFrom('0..1', '-1..1', 'imagenet'),
        light: fc.constantFrom('srgb', 'linear'),
        matte: fc.constantFrom('#ffffff', '#12AbeF'),
        ownValues: fc.constant(true),
        crop: fc.record({
          x: fc.nat(MAX_SIDE),
          y: fc.nat(MAX_SIDE),
          width: fc.integer({ min: 1, max: MAX_SIDE }),
          height: fc.integer({ min: 1, max: MAX_SIDE }),
        }),
        size: fc
          .record({
            width: fc.integer({ min: 1, max: MAX_EXACT }),
            height: fc.integer({ min: 1, max: MAX_EXACT }),
          })
          .chain((size) =>
            fc
              .option(fc.integer({ min: Math.max(size.width, size.height), max: MAX_SPAN }), {
                nil: undefined,
              })
              .map((shorter) => (shorter === undefined ? size : { ...size, shorter })),
          ),
      },
      { requiredKeys: ['range', 'light', 'matte'] },
    ),
    layers: fc.array(layer(), { maxLength: 5 }).map((layers): Pipeline => fitPipeline(layers, 3).layers),
  })

  it('gives back the same document, weights bit for bit', () => {
    fc.assert(
      fc.property(document, (doc) => {
        const back = readBank(writeBank(doc))
        expect(back).toEqual(doc)
        back.layers.forEach((item, i) => {
          const original = doc.layers[i]
          if (item.type !== 'conv2d' || original?.type !== 'conv2d') return
          expect(bits(item.bank.weight.data)).toEqual(bits(original.bank.weight.data))
        })
      }),
      SEED,
    )
  })

  it('keeps every kind of float32', () => {
    const values = [
      0.1,
      -0,
      1e-45,
      3.4028234663852886e38,
      1 / 3,
      16777217,
      NaN,
      Infinity,
      -Infinity,
      5e-39,
      1,
      1e21,
    ]
    const scale = Float32Array.from(values)
    const channels: Layer = {
      type: 'conv2d',
      bank: {
        weight: { shape: [values.length, 3, 1, 1], data: new Float32Array(values.length * 3) },
        bias: scale,
        params: { stride: [1, 1], padding: 'same', paddingMode: 'reflect', dilation: [1, 1], groups: 1 },
        names: values.map(String),
      },
    }
    const layers: Pipeline = [channels, { type: 'affine', scale, shift: scale }]
    const [conv, affine] = readBank(writeBank({ ...readBank(EXAMPLE), layers })).layers
    expect(conv?.type === 'conv2d' && bits(conv.bank.bias ?? new Float32Array())).toEqual(bits(scale))
    expect(affine?.type === 'affine' && bits(affine.shift)).toEqual(bits(scale))
  })

  it('writes short decimals', () => {
    const values = [0.5, 0.1234567, 16777216, 1 / 3]
    const affine: Layer = { type: 'affine', scale: Float32Array.from(values), shift: new Float32Array(4) }
    expect(writeBank({ ...readBank(EXAMPLE), layers: [affine] })).toContain(
      '[0.5, 0.1234567, 16777216, 0.33333334]',
    )
    const text = writeBank(readBank(EXAMPLE))
    expect(text).toContain('[[[0.299]], [[0.587]], [[0.114]]]')
    expect(JSON.parse(text)).toEqual(JSON.parse(EXAMPLE))
  })

  it('writes every kind of layer as the format says', () => {
    const layers = [
      ...['relu', 'sigmoid', 'tanh', 'abs', 'relu6', 'hardswish', 'hardsigmoid', 'silu'].map((type) => ({
        type,
      })),
      { type: 'leakyRelu', negativeSlope: 0.01 },
      { type: 'prelu', weight: [0.25] },
      { type: 'prelu', weight: [0.25, -1, 0] },
      { type: 'gelu', approximate: 'none' },
      { type: 'gelu', approximate: 'tanh' },
      { type: 'elu', alpha: 1.5 },
      { type: 'softplus', beta: 2, threshold: 'Infinity' },
      { type: 'clip', min: '-Infinity', max: 6 },
      MAX_POOL,
      AVG_POOL,
      { type: 'channelShuffle', groups: 3 },
      { type: 'affine', scale: [1, 2, 3], shift: [0, 0.5, -1] },
      { ...CONV, names: ['a', ''] },
    ]
    expect(JSON.parse(writeBank(read(file(...layers))))).toMatchObject({ layers })
  })
})
