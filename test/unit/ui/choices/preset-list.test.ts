import { expect, test } from 'vitest'
import { BANK_PRESETS, COLOURS } from '../../../../src/core/presets/bank-presets.ts'
import { PRESETS } from '../../../../src/core/presets/presets.ts'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { parameterText, presetSections } from '../../../../src/ui/choices/preset-list.ts'

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

test('every preset stands in one section, a favourite in the first alone', () => {
  const bank = createBank(3, 4, [3, 3])
  const own = [{ name: 'grain', channels: 1, size: [1, 1] as const, values: Float32Array.of(1) }]
  const ids = [...PRESETS, ...COLOURS, ...BANK_PRESETS].map(({ id }) => id)
  const plain = presetSections(bank, own)
  const keys = (sections: typeof plain) => sections.flatMap(({ entries }) => entries.map(({ key }) => key))
  expect(keys(plain).toSorted()).toEqual(['own grain', ...ids].toSorted())
  expect(plain.map(({ name }) => name).slice(0, 3)).toEqual(['Your presets', 'Blur', 'Sharpen'])

  const starred = presetSections(bank, own, ['sepia', 'not there', 'own grain', 'gabor'])
  expect(starred[0]?.name).toBe('Favourites')
  expect(keys(starred.slice(0, 1))).toEqual(['sepia', 'own grain', 'gabor'])
  expect(keys(starred).toSorted()).toEqual(keys(plain).toSorted())
  expect(starred.map(({ name }) => name)).not.toContain('Your presets')
})
