import { expect, test } from 'vitest'
import { BANK_PRESETS } from '../../../../src/core/presets/bank-presets.ts'
import { PRESETS } from '../../../../src/core/presets/presets.ts'
import { parameterText } from '../../../../src/ui/choices/preset-list.ts'

test('a parameter of a preset is told in four digits at most, whatever the size of the kernel', () => {
  for (const { parameters } of [...PRESETS, ...BANK_PRESETS]) {
    for (const parameter of parameters) {
      for (let size = 1; size <= 31; size++) {
        const text = parameterText(parameter, parameter.initial([size, size]))
        expect(text.replace(/^0\.0*/, '').replaceAll(/\D/g, '').length).toBeLessThanOrEqual(4)
      }
    }
  }
})

test('a parameter has its unit, and a word where 0 stands for a choice', () => {
  const sigma = { id: 's', name: 'Sigma', unit: 'px', min: 0, max: 5, step: 0.05, initial: () => 0 }
  expect(parameterText(sigma, 14 / 3)).toBe('4.667 px')
  expect(parameterText({ ...sigma, zero: 'binomial' }, 0)).toBe('binomial')
})
