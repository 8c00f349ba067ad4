import { describe, expect, test } from 'vitest'
import { circleFaults } from '../../tools/graph/circles.js'
import { arrowsAmong } from '../../tools/graph/import-graph.js'

/** What is told of sources, given as text by path. */
const faultsOf = (sources: Record<string, string>, options?: Parameters<typeof circleFaults>[1]) =>
  circleFaults(arrowsAmong(new Map(Object.entries(sources))), options)

const component = (script: string, markup = '') => `<script lang="ts">\n${script}\n</script>\n${markup}\n`

test('a circle of files is told once, with the line of each import', () => {
  expect(
    faultsOf({
      'src/a.ts': `\nimport { b } from './b.ts'\nexport const a = b`,
      'src/b.ts': `import { c } from './c.ts'\nexport const b = c`,
      'src/c.ts': `export { a as c } from './a.ts'`,
    }),
  ).toEqual([
    `a circle of imports in src:
  src/a.ts:2 imports src/b.ts
  src/b.ts:1 imports src/c.ts
  src/c.ts:1 imports src/a.ts`,
  ])
})

test.each([
  ['of types alone', `import type { B } from './b.ts'\nexport type A = B`],
  ['of a type in place', `export type A = import('./b.ts').B`],
  ['of what is loaded later', `export const a = () => import('./b.ts')`],
  ['of what is handed on', `export * from './b.ts'`],
  ['for its effects', `import './b.ts'`],
])('imports %s make a circle', (_, text) => {
  expect(faultsOf({ 'src/a.ts': text, 'src/b.ts': `import type { A } from './a.ts'` })).toHaveLength(1)
})

test.each([
  ['types', component(`import type { A } from './a.ts'`)],
  ['values', component(`import { a } from './a.ts'`)],
  ['what its markup loads', component('', `{#if x}<Lazy load={() => import('./a.ts')} />{/if}`)],
  ['what its module imports', `<script lang="ts" module>\nimport type { A } from './a.ts'\n</script>\n`],
])('a component imports: %s', (_, text) => {
  const faults = faultsOf({ 'src/B.svelte': text, 'src/a.ts': `import B from './B.svelte'` })
  expect(faults).toHaveLength(1)
  expect(faults[0]).toMatch(/src\/B\.svelte:\d imports src\/a\.ts/)
})

describe('folders', () => {
  const FOLDERS = {
    'src/ui/bank/one.ts': `import type { Map } from '../maps/one.ts'`,
    'src/ui/maps/one.ts': '',
    'src/ui/maps/two.ts': `import { two } from '../bank/two.ts'`,
    'src/ui/bank/two.ts': '',
  }

  test('that need each other are a circle, though no files are', () => {
    expect(faultsOf(FOLDERS)).toEqual([
      `a circle of imports in src/ui:
  src/ui/bank/one.ts:1 imports src/ui/maps/one.ts
  src/ui/maps/two.ts:1 imports src/ui/bank/two.ts`,
    ])
  })

  test('may do so where they are mixed, files still may not', () => {
    expect(faultsOf(FOLDERS, { mixed: ['src/ui'] })).toEqual([])
    const circle = { ...FOLDERS, 'src/ui/maps/one.ts': `import { one } from '../bank/one.ts'` }
    expect(faultsOf(circle, { mixed: ['src/ui'] })).toHaveLength(1)
  })

  test('may use a file that lies beside them, and be used by another', () => {
    expect(
      faultsOf({
        'src/conv/table.ts': `import { direct } from './direct/direct.ts'`,
        'src/conv/tile.ts': '',
        'src/conv/direct/direct.ts': `import type { Tile } from '../tile.ts'`,
      }),
    ).toEqual([])
  })
})

test('what is imported twice, and by several, is no circle', () => {
  expect(
    faultsOf({
      'src/a.ts': `import { b } from './b.ts'\nimport type { C } from './c.ts'\nimport { readFileSync } from 'node:fs'`,
      'src/b.ts': `import type { C } from './c.ts'\n// import './a.ts'\nexport const text = "import './a.ts'"`,
      'src/c.ts': '',
    }),
  ).toEqual([])
})
