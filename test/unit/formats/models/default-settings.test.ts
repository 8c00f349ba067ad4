import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../../src/formats/models/default-settings.ts'
import type { FoundConv } from '../../../../src/formats/models/model-file.ts'

const conv = (weightShape: FoundConv['weightShape'], rest: Partial<FoundConv> = {}): FoundConv => ({
  name: 'conv',
  weightShape,
  hasBias: false,
  batchNorm: false,
  settings: {},
  ...rest,
})

describe('settings that a file does not say', () => {
  it.each([
    ['all channels that come in', conv([16, 3, 3, 3]), 3, 1],
    ['depthwise', conv([32, 1, 3, 3]), 32, 32],
    ['depthwise, two filters for each channel', conv([64, 1, 3, 3]), 32, 32],
    ['in groups', conv([8, 2, 3, 3]), 4, 2],
    ['one channel of a picture', conv([8, 1, 5, 5]), 3, 1],
    ['another number of channels', conv([8, 5, 3, 3]), 3, 1],
    ['by its name', conv([32, 1, 3, 3], { name: 'features.conv_dw' }), null, 32],
    ['nothing before it', conv([32, 1, 3, 3]), null, 1],
  ])('groups: %s', (_what, found, before, groups) => {
    const { params, reasons } = defaultSettings(found, before)
    expect(params.groups).toBe(groups)
    expect(reasons.groups).toMatch(/channel/)
  })

  it.each([
    [[1, 1], [0, 0], {}],
    [[3, 5], [1, 2], {}],
    [[2, 4], [0, 1], {}],
    [[3, 3], [2, 1], { dilation: [2, 1] }],
    [[3, 3], 'same', { padding: 'same' }],
  ] as const)('padding of a %j kernel: %j', ([height, width], padding, settings) => {
    expect(defaultSettings(conv([1, 1, height, width], { settings }), 1).params.padding).toEqual(padding)
  })

  it('gives back what the file says', () => {
    const settings = {
      stride: [2, 2],
      padding: [3, 3],
      paddingMode: 'reflect',
      dilation: [1, 1],
      groups: 4,
    } as const
    const { params, reasons } = defaultSettings(conv([8, 1, 3, 3], { settings }), 3)
    expect(params).toEqual(settings)
    expect(new Set(Object.values(reasons))).toEqual(new Set(['the file says it']))
  })
})
