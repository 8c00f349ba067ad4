import { FormatError } from '../../core/errors.ts'
import { readArray, readObject, readString, refuse, type Node } from '../json-reader.ts'
import { parseJson, type JsonLimits } from '../parse-json.ts'
import { readCheck, type Check } from './checks.ts'
import { MAX_LESSON } from './is-lesson.ts'
import { readPoint, type Point } from './points.ts'
import { readQuestion, type Question } from './question.ts'
import { readSetup, type Setup } from './setup.ts'
import { MAX_LINE, readText } from './text.ts'

/** Something to do in the app; it is done when all checks hold. */
export interface Task {
  readonly task: string
  readonly checks: readonly Check[]
  /** How it can be done. */
  readonly hint: string
  /** What is said once it is done. */
  readonly done: string
}

/** One step: a few sentences beside the app, and at most one thing to answer or to do. */
export interface Step {
  readonly text: string
  /** A formula under the text, '' for none. */
  readonly formula: string
  /** What the app shows; null: what the step before has left. */
  readonly setup: Setup | null
  /** What is pointed at, in order. */
  readonly point: readonly Point[]
  readonly ask: Question | null
  readonly do: Task | null
  /** What to look at once it is answered and done; '' for nothing. */
  readonly look: string
}

/** A lesson: steps that lead through the app. */
export interface Lesson {
  /** Kebab case; what a link names it by. */
  readonly id: string
  readonly title: string
  /** What one knows after it, in a sentence. */
  readonly about: string
  readonly steps: readonly [Step, ...Step[]]
}

const FORMAT = 'filterbank-lesson/1'
const MAX_STEPS = 40
const LIMITS: JsonLimits = { length: MAX_LESSON, depth: 14, values: 2 ** 18, entries: 1024, fields: 32 }

/**
 * Read a lesson file; what it does not know is refused.
 * @throws FormatError with the path of the field, such as `steps[2].ask.choices[0].text`
 */
export function readLesson(text: string): Lesson {
  const fields = readObject({ value: parseJson(text, LIMITS), path: '' }, [
    'format',
    'id',
    'title',
    'about',
    'steps',
  ])
  if (fields.format.value !== FORMAT) refuse(fields.format, `expected "${FORMAT}"`)
  const id = readString(fields.id, 60)
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) {
    refuse(fields.id, 'expected small letters, digits and single hyphens, such as "output-size"')
  }
  const [first, ...rest] = readArray(fields.steps, null, MAX_STEPS).map((step) => readStep(step))
  if (first === undefined) refuse(fields.steps, 'a lesson has at least one step')
  if (first.setup === null) {
    throw new FormatError('missing: the first step says what the app shows', 'steps[0].setup')
  }
  return {
    id,
    title: readText(fields.title, MAX_LINE),
    about: readText(fields.about, MAX_LINE),
    steps: [first, ...rest],
  }
}

function readStep(node: Node): Step {
  const fields = readObject(node, ['text'], ['formula', 'setup', 'point', 'ask', 'do', 'look'])
  if (fields.ask && fields.do) refuse(node, 'expected ask or do, but got both: make two steps of it')
  return {
    text: readText(fields.text),
    formula: fields.formula ? readText(fields.formula, MAX_LINE) : '',
    setup: fields.setup ? readSetup(fields.setup) : null,
    point: fields.point ? readArray(fields.point, null, 4).map((each) => readPoint(each)) : [],
    ask: fields.ask ? readQuestion(fields.ask) : null,
    do: fields.do ? readTask(fields.do) : null,
    look: fields.look ? readText(fields.look) : '',
  }
}

function readTask(node: Node): Task {
  const fields = readObject(node, ['task', 'checks', 'hint', 'done'])
  const checks = readArray(fields.checks, null, 8).map((check) => readCheck(check))
  if (checks.length === 0) refuse(fields.checks, 'a task has at least one check')
  return {
    task: readText(fields.task),
    checks,
    hint: readText(fields.hint),
    done: readText(fields.done),
  }
}
