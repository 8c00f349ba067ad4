import { readBank } from '../../../src/formats/bank-json.ts'

/** The example of the format's description. */
export const EXAMPLE = `{ "format": "filterbank/1", "name": "edges",
  "input": { "range": "0..1", "light": "srgb", "matte": "#ffffff" },
  "layers": [
    { "type": "conv2d", "inChannels": 3, "outChannels": 2, "kernelSize": [1, 1], "stride": [1, 1],
      "padding": [0, 0], "paddingMode": "zeros", "dilation": [1, 1], "groups": 1,
      "names": ["luma", "red - green"], "bias": [0, 0],
      "weight": [[[[0.299]], [[0.587]], [[0.114]]], [[[1]], [[-1]], [[0]]]] },
    { "type": "relu" } ] }`

/** A convolution as it stands in a file. */
export const CONV = {
  type: 'conv2d',
  inChannels: 3,
  outChannels: 2,
  kernelSize: [1, 2],
  stride: [1, 1],
  padding: [0, 0],
  paddingMode: 'zeros',
  dilation: [1, 1],
  groups: 1,
  bias: null,
  weight: [
    [[[1, 2]], [[3, 4]], [[5, 6]]],
    [[[7, 8]], [[9, 10]], [[11, 12]]],
  ],
} as const

/** A max pooling layer as it stands in a file. */
export const MAX_POOL = {
  type: 'maxPool2d',
  kernelSize: [2, 2],
  stride: [2, 2],
  padding: [0, 0],
  dilation: [1, 1],
  ceilMode: false,
}
/** An average pooling layer as it stands in a file. */
export const AVG_POOL = {
  type: 'avgPool2d',
  kernelSize: [3, 3],
  stride: [1, 1],
  padding: [1, 1],
  ceilMode: true,
  countIncludePad: false,
}

/** A file of these layers, before JSON.stringify. */
export const file = (...layers: unknown[]) => ({ format: 'filterbank/1', input: { range: '0..1' }, layers })
/** Read a file that is not yet text. */
export const read = (value: unknown) => readBank(JSON.stringify(value))
