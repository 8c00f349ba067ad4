import { describe, expect, it } from 'vitest'
import type { Layer } from '../../../src/core/layers/layer.ts'
import { readBank } from '../../../src/formats/bank-json.ts'
import { AVG_POOL, CONV, EXAMPLE, file, MAX_POOL, read } from './bank-files.ts'

function firstLayer(value: unknown): Layer {
  const [first] = read(file(value)).layers
  if (!first) throw new Error('no layer')
  return first
}

describe('readBank', () => {
  it('reads the example', () => {
    const { name, input, layers } = readBank(EXAMPLE)
    expect(name).toBe('edges')
    expect(input).toEqual({ range: '0..1', light: 'srgb', matte: '#ffffff' })
    expect(layers.map(({ type }) => type)).toEqual(['conv2d', 'relu'])
    const [first] = layers
    if (first?.type !== 'conv2d') throw new Error('not a convolution')
    expect(first.bank).toEqual({
      weight: { shape: [2, 3, 1, 1], data: Float32Array.of(0.299, 0.587, 0.114, 1, -1, 0) },
      bias: Float32Array.of(0, 0),
      params: { stride: [1, 1], padding: [0, 0], paddingMode: 'zeros', dilation: [1, 1], groups: 1 },
      names: ['luma', 'red - green'],
    })
  })

  it('fills in what may be missing', () => {
    const doc = read(file(CONV))
    expect(doc.name).toBe('')
    expect(doc.input).toEqual({ range: '0..1', light: 'srgb', matte: '#ffffff' })
    expect(doc.layers).toEqual([
      expect.objectContaining({ bank: expect.objectContaining({ names: ['', ''] }) }),
    ])
  })

  it("takes the file's own values where they are asked for", () => {
    const own = (ownValues: boolean) => read({ ...file(), input: { range: '0..1', ownValues } }).input
    expect(own(true)).toEqual({ range: '0..1', light: 'srgb', matte: '#ffffff', ownValues: true })
    expect(own(false)).not.toHaveProperty('ownValues')
    const framed = {
      crop: { x: 1, y: 2, width: 3, height: 4 },
      size: { width: 224, height: 224, shorter: 256 },
    }
    expect(read({ ...file(), input: { range: '0..1', ...framed } }).input).toMatchObject(framed)
  })

  it('lays nested weights out as OIHW', () => {
    const conv = firstLayer(CONV)
    expect(conv.type === 'conv2d' && [...conv.bank.weight.data]).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    ])
  })

  it.each(['same', 'valid'])('takes padding "%s"', (padding) => {
    const conv = firstLayer({ ...CONV, padding })
    expect(conv.type === 'conv2d' && conv.bank.params.padding).toBe(padding)
  })

  it('takes non-finite numbers as strings', () => {
    const bank = firstLayer({ ...CONV, bias: ['NaN', '-Infinity'] })
    expect(bank.type === 'conv2d' && [...(bank.bank.bias ?? [])]).toEqual([NaN, -Infinity])
  })

  it('takes layers that need more room than a small picture has', () => {
    const strided = { ...MAX_POOL, stride: [1000, 1000] }
    expect(read(file(strided, strided, strided, { ...CONV, kernelSize: [1, 2] })).layers.length).toBe(4)
  })

  const without = (key: keyof typeof CONV) =>
    Object.fromEntries(Object.entries(CONV).filter(([k]) => k !== key))

  it.each([
    ['text that is no JSON', '{', ''],
    ['nothing', '', ''],
    ['an array', '[]', ''],
    ['null', 'null', ''],
    ['another format', { ...file(), format: 'filterbank/2' }, 'format'],
    ['an unknown field', { ...file(), extra: 1 }, 'extra'],
    [
      'a prototype',
      '{"format":"filterbank/1","input":{"range":"0..1"},"layers":[],"__proto__":{}}',
      '__proto__',
    ],
    ['inherited names', { ...file(), toString: 1 }, 'toString'],
    ['no input', { format: 'filterbank/1', layers: [] }, 'input'],
    ['no range', { ...file(), input: {} }, 'input.range'],
    ['an unknown range', { ...file(), input: { range: '0..255' } }, 'input.range'],
    ['an unknown light', { ...file(), input: { range: '0..1', light: 'p3' } }, 'input.light'],
    ['own values of no yes or no', { ...file(), input: { range: '0..1', ownValues: 1 } }, 'input.ownValues'],
    ['a matte that is no colour', { ...file(), input: { range: '0..1', matte: 'white' } }, 'input.matte'],
    ['a name that is no string', { ...file(), name: 1 }, 'name'],
    ['layers that are no array', { ...file(), layers: { length: 1 } }, 'layers'],
    ['65 layers', file(...Array.from({ length: 65 }, () => ({ type: 'relu' }))), 'layers'],
    ['a layer that is no object', file('relu'), 'layers[0]'],
    ['a layer without type', file({}), 'layers[0]'],
    ['a bound that is NaN', file({ type: 'clip', min: 'NaN', max: 1 }), 'layers[0]'],
    ['no weights of a PReLU', file({ type: 'prelu', weight: [] }), 'layers[0].weight'],
    ['weights of other channels', file({ type: 'prelu', weight: [1, 2] }), 'layers[0].weight'],
    ['an unknown form of GELU', file({ type: 'gelu', approximate: 'erf' }), 'layers[0].approximate'],
    ['an unknown layer', file({ type: 'relu' }, { type: 'relu7' }), 'layers[1].type'],
    [
      'an inherited type',
      '{"format":"filterbank/1","input":{"range":"0..1"},"layers":[{"__proto__":{"type":"relu"}}]}',
      'layers[0]',
    ],
    ['a field that a layer has not', file({ type: 'relu', inplace: true }), 'layers[0].inplace'],
    ['a missing field', file(without('dilation')), 'layers[0].dilation'],
    ['a missing weight', file(without('weight')), 'layers[0].weight'],
    ['a huge outChannels', file({ ...CONV, outChannels: 1e9 }), 'layers[0].outChannels'],
    ['a fraction', file({ ...CONV, inChannels: 2.5 }), 'layers[0].inChannels'],
    ['a number as a string', file({ ...CONV, inChannels: '3' }), 'layers[0].inChannels'],
    ['a negative size', file({ ...CONV, kernelSize: [-1, 2] }), 'layers[0].kernelSize[0]'],
    ['a pair of three', file({ ...CONV, stride: [1, 1, 1] }), 'layers[0].stride'],
    ['a number for a pair', file({ ...CONV, dilation: 1 }), 'layers[0].dilation'],
    ['negative padding', file({ ...CONV, padding: [0, -1] }), 'layers[0].padding[1]'],
    ['an unknown padding', file({ ...CONV, padding: 'full' }), 'layers[0].padding'],
    ['an unknown padding mode', file({ ...CONV, paddingMode: 'wrap' }), 'layers[0].paddingMode'],
    ['groups that do not divide', file({ ...CONV, groups: 2 }), 'layers[0].groups'],
    ["'same' with stride", file({ ...CONV, padding: 'same', stride: [1, 2] }), 'layers[0].padding'],
    ['too few filters', file({ ...CONV, weight: CONV.weight.slice(1) }), 'layers[0].weight'],
    ['a filter of another depth', file({ ...CONV, weight: [CONV.weight[0], []] }), 'layers[0].weight[1]'],
    [
      'a row of another width',
      file({ ...CONV, weight: [CONV.weight[0], [[[7, 8]], [[9]], [[11, 12]]]] }),
      'layers[0].weight[1][1][0]',
    ],
    [
      'a weight that is no number',
      file({ ...CONV, weight: [CONV.weight[0], [[[7, 8]], [[9, null]], [[11, 12]]]] }),
      'layers[0].weight[1][1][0][1]',
    ],
    [
      'a weight too large for float32',
      file({ ...CONV, weight: [CONV.weight[0], [[[7, 8]], [[9, 1e39]], [[11, 12]]]] }),
      'layers[0].weight[1][1][0][1]',
    ],
    ['too many biases', file({ ...CONV, bias: [1, 2, 3] }), 'layers[0].bias'],
    ['too few names', file({ ...CONV, names: ['a'] }), 'layers[0].names'],
    ['a name too long', file({ ...CONV, names: ['a', 'b'.repeat(201)] }), 'layers[0].names[1]'],
    [
      'an unknown non-finite number',
      file({ type: 'leakyRelu', negativeSlope: 'inf' }),
      'layers[0].negativeSlope',
    ],
    ['too much pool padding', file({ ...MAX_POOL, padding: [2, 0] }), 'layers[0].padding'],
    ['a ceilMode that is no boolean', file({ ...MAX_POOL, ceilMode: 0 }), 'layers[0].ceilMode'],
    ['dilation of average pooling', file({ ...AVG_POOL, dilation: [1, 1] }), 'layers[0].dilation'],
    ['a shuffle that does not divide', file({ type: 'channelShuffle', groups: 2 }), 'layers[0].groups'],
    [
      'an affine layer of other channels',
      file({ type: 'affine', scale: [1], shift: [0] }),
      'layers[0].scale',
    ],
    ['shifts unlike scales', file({ type: 'affine', scale: [1, 1, 1], shift: [0] }), 'layers[0].shift'],
    ['layers that do not fit one another', file(CONV, { type: 'relu' }, CONV), 'layers[2].inChannels'],
  ])('refuses %s, naming the field', (_what, content, path) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    expect(() => readBank(text)).toThrow(expect.objectContaining({ name: 'FormatError', path }))
  })

  it.each([
    ['a crop that is no part', { crop: [0, 0, 5, 5] }, 'crop'],
    ['a crop without width', { crop: { x: 0, y: 0, height: 5 } }, 'crop.width'],
    ['a crop of nothing', { crop: { x: 0, y: 0, width: 0, height: 5 } }, 'crop.width'],
    ['a crop before the photo', { crop: { x: -1, y: 0, width: 5, height: 5 } }, 'crop.x'],
    ['half a pixel of a crop', { crop: { x: 0, y: 0.5, width: 5, height: 5 } }, 'crop.y'],
    ['a crop of no photo', { crop: { x: 0, y: 0, width: 1e9, height: 5 } }, 'crop.width'],
    ['no crop as null', { crop: null }, 'crop'],
    ['an exact size that is none', { size: 224 }, 'size'],
    ['an exact size that is huge', { size: { width: 224, height: 4097 } }, 'size.height'],
    ['an exact size of nothing', { size: { width: 0, height: 224 } }, 'size.width'],
    ['a middle that is larger', { size: { width: 224, height: 224, shorter: 223 } }, 'size.shorter'],
    ['a word for a size', { size: { width: 224, height: 224, shorter: '256' } }, 'size.shorter'],
    ['an unknown field of a size', { size: { width: 224, height: 224, longer: 256 } }, 'size.longer'],
  ])('refuses %s, naming the field', (_what, input, path) => {
    const text = JSON.stringify({ ...file(), input: { range: '0..1', ...input } })
    expect(() => readBank(text)).toThrow(
      expect.objectContaining({ name: 'FormatError', path: `input.${path}` }),
    )
  })

  it('says what does not fit without the size of a picture, which it does not know', () => {
    const text = JSON.stringify(file(CONV, { type: 'relu' }, CONV))
    expect(() => readBank(text)).toThrow(/expected input\[1, \d+, H, W\] to have \d+ channels/)
  })

  it('refuses a JSON number that only overflow makes infinite', () => {
    const text = JSON.stringify(file({ type: 'leakyRelu', negativeSlope: 12345 })).replace('12345', '1e999')
    expect(() => readBank(text)).toThrow(/layers\[0\]\.negativeSlope: out of range/)
  })

  it('refuses a weight count beyond the limit before reading the weights', () => {
    const shape = { inChannels: 1024, outChannels: 1024, kernelSize: [31, 31] }
    const text = JSON.stringify(file({ ...CONV, ...shape, weight: [[['x']]] }))
    expect(() => readBank(text)).toThrow(/layers\[0\]\.weight: 1007681536 weights: a file may hold 4194304/)
  })

  it('counts the weights of all layers together', () => {
    const all = { ...CONV, inChannels: 1024, outChannels: 1024, kernelSize: [2, 2], weight: [] }
    expect(() => read(file(CONV, all))).toThrow(
      'layers[1].weight: 4194304 weights: a file may hold 4194304, of which 4194292 are left',
    )
  })
})
