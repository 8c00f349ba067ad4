import { describe, expect, it } from 'vitest'
import type { Pipeline } from '../../../../../src/core/layers/layer.ts'
import { referenceLayer } from '../../../../../src/core/layers/reference.ts'
import { sourceOfBytes } from '../../../../../src/formats/models/byte-source.ts'
import { readGraph, type OnnxGraph } from '../../../../../src/formats/models/onnx/graph.ts'
import { WireFile } from '../../../../../src/formats/models/onnx/wire.ts'
import { convBound } from '../../../../fixtures/engine-checks.ts'
import { firstMismatch } from '../../../../fixtures/golden.ts'
import { chainOf, opened } from '../../../../fixtures/onnx-models.ts'
import { runOnnx, withOutputs } from '../../../../fixtures/onnx-runtime.ts'
import { coffee } from '../../../core/image/coffee.ts'
import { hasThirdParty, thirdParty } from '../../../core/image/fixtures.ts'

const MODEL = 'third-party-models/slim320.onnx'
/** Names of the values that the nodes of the longest chain make: all of its nodes read the one before. */
function valuesOf({ nodes }: OnnxGraph, layers: Pipeline): string[] {
  const ways = new Map<string, string[]>([['input', []]])
  for (const { op, inputs, outputs } of nodes) {
    const before = ways.get(inputs[0] ?? '')
    const [output = ''] = outputs
    if (before && (op === 'Conv' || op === 'Relu')) ways.set(output, [...before, output])
  }
  return [...ways.values()].findLast(({ length }) => length === layers.length) ?? expect.fail('no such way')
}

describe.skipIf(!hasThirdParty)('a face detector in the wild (FIXTURES_DIR)', () => {
  it('is taken as a chain up to where its branches part, and every map is that of ONNX Runtime', async () => {
    const bytes = thirdParty(MODEL)
    const { chain, convs, notes } = await opened(bytes)
    expect({ chain, convs: convs.length, notes }).toEqual({
      chain: { layers: 57, weights: 226_656, stopsAt: 'Transpose after layer 57' },
      convs: 42,
      notes: [],
    })
    const { layers } = await chainOf(bytes)
    const values = valuesOf(await readGraph(new WireFile(sourceOfBytes(bytes))), layers)
    // as the detector wants it
    const input = coffee([240, 320], (value) => (value - 127) / 128)
    const outputs = await runOnnx(withOutputs(bytes, values), input, values)
    let before = input
    for (const [i, layer] of layers.entries()) {
      const output = outputs[i] ?? expect.fail(`no output of layer ${i}`)
      const expected = referenceLayer(before, layer)
      expect(output.shape, `layer ${i}`).toEqual(expected.shape)
      const bounds = layer.type === 'conv2d' ? convBound(before, layer.bank, 'direct') : null
      expect(
        firstMismatch(output.data, expected.data, (at) => bounds?.[at] ?? 0),
        `layer ${i}`,
      ).toBeNull()
      before = output
    }
  })
})
