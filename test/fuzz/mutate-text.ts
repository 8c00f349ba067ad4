import type { Dice } from './random.ts'

type Mutator = (text: string, dice: Dice, other: string) => string

const NUMBERS =
  '0 -0 1 -1 2 7 31 32 63 64 65 255 1023 1024 1025 65535 65536 65537 4194304 4194305 2147483648 4294967296 9007199254740993 ' +
  '1e308 1e309 -1e999 1e-400 3.4028235e38 3.4028236e38 1.17549435e-38 1e-46 0.1 .5 5. 01 0x10 1_000 1/3 1/0 NaN nan inf ' +
  '-Infinity "NaN" "Infinity" "-Infinity" "1" ١ １ −1 --1 1e 1,5'
const VALUES =
  '[] {} null true false "" "x" [[]] [null] [1] {"a":1} {"type":"relu"} {"__proto__":{}} "__proto__" "constructor" "same" ' +
  '"valid" "zeros" "circular" "#000000" ... array( tensor( float("nan") np.nan # \\ /'
const LETTERS =
  '\0 \t \n \r \u001b " \' \\ / , : ; . - + e [ ] { } ( ) 0 9 \u2028 \u202e \u2066 \ufeff \ud800 \udfff é 海 😀 ='
const [NUMBER_WORDS, VALUE_WORDS] = [NUMBERS.split(' '), VALUES.split(' ')]
const LETTER_LIST = [' ', ...LETTERS.split(' ')]

/** What is done to text, by its words and brackets rather than by its characters alone. `other` is another input. */
export const TEXT_MUTATORS: readonly Mutator[] = [
  function putLetter(text, dice) {
    const at = dice.below(text.length + 1)
    return text.slice(0, at) + dice.of(LETTER_LIST) + text.slice(at + dice.below(2))
  },
  function cut(text, dice) {
    return text.slice(0, dice.below(text.length + 1))
  },
  function takeOut(text, dice) {
    const [from, to] = wordAt(text, dice)
    return text.slice(0, from) + text.slice(to)
  },
  function putNumber(text, dice) {
    const [from, to] = numberAt(text, dice)
    return text.slice(0, from) + dice.of(NUMBER_WORDS) + text.slice(to)
  },
  /** A count that is off by a little, or a lot. */
  function count(text, dice) {
    const [from, to] = numberAt(text, dice)
    const value = Number(text.slice(from, to))
    return text.slice(0, from) + String(dice.of([value + 1, value - 1, value * 2, -value])) + text.slice(to)
  },
  function putValue(text, dice) {
    const [from, to] = dice.of([wordAt, groupAt])(text, dice)
    return text.slice(0, from) + dice.of(VALUE_WORDS) + text.slice(to)
  },
  function splice(text, dice, other) {
    const [from, to] = groupAt(text, dice)
    const [otherFrom, otherTo] = dice.of([wordAt, groupAt])(other, dice)
    return text.slice(0, from) + other.slice(otherFrom, otherTo) + text.slice(dice.of([from, to]))
  },
  function repeat(text, dice) {
    const [from, to] = dice.of([wordAt, groupAt])(text, dice)
    const times = dice.of([1, 1, 2, 3, dice.small(70), dice.small(dice.small(1200))])
    return `${text.slice(0, to)}${`${dice.of([',', ', ', ' ', '\n', ''])}${text.slice(from, to)}`.repeat(times)}${text.slice(to)}`
  },
  function nest(text, dice) {
    const [from, to] = groupAt(text, dice)
    const [open, close] = dice.of([['[', ']'], ['{"a":', '}'], ['(', ')'], ['[', '']] as const) // oxfmt-ignore
    const depth = dice.of([1, 1, 2, dice.small(12), dice.small(dice.small(4000))])
    return (
      text.slice(0, from) + open.repeat(depth) + text.slice(from, to) + close.repeat(depth) + text.slice(to)
    )
  },
]

type Span = readonly [from: number, to: number]

const WORD = /"(?:[^"\\]|\\.)*"|[-+.\w]+|[^\s\w]/g
const NUMBER = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g

function found(pattern: RegExp, text: string, dice: Dice): Span {
  for (const start of [dice.below(text.length + 1), 0]) {
    pattern.lastIndex = start
    const match = pattern.exec(text)
    if (match !== null) return [match.index, match.index + match[0].length]
  }
  return [0, 0]
}

function wordAt(text: string, dice: Dice): Span {
  return found(WORD, text, dice)
}

function numberAt(text: string, dice: Dice): Span {
  return found(NUMBER, text, dice)
}

/** From an opening bracket to the one that closes it; a word where there is none. */
function groupAt(text: string, dice: Dice): Span {
  const start = dice.below(text.length + 1)
  const from = text.slice(start).search(/[[({]/)
  if (from < 0) return wordAt(text, dice)
  let depth = 0
  for (let at = start + from; at < text.length; at++) {
    const letter = text.charAt(at)
    if ('[({'.includes(letter)) depth += 1
    if ('])}'.includes(letter)) depth -= 1
    if (depth === 0) return [start + from, at + 1]
  }
  return [start + from, text.length]
}
