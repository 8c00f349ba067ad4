import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import svelte from 'eslint-plugin-svelte'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'
import { importDirection } from './test/tools/lint/import-direction.js'
import { requireDocstring } from './test/tools/lint/require-docstring.js'
import { runeParser } from './test/tools/lint/rune-parser.js'
import { TYPED_RULES } from './test/tools/lint/typed-rules.js'

const CODE = ['**/*.ts', '**/*.js', '**/*.svelte']

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
  ts.configs.strict,
  ts.configs.stylistic,
  svelte.configs.recommended,
  {
    files: CODE,
    plugins: {
      house: { rules: { 'import-direction': importDirection, 'require-docstring': requireDocstring } },
    },
    rules: {
      // TypeScript knows which names exist where.
      'no-undef': 'off',
      'house/import-direction': 'error',
      'max-lines': ['error', 300],
      'no-console': 'error',
      // Oxlint would heed them.
      'no-warning-comments': ['error', { terms: ['eslint-disable', 'oxlint-disable'], location: 'anywhere' }],
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
      '@typescript-eslint/prefer-for-of': 'off',
      // State that others react to is replaced, never changed in place; a local Set or Map needs no signals.
      'svelte/prefer-svelte-reactivity': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { files: ['src/**', 'workers/**'], rules: { 'house/require-docstring': 'error' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts', '**/*.svelte.js'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    files: ['src/**/*.svelte'],
    languageOptions: {
      parserOptions: {
        parser: runeParser,
        project: 'tsconfig.app.json',
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: Object.fromEntries(TYPED_RULES.map(([name, config]) => [`@typescript-eslint/${name}`, config])),
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
