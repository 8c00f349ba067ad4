import { readArray, readBoolean, readFinite, readObject, refuse, show, type Node } from '../json-reader.ts'
import { MAX_LINE, readText } from './text.ts'

/** One of the answers to choose from. */
export interface Choice {
  readonly text: string
  /** Why it is right, or wrong. */
  readonly why: string
  readonly right: boolean
}

/** A question with answers to choose from, of which one is right. */
export interface ChoiceQuestion {
  readonly type: 'choices'
  readonly question: string
  readonly choices: readonly Choice[]
}

/** A question whose answer is a number. */
export interface NumberQuestion {
  readonly type: 'number'
  readonly question: string
  readonly answer: number
  /** How far from the answer is still right. */
  readonly within: number
  /** Why it is that. */
  readonly why: string
  /** What is said to numbers that one may come to. */
  readonly wrong: readonly { readonly answer: number; readonly why: string }[]
  /** What is said to any other. */
  readonly otherwise: string
}

/** A prediction to make. */
export type Question = ChoiceQuestion | NumberQuestion

/** What is said to an answer. */
export interface Verdict {
  readonly right: boolean
  readonly why: string
}

/** What is said to an answer: the number, or the position of the choice from 0. */
export function judge(question: Question, given: number): Verdict {
  if (question.type === 'choices') {
    const choice = question.choices[given]
    if (choice === undefined) throw new RangeError(`no choice ${given} of ${question.choices.length}`)
    return { right: choice.right, why: choice.why }
  }
  const { answer, within, why, wrong, otherwise } = question
  if (Math.abs(given - answer) <= within) return { right: true, why }
  return { right: false, why: wrong.find((each) => each.answer === given)?.why ?? otherwise }
}

/** @throws FormatError with the path of the field */
export function readQuestion(node: Node): Question {
  const { value } = node
  const isChoice = typeof value === 'object' && value !== null && Object.hasOwn(value, 'choices')
  return isChoice ? readChoices(node) : readNumberQuestion(node)
}

function readChoices(node: Node): ChoiceQuestion {
  const fields = readObject(node, ['question', 'choices'])
  const choices = readArray(fields.choices, null, 6).map((each): Choice => {
    const { text, why, right } = readObject(each, ['text', 'why'], ['right'])
    return {
      text: readText(text, MAX_LINE),
      why: readText(why),
      right: right !== undefined && readBoolean(right),
    }
  })
  if (choices.length < 2) refuse(fields.choices, `expected at least 2 choices, but got ${choices.length}`)
  const count = choices.filter(({ right }) => right).length
  if (count !== 1) refuse(fields.choices, `expected one choice with "right": true, but got ${count}`)
  return { type: 'choices', question: readText(fields.question), choices }
}

function readNumberQuestion(node: Node): NumberQuestion {
  const fields = readObject(node, ['question', 'answer', 'why', 'otherwise'], ['within', 'wrong'])
  const answer = readFinite(fields.answer)
  const within = fields.within ? readFinite(fields.within) : 0
  if (fields.within && within < 0) refuse(fields.within, `expected 0 or more, but got ${within}`)
  const wrong = (fields.wrong ? readArray(fields.wrong, null, 6) : []).map((each) => {
    const of = readObject(each, ['answer', 'why'])
    const number = readFinite(of.answer)
    if (Math.abs(number - answer) <= within) refuse(of.answer, `${show(number)} is right`)
    return { answer: number, why: readText(of.why) }
  })
  return {
    type: 'number',
    question: readText(fields.question),
    answer,
    within,
    why: readText(fields.why),
    wrong,
    otherwise: readText(fields.otherwise),
  }
}
