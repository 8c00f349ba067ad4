import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Layer } from '../../../../src/core/layers/layer.ts'
import { sameValues } from '../../../../src/core/layers/same-values.ts'
import { layer, SEED } from '../arbitraries.ts'

type Path = readonly string[]

/** Numbers that JSON writes alike, or that `===` takes for each other, or not for themselves. */
const ODD = [0, -0, NaN, Infinity, -Infinity, 1]

/** The way to every number in a value, typed arrays included. */
function numbersIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'number') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, [...path, key]))
}

/** A copy in which no object is the same one, with another number in one place. */
function copied(value: unknown, path: Path | null, to: number): unknown {
  if (path?.length === 0) return to
  if (typeof value !== 'object' || value === null) return value
  const inside = (key: string, inner: unknown) => copied(inner, path?.[0] === key ? path.slice(1) : null, to)
  if (value instanceof Float32Array) return value.map((number, i) => Number(inside(String(i), number)))
  if (Array.isArray(value)) return value.map((inner, i) => inside(String(i), inner))
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inside(key, inner)]))
}

function numberAt(value: unknown, path: Path): unknown {
  const inside = (inner: unknown, key: string) =>
    typeof inner === 'object' && inner !== null
      ? new Map<string, unknown>(Object.entries(inner)).get(key)
      : undefined
  return path.reduce<unknown>(inside, value)
}

describe('layers are equal', () => {
  test('where all their values are, whatever objects hold them', () => {
    fc.assert(
      fc.property(layer(), (each) => {
        expect(sameValues(each, copied(each, null, 0))).toBe(true)
      }),
      SEED,
    )
  })

  test('only where each of their numbers is: NaN, both infinities and both zeros are five different ones', () => {
    const twice = fc.record({
      base: layer(),
      choice: fc.nat(),
      before: fc.constantFrom(...ODD),
      now: fc.constantFrom(...ODD),
    })
    fc.assert(
      fc.property(twice, ({ base, choice, before, now }) => {
        const paths = numbersIn(base)
        const path = paths[choice % paths.length]
        if (path === undefined) return
        const [a, b] = [copied(base, path, before), copied(base, path, now)]
        expect(Object.is(numberAt(a, path), before)).toBe(true)
        expect(sameValues(a, b)).toBe(Object.is(before, now))
        expect(sameValues(b, a)).toBe(Object.is(before, now))
      }),
      { ...SEED, numRuns: 1000 },
    )
  })

  test('not where one has more settings, more weights, or is of another type', () => {
    const slope: Layer = { type: 'leakyRelu', negativeSlope: 1 }
    expect(sameValues(slope, { type: 'leakyRelu' })).toBe(false)
    expect(sameValues({ type: 'leakyRelu' }, slope)).toBe(false)
    expect(sameValues(slope, { ...slope, type: 'relu' })).toBe(false)
    expect(sameValues(Float32Array.of(1), Float32Array.of(1, 2))).toBe(false)
    expect(sameValues(Float32Array.of(1), [1])).toBe(false)
    expect(sameValues([1, 2], [1])).toBe(false)
    expect(sameValues(null, {})).toBe(false)
  })
})

test('a setting that is not there is one that is undefined', () => {
  expect(sameValues({ a: 1, crop: undefined }, { a: 1 })).toBe(true)
  expect(sameValues({ a: 1 }, { a: 1, crop: undefined })).toBe(true)
})

test('files are compared by identity: their bytes are not looked at', () => {
  const file = new Blob(['a'])
  expect(sameValues({ file }, { file })).toBe(true)
  expect(sameValues({ file }, { file: new Blob(['a']) })).toBe(false)
})
