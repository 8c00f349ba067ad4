import { describe, expect, it } from 'vitest'
import {
  applyPreset,
  ownPreset,
  targetsOf,
  type AnyPreset,
  type PresetTarget,
} from '../../../../src/core/presets/apply-preset.ts'
import { createBank, kernelOf } from '../../../../src/core/bank/bank.ts'
import { BANK_PRESETS, COLOURS } from '../../../../src/core/presets/bank-presets.ts'
import { checkBank } from '../../../../src/core/layers/conv2d.ts'
import { ShapeError } from '../../../../src/core/errors.ts'
import { presetById } from '../../../../src/core/presets/presets.ts'

const make = (id: string) => [...presetById(id).make(3, 3)]
const close = (actual: ArrayLike<number>, expected: readonly number[]) => {
  expect(actual.length).toBe(expected.length)
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 6))
}
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0)

describe('a preset put into a bank', () => {
  const rgb = createBank(3, 4, [3, 3])
  const place = { filter: 2, filters: [1, 2], channel: 1 }
  const kernel = (id: string): AnyPreset => ({ kind: 'kernel', preset: presetById(id) })

  it('kernel: that kernel alone', () => {
    const bank = applyPreset(kernel('sobel-x'), rgb, 'kernel', place)
    expect([...kernelOf(bank, 2, 1)]).toEqual(make('sobel-x'))
    expect(bank.weight.data.filter((value, i) => value !== rgb.weight.data[i]).length).toBeLessThanOrEqual(9)
  })

  it('filter: all its kernels by the brightness of the channels, in every picked filter', () => {
    const bank = applyPreset(kernel('box'), rgb, 'filter', place)
    for (const filter of [1, 2]) {
      ;[0.299, 0.587, 0.114].forEach((part, channel) =>
        close(
          kernelOf(bank, filter, channel),
          Array.from({ length: 9 }, () => part / 9),
        ),
      )
    }
    expect([...kernelOf(bank, 0, 0)]).toEqual([...kernelOf(rgb, 0, 0)])
  })

  it('bank: turned from filter to filter where it has an angle, else one channel in turn', () => {
    const turned = applyPreset(kernel('sobel-angle'), createBank(1, 4, [3, 3]), 'bank', place, { angle: 0 })
    close(kernelOf(turned, 0, 0), make('sobel-x'))
    close(kernelOf(turned, 2, 0), make('sobel-y'))
    const box = applyPreset(kernel('box'), rgb, 'bank', place)
    expect([0, 1, 2, 3].map((filter) => sum(kernelOf(box, filter, filter % 3)).toFixed(4))).toEqual(
      Array.from({ length: 4 }, () => '1.0000'),
    )
    expect(sum(kernelOf(box, 0, 1))).toBe(0)
  })

  it.each(BANK_PRESETS)('$id makes a valid bank, in groups where they divide', (preset) => {
    const any: AnyPreset = { kind: 'bank', preset }
    checkBank(applyPreset(any, rgb, 'bank', place))
    const grouped = createBank(8, 16, [3, 3], { groups: 4 })
    if (targetsOf(any, grouped).length === 0) {
      expect(() => applyPreset(any, grouped, 'bank', place)).toThrow(ShapeError)
    } else {
      const bank = applyPreset(any, grouped, 'bank', place)
      checkBank(bank)
      expect(bank.weight.shape[1] * bank.params.groups).toBe(8)
    }
  })

  it('of one’s own: comes back as it was saved, and at other sizes about its centre', () => {
    const bank = applyPreset(kernel('gabor'), rgb, 'filter', place)
    const own: AnyPreset = { kind: 'own', preset: ownPreset('mine', bank, 1, null) }
    const back = applyPreset(own, rgb, 'filter', { ...place, filters: [3] })
    expect([...kernelOf(back, 3, 2)]).toEqual([...kernelOf(bank, 1, 2)])
    const larger = applyPreset(own, createBank(3, 4, [5, 5]), 'filter', { ...place, filters: [0] })
    expect(kernelOf(larger, 0, 0)[12]).toBe(kernelOf(bank, 1, 0)[4])
    expect(targetsOf(own, createBank(8, 8, [3, 3]))).toEqual([])
  })

  it('names the filter that it fills, and no other', () => {
    const names = ['a', 'b', 'c', 'd']
    const old = { ...rgb, names }
    const colour: AnyPreset = { kind: 'colour', preset: COLOURS[1] ?? expect.fail('no colours') }
    const mine: AnyPreset = { kind: 'own', preset: ownPreset('mine', rgb, 0, null) }
    const called = (any: AnyPreset, target: PresetTarget, bank = old) =>
      applyPreset(any, bank, target, place).names
    expect(called(kernel('sharpen'), 'filter')).toEqual(['a', 'Sharpen', 'Sharpen', 'd'])
    expect(called(colour, 'filter')).toEqual(['a', 'Red − green', 'Red − green', 'd'])
    expect(called(mine, 'filter')).toEqual(['a', 'mine', 'mine', 'd'])
    expect(called(kernel('sharpen'), 'bank')).toEqual(names.map(() => 'Sharpen'))
    expect(called(kernel('random'), 'bank')).toEqual(names.map(() => presetById('random').name))
    expect(called(kernel('sobel-angle'), 'bank').at(2)).toMatch(/ 90°$/)
    // one kernel of three leaves the name, the only one is the filter, as all of them are
    expect(called(kernel('sharpen'), 'kernel')).toEqual(names)
    const depthwise = { ...createBank(4, 4, [3, 3], { groups: 4 }), names }
    const first = { ...place, channel: 0 }
    expect(applyPreset(kernel('sharpen'), depthwise, 'kernel', first).names).toEqual([
      'a',
      'b',
      'Sharpen',
      'd',
    ])
    const linked = applyPreset(kernel('sharpen'), old, 'kernel', { ...place, linked: true })
    expect(linked.names).toEqual(['a', 'b', 'Sharpen', 'd'])
    expect([0, 1, 2].map((channel) => [...kernelOf(linked, 2, channel)])).toEqual(
      [0, 1, 2].map(() => make('sharpen')),
    )
  })
})
