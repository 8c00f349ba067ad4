import { describe, expect, it } from 'vitest'
import { sourceOf } from '../../../../src/formats/models/byte-source.ts'
import { listingOf, listModel, takeConvs } from '../../../../src/formats/models/model-reader.ts'
import { openModel } from '../../../../src/formats/models/open-file.ts'
import { countingSource, modelFile, modelNames } from '../../../fixtures/model-files.ts'

const open = (name: string) => openModel(sourceOf(modelFile('safetensors', name)))

async function values(name: string) {
  const { tensors } = await open(name)
  return Object.fromEntries(
    await Promise.all(tensors.map(async (tensor) => [tensor.name, [...(await tensor.read())]] as const)),
  )
}

const RAMP = Array.from({ length: 36 }, (_, i) => i / 4 - 4)

/** Bytes of a file with these tensors and no data of theirs. */
function header(entries: Record<string, unknown>) {
  const text = new TextEncoder().encode(JSON.stringify(entries))
  const bytes = new Uint8Array(8 + text.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  return bytes
}

describe('a .safetensors file', () => {
  it('lists its tensors and convolutions', async () => {
    expect(await listModel(modelFile('safetensors', 'ok_conv.safetensors'))).toEqual({
      kind: 'safetensors',
      tensors: [
        { name: 'weight', shape: [2, 2, 3, 3], dtype: 'float32' },
        { name: 'bias', shape: [2], dtype: 'float32' },
      ],
      convs: [{ name: 'weight', weightShape: [2, 2, 3, 3], hasBias: true, batchNorm: false, settings: {} }],
      notes: [],
      own: false,
      chain: null,
    })
  })

  it.each([
    ['ok_conv', { weight: RAMP, bias: [0.5, -0.5] }],
    ['ok_metadata_padded', { weight: RAMP }],
    ['ok_order_reversed', { b: [9], a: RAMP }],
    ['ok_unaligned', { m: [1, 2, 3], w: [1.5] }],
    [
      'ok_f16_bf16_f64_i8_bool',
      { a: [1, -2], b: [1, -2], c: [Math.fround(Math.PI)], d: [-1, 127], e: [0, 1] },
    ],
    ['ok_empty', {}],
    ['ok_zero_size_and_scalar', { z: [], s: [2.5] }],
    ['ok_proto_name', JSON.parse('{ "__proto__": [1], "constructor": [2] }') as object],
  ])('reads the values of %s', async (name, expected) => {
    expect(await values(`${name}.safetensors`)).toEqual(expected)
  })

  it('says what is converted', async () => {
    const { notes } = await listModel(modelFile('safetensors', 'ok_f16_bf16_f64_i8_bool.safetensors'))
    expect(notes).toEqual([
      'float64 rounded to float32',
      'float16 converted to float32',
      'bfloat16 converted to float32',
      'int8 converted to float32',
      'bool converted to float32',
    ])
  })

  it.each([
    ['array', 'does not begin with {'],
    ['dtype', 'a.dtype: numbers of an unknown type, "Q4"'],
    ['duplicate_key', 'a name stands twice'],
    ['fraction_shape', 'a.shape[0]: expected an integer'],
    ['header_len_gt_file', 'claims 4096 bytes, but only 2 are there'],
    ['header_len_huge', 'more than 100000000'],
    ['header_over_100MB_claim', 'more than 100000000'],
    ['hole', 'b: its data at byte 8 leaves a hole'],
    ['json', 'not JSON'],
    ['metadata_not_string', '__metadata__.x: expected a string'],
    ['negative_shape', 'a.shape[0]: expected an integer'],
    ['not_brace', 'does not begin with {'],
    ['offsets_reversed', 'a.data_offsets: (1) of F32 needs 4 bytes, but has -4'],
    ['overlap', 'b: its data at byte 4 overlaps'],
    ['shape_overflow', 'a.data_offsets: (2147483648, 2147483648, 2147483648) of F32 needs'],
    ['size_mismatch', 'a.data_offsets: (3) of F32 needs 12 bytes, but has 8'],
    ['too_short', 'no file of a model'],
    ['trailing_bytes', 'the tensors take 4 bytes, but 8 are there'],
    ['truncated', 'the tensors take 16 bytes, but 8 are there'],
    ['utf8', 'the header is not UTF-8'],
  ])('refuses bad_%s in plain words', async (name, message) => {
    await expect(open(`bad_${name}.safetensors`)).rejects.toMatchObject({
      name: 'FormatError',
      message: expect.stringContaining(message),
    })
  })

  it('has a case above for each bad file', () => {
    expect(modelNames('safetensors', /^bad_/)).toHaveLength(20)
  })

  it('is listed by its header alone, of which no byte is read twice but the first', async () => {
    const filters = 1000
    const bytes = 4 * filters * 50 * 9
    const entries = Array.from({ length: 120 }, (_, i) => [
      `layers.${i}.weight`,
      { dtype: 'F32', shape: [filters, 50, 3, 3], data_offsets: [i * bytes, (i + 1) * bytes] },
    ])
    const head = header(Object.fromEntries(entries) as Record<string, unknown>)
    const source = countingSource(head, 120 * bytes)
    expect(source.size).toBeGreaterThan(200e6)
    expect(listingOf(await openModel(source)).convs).toHaveLength(120)
    expect(source.bytesRead).toBeLessThan(head.length + 64)
  })

  it('gives a convolution as a layer', async () => {
    const params = {
      stride: [2, 1],
      padding: [1, 1],
      paddingMode: 'zeros',
      dilation: [1, 1],
      groups: 2,
    } as const
    const file = modelFile('safetensors', 'ok_conv.safetensors')
    const { layers, notes } = await takeConvs(file, [{ name: 'weight', params, batchNorm: 'fold' }])
    expect(notes).toEqual([])
    expect(layers).toEqual([
      {
        type: 'conv2d',
        bank: {
          weight: { shape: [2, 2, 3, 3], data: Float32Array.from(RAMP) },
          bias: Float32Array.of(0.5, -0.5),
          params,
          names: ['', ''],
        },
      },
    ])
  })

  it('refuses settings that do not fit the weight, at its place', async () => {
    const params = {
      stride: [1, 1],
      padding: [0, 0],
      paddingMode: 'zeros',
      dilation: [1, 1],
      groups: 3,
    } as const
    const file = modelFile('safetensors', 'ok_conv.safetensors')
    await expect(takeConvs(file, [{ name: 'weight', params, batchNorm: 'leave' }])).rejects.toMatchObject({
      name: 'FormatError',
      path: 'weight.groups',
    })
    await expect(takeConvs(file, [{ name: 'other', params, batchNorm: 'leave' }])).rejects.toThrow(
      'other: no such convolution',
    )
  })
})
