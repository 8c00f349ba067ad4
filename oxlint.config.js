import { TYPED_RULES } from './test/tools/lint/typed-rules.js'

/** What oxlint 1.94 does not have. */
const WITHOUT = ['no-unsafe-class-instance-assignment']

export default {
  ignorePatterns: ['dist/', 'coverage/', 'test/fixtures/formats/'],
  plugins: ['typescript'],
  options: { typeAware: true, denyWarnings: true },
  categories: { correctness: 'off' },
  rules: Object.fromEntries(
    TYPED_RULES.filter(([name]) => !WITHOUT.includes(name)).map(([name, config]) => [
      `typescript/${name}`,
      config,
    ]),
  ),
  overrides: [
    // The test framework's own matchers, such as expect.any(Number), are typed `any`.
    { files: ['test/**'], rules: { 'typescript/no-unsafe-assignment': 'off' } },
  ],
}
