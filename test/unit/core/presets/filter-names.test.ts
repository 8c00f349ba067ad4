import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBank, setKernelSize } from '../../../../src/core/bank/bank.ts'
import { setGroups, setOutChannels } from '../../../../src/core/bank/rewire.ts'
import type { FilterBank } from '../../../../src/core/layers/layer.ts'
import { applyPreset, targetsOf, type AnyPreset } from '../../../../src/core/presets/apply-preset.ts'
import { BANK_PRESETS, COLOURS } from '../../../../src/core/presets/bank-presets.ts'
import { claimsPreset, EDITED, withTrueNames } from '../../../../src/core/presets/filter-names.ts'
import { isOwnName } from '../../../../src/core/presets/own-names.ts'
import { PRESETS } from '../../../../src/core/presets/presets.ts'
import { READY_PIPELINES } from '../../../../src/core/presets/ready-pipelines.ts'

const ALL: readonly AnyPreset[] = [
  ...PRESETS.map((preset) => ({ kind: 'kernel', preset }) as const),
  ...COLOURS.map((preset) => ({ kind: 'colour', preset }) as const),
  ...BANK_PRESETS.map((preset) => ({ kind: 'bank', preset }) as const),
]
const PLACE = { filter: 1, filters: [1, 3], channel: 0 }
/** Names that a person might give. */
const OWN = [
  'mine',
  'Sobel',
  'sobel x',
  'Sobel x 2',
  'Random',
  'Edge',
  'my Gabor 30°',
  'Red one',
  'edited',
].filter((name) => !PRESETS.some((preset) => preset.name === name))

describe('the name of a filter', () => {
  test('claims a preset for every name that a preset gives, with any values, and for no other', () => {
    const values = fc.dictionary(
      fc.constantFrom(
        ...ALL.flatMap(({ kind, preset }) =>
          kind === 'kernel' || kind === 'bank' ? preset.parameters.map(({ id }) => id) : [],
        ),
      ),
      fc.double({ min: 0, max: 360, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.constantFrom(...ALL), values, (any, changed) => {
        const bank = createBank(3, 6, [5, 5])
        for (const target of targetsOf(any, bank)) {
          const { names } = applyPreset(any, bank, target, PLACE, changed)
          for (const name of names) if (name !== '') expect([name, claimsPreset(name)]).toEqual([name, true])
        }
      }),
      { numRuns: 200, seed: 18 },
    )
    for (const name of ['', ...OWN, 'Sobel x, edited', 'Luma blur', 'Corner'])
      expect(claimsPreset(name)).toBe(false)
  })

  test('stays true through any change of weights, and one that a person gave stays as it is', () => {
    const names = fc.array(fc.constantFrom('', 'Sobel x', 'Edge 45°', 'Luma', 'Sobel x, edited', ...OWN), {
      minLength: 4,
      maxLength: 4,
    })
    const changes = fc.array(fc.tuple(fc.nat(4 * 3 * 9 - 1), fc.constantFrom(0, 1, -0, 0.5, NaN)), {
      maxLength: 6,
    })
    fc.assert(
      fc.property(names, changes, (given, changed) => {
        const before: FilterBank = { ...createBank(3, 4, [3, 3]), names: given }
        const data = before.weight.data.slice()
        for (const [at, value] of changed) data[at] = value
        const after = withTrueNames(before, { ...before, weight: { ...before.weight, data } })
        after.names.forEach((name, filter) => {
          const own = (weights: Float32Array) => [...weights.subarray(filter * 27, (filter + 1) * 27)]
          const isSame = own(data).every((value, i) => Object.is(value, own(before.weight.data)[i]))
          const was = given[filter] ?? ''
          expect(name).toBe(isSame || !claimsPreset(was) ? was : was + EDITED)
        })
      }),
      { numRuns: 300, seed: 18 },
    )
  })

  test('says so where kernels are cut or channels no longer seen, and not where zeros come to them', () => {
    const sobel = PRESETS.find(({ id }) => id === 'sobel-x') ?? expect.fail('no Sobel')
    const preset: AnyPreset = { kind: 'kernel', preset: sobel }
    const bank = applyPreset(
      preset,
      { ...createBank(3, 6, [3, 3]), names: Array.from({ length: 6 }, () => 'mine') },
      'filter',
      PLACE,
    )
    const all = bank.names.map((_, filter) => filter)
    const called = (after: FilterBank) => withTrueNames(bank, after, all).names
    expect(bank.names.slice(0, 4)).toEqual(['mine', 'Sobel x', 'mine', 'Sobel x'])
    expect(called(setKernelSize(bank, [5, 5]))).toEqual(bank.names)
    expect(called(setKernelSize(bank, [1, 3])).slice(0, 2)).toEqual(['mine', 'Sobel x, edited'])
    expect(called(setGroups(bank, 3)).slice(0, 4)).toEqual([
      'mine',
      'Sobel x, edited',
      'mine',
      'Sobel x, edited',
    ])
    expect(withTrueNames(bank, setOutChannels(bank, 8), [...all, null, null]).names).toEqual([
      ...bank.names,
      '',
      '',
    ])
  })

  test('is a person’s own unless it is none, a preset’s, or a ready pipeline’s', () => {
    for (const name of OWN) expect([name, isOwnName(name)]).toEqual([name, true])
    for (const name of ['', 'Sobel x', 'Sobel x, edited', 'Gabor 30° odd', 'Luma blur', 'Sobel x of R'])
      expect([name, isOwnName(name)]).toEqual([name, false])
    expect(isOwnName('mine', ['mine'])).toBe(false)
    for (const { make } of READY_PIPELINES)
      for (const layer of make())
        if (layer.type === 'conv2d') expect(layer.bank.names.filter((name) => isOwnName(name))).toEqual([])
  })
})
