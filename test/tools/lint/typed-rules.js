/*
 * The rules that ask for types, of typescript-eslint's strict sets. Oxlint applies them to TypeScript and JavaScript, by the
 * native compiler; ESLint to components, whose scripts Oxlint does not type.
 */
import ts from 'typescript-eslint'

/** @typedef {import('@eslint/core').RuleConfig} RuleConfig */

const PREFIX = '@typescript-eslint/'
const strict = [...ts.configs.strictTypeChecked, ...ts.configs.stylisticTypeChecked].map(({ rules }) => rules)
/** @type {Record<string, RuleConfig | undefined>} */
const merged = Object.assign({}, ...strict)

/** Where ours differ. */
const OURS = /** @type {Record<string, RuleConfig>} */ ({
  'restrict-template-expressions': ['error', { allowNumber: true }],
  'no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  // The checks where types decide: an index signature is read with brackets, a `!` is not written at all.
  'dot-notation': 'off',
  'non-nullable-type-assertion-style': 'off',
  // `void value` names a dependency of an effect.
  'no-meaningless-void-operator': 'off',
})

/**
 * Each rule that asks for types and is on, with its level and options, by its name without a prefix.
 * @type {[name: string, config: RuleConfig][]}
 */
export const TYPED_RULES = Object.keys(ts.configs.disableTypeChecked.rules ?? {})
  .filter((name) => name.startsWith(PREFIX))
  .map((name) => name.slice(PREFIX.length))
  .filter((name) => OURS[name] !== 'off' && (merged[PREFIX + name] ?? 'off') !== 'off')
  .map((name) => [name, OURS[name] ?? merged[PREFIX + name] ?? 'error'])
