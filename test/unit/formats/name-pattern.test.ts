import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  freeName,
  NAME_PARTS,
  patternName,
  patternProblem,
  type NameFacts,
} from '../../../src/formats/name-pattern.ts'

const facts: NameFacts = { name: 'IMG 0001', number: '007', map: 'map3', filter: 'Sobel x', layer: 'layer1' }

describe('names of many files', () => {
  it.each([
    ['{name}-{map}', 'IMG-0001-map3.png'],
    ['{number}_{filter}', '007_Sobel-x.png'],
    ['a/b\\{layer}:{name}', 'a-b-layer1-IMG-0001.png'],
    ['{}', '007.png'],
  ])('by %s', (pattern, name) => {
    expect(patternName(pattern, facts, '.png')).toBe(name)
  })

  it.each([
    ['{name}', true, 'All maps of a photo would have one name: use {map} or {filter}.'],
    ['{name}', false, null],
    ['{number} {filter}', true, null],
    ['maps', false, 'All photos would have one name: use {name} or {number}.'],
    ['{nmae}', false, '{nmae} stands for nothing: there are {name}, {number}, {map}, {filter}, {layer}.'],
  ])('%s, several maps %s', (pattern, several, problem) => {
    expect(patternProblem(pattern, several)).toBe(problem)
  })

  it('are safe and none is given twice, whatever the pattern and the photos are called', () => {
    const part = fc.oneof(fc.string(), ...NAME_PARTS.map((each) => fc.constant(`{${each}}`)))
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 5 }),
        fc.array(fc.string(), { maxLength: 12 }),
        (parts, names) => {
          const taken = new Set<string>()
          const files = [...names, ...names].map((name, i) =>
            freeName(
              patternName(parts.join(''), { ...facts, name, number: String(i) }, '.tif'),
              '.tif',
              taken,
            ),
          )
          expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length)
          for (const file of files) {
            expect(file).toMatch(/^[^/\\:]+\.tif$/)
            expect(new TextEncoder().encode(file).length).toBeLessThanOrEqual(200)
          }
        },
      ),
      { seed: 16, numRuns: 400 },
    )
  })
})
