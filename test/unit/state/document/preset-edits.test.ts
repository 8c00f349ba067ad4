import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import type { Layer } from '../../../../src/core/layers/layer.ts'
import { targetsOf, type AnyPreset } from '../../../../src/core/presets/apply-preset.ts'
import { BANK_PRESETS, COLOURS } from '../../../../src/core/presets/bank-presets.ts'
import { PRESETS } from '../../../../src/core/presets/presets.ts'
import { bankAt } from '../../../../src/state/document/edits.ts'
import { putPreset } from '../../../../src/state/document/preset-edits.ts'
import { smallDocument } from '../documents.ts'

const FILTERS: readonly AnyPreset[] = [
  ...PRESETS.map((preset) => ({ kind: 'kernel', preset }) as const),
  ...COLOURS.map((preset) => ({ kind: 'colour', preset }) as const),
  { kind: 'own', preset: { name: 'grain', channels: 1, size: [3, 3], values: new Float32Array(9).fill(1) } },
]

function documentOf(names: readonly string[], channels = 3) {
  const bank = { ...createBank(channels, names.length, [3, 3]), names }
  return smallDocument({ layers: [{ type: 'conv2d', bank } satisfies Layer] })
}

test('a preset names the filters that it fills, but for those that a person named', () => {
  const names = fc.array(
    fc.constantFrom('', 'Sobel x', 'Box blur, edited', 'Luma blur', 'grain', 'mine', 'Left eye'),
    {
      minLength: 4,
      maxLength: 4,
    },
  )
  fc.assert(
    fc.property(fc.constantFrom(...FILTERS), names, fc.constantFrom(1, 3), (preset, given, channels) => {
      const document = documentOf(given, channels)
      const place = { filter: 2, filters: [0, 2], channel: 0 }
      for (const target of targetsOf(preset, bankAt(document, 0))) {
        const after = bankAt(putPreset(document, 0, preset, target, place, {}, ['grain']).document, 0).names
        const isFilled = (filter: number) =>
          target === 'bank' ||
          (target === 'filter' ? place.filters.includes(filter) : filter === 2 && channels === 1)
        given.forEach((name, filter) => {
          if (['mine', 'Left eye'].includes(name)) expect(after[filter]).toBe(name)
          else if (isFilled(filter))
            expect(after[filter]).toMatch(new RegExp(`^${preset.preset.name}( \\d+°)?$`))
          else expect([name, `${name}, edited`]).toContain(after[filter])
        })
      }
    }),
    { numRuns: 300, seed: 18 },
  )
})

test('a bank in place of the whole bank has its own names', () => {
  const preset = BANK_PRESETS.find(({ id }) => id === 'haar-bank') ?? expect.fail('no Haar bank')
  const { document } = putPreset(documentOf(['mine', '', 'mine', '']), 0, { kind: 'bank', preset }, 'bank', {
    filter: 0,
    filters: [0],
    channel: 0,
  })
  expect(bankAt(document, 0).names).toEqual(['Haar mean', 'Haar x', 'Haar y', 'Haar diagonal'])
})
