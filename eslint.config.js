import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import svelte from 'eslint-plugin-svelte'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'
import { importDirection } from './test/tools/lint/import-direction.js'
import { requireDocstring } from './test/tools/lint/require-docstring.js'
import { runeParser } from './test/tools/lint/rune-parser.js'

const TYPED = ['**/*.ts', '**/*.js', '**/*.svelte']

export default defineConfig(
  {
    ignores: [
      'dist/',
      'coverage/',
      'test-results/',
      'playwright-report/',
      'docs/',
      'test/fixtures/golden/',
      'test/fixtures/formats/',
    ],
  },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  ts.configs.stylisticTypeChecked,
  svelte.configs.recommended,
  {
    files: TYPED,
    plugins: {
      house: { rules: { 'import-direction': importDirection, 'require-docstring': requireDocstring } },
    },
    languageOptions: {
      parserOptions: {
        project: 'tsconfig.node.json',
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      // TypeScript knows which names exist where.
      'no-undef': 'off',
      'house/import-direction': 'error',
      'max-lines': ['error', 300],
      'no-console': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      eqeqeq: 'error',
      'object-shorthand': 'error',
      'prefer-template': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSAsExpression > TSAsExpression[typeAnnotation.type="TSUnknownKeyword"]',
          message: 'A cast by way of unknown hides an error: check the value instead.',
        },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // The checks where types decide: an index signature is read with brackets, a `!` is not written at all.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/prefer-for-of': 'off',
      // `void value` names a dependency of an effect.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // State that others react to is replaced, never changed in place; a local Set or Map needs no signals.
      'svelte/prefer-svelte-reactivity': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  // Each file is looked up in one program only; the first of a list would be made for tests too.
  ...[
    { folder: 'src', project: 'tsconfig.json' },
    { folder: 'workers', project: 'tsconfig.worker.json' },
    { folder: 'test/browser', project: 'tsconfig.browser.json' },
  ].map(({ folder, project }) => ({
    files: TYPED.map((type) => `${folder}/${type}`),
    languageOptions: { parserOptions: { project } },
  })),
  { files: ['src/**', 'workers/**'], rules: { 'house/require-docstring': 'error' } },
  // The test framework's own matchers, such as expect.any(Number), are typed `any`.
  { files: ['test/**'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts', '**/*.svelte.js'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    files: ['src/**/*.svelte', 'src/**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: runeParser } },
  },
  {
    files: ['**/*.svelte'],
    rules: {
      'max-lines': ['error', 250],
      'house/require-docstring': 'off',
      // To ESLint a component that is imported is untyped, and so is what it hands to callbacks; svelte-check sees both.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
)
