import { describe, expect, test } from 'vitest'
import { FormatError } from '../../../../src/core/errors.ts'
import { readLesson } from '../../../../src/formats/lessons/lesson.ts'
import { judge } from '../../../../src/formats/lessons/question.ts'
import { LESSON_COST_PARTS, LESSON_PHOTOS } from '../../../../src/formats/lessons/setup.ts'
import { SAMPLES } from '../../../../src/state/photo/samples.ts'
import { COST_PARTS } from '../../../../src/ui/choices/cost-view.svelte.ts'

const CONV = {
  type: 'conv2d',
  inChannels: 3,
  outChannels: 1,
  kernelSize: [1, 1],
  stride: [1, 1],
  padding: [0, 0],
  paddingMode: 'zeros',
  dilation: [1, 1],
  groups: 1,
  bias: null,
  weight: [[[[1]], [[0]], [[0]]]],
}
const bank = (conv: object = CONV) => ({ format: 'filterbank/1', input: { range: '0..1' }, layers: [conv] })
const CHOICES = [
  { text: 'One', why: 'Because.', right: true },
  { text: 'Two', why: 'No.' },
]
const ASK = { question: 'How many?', choices: CHOICES }
const NUMBER = { question: 'How many?', answer: 2, why: 'Because.', otherwise: 'Count again.' }
const CHECKS = [{ check: 'bias', layer: 0, filter: 0, least: 1 }]
const TASK = { task: 'Do it.', checks: CHECKS, hint: 'Like so.', done: 'Done.' }

const first = { text: 'Hello.', setup: { bank: bank() } }
/** A lesson with changes in the first step. */
const withStep = (step: object) => lessonOf({ steps: [{ ...first, ...step }] })
const withSetup = (setup: object) => withStep({ setup })
const withCheck = (check: object) => withStep({ do: { ...TASK, checks: [check] } })
function lessonOf(changes: object): string {
  const lesson = { format: 'filterbank-lesson/1', id: 'a-b', title: 'A', about: 'B.', steps: [first] }
  return JSON.stringify({ ...lesson, ...changes })
}
const CHECK = 'steps[0].do.checks[0]'

test('a lesson is read, what may be left out with what stands for it', () => {
  const { id, title, steps } = readLesson(withStep({}))
  expect([id, title, steps.length]).toEqual(['a-b', 'A', 1])
  expect(steps[0]).toMatchObject({ text: 'Hello.', formula: '', point: [], ask: null, do: null, look: '' })
  expect(steps[0].setup).toMatchObject({
    photo: 'still-life',
    resolution: 512,
    view: { layer: null, filter: 0, tab: null, large: 'no' },
  })
})

test('weights by a seed are PyTorch’s start: within 1 / sqrt(fan in), the same for the same seed', () => {
  const weightsOf = (seed: number) => {
    const { setup } = readLesson(withSetup({ bank: bank({ ...CONV, weight: { seed } }) })).steps[0]
    const [layer] = setup?.layers.type === 'bank' ? setup.layers.bank.layers : []
    return layer?.type === 'conv2d' ? layer.bank.weight.data : new Float32Array()
  }
  expect(weightsOf(1)).toHaveLength(3)
  expect(weightsOf(1).every((weight) => Math.abs(weight) <= 1 / Math.sqrt(3))).toBe(true)
  expect(weightsOf(1)).toEqual(weightsOf(1))
  expect(weightsOf(2)).not.toEqual(weightsOf(1))
})

/** Each kind of mistake with the message that tells its place and what stands there. */
const MISTAKES: readonly (readonly [name: string, text: string, message: string])[] = [
  ['no JSON', '{', 'not JSON'],
  ['a list', '[]', 'expected an object, but got an array of 0'],
  ['another format', lessonOf({ format: 'filterbank-lesson/2' }), 'format: expected "filterbank-lesson/1"'],
  ['a field that is missing', lessonOf({ title: undefined }), 'title: missing'],
  ['a field that is unknown', lessonOf({ minutes: 3 }), 'minutes: unknown field'],
  ['an id with blanks', lessonOf({ id: 'A b' }), 'id: expected small letters, digits and single hyphens'],
  ['an empty title', lessonOf({ title: ' ' }), 'title: expected some text'],
  [
    'a long title',
    lessonOf({ title: 'x'.repeat(201) }),
    'title: expected at most 200 characters, but got 201',
  ],
  ['no steps', lessonOf({ steps: [] }), 'steps: a lesson has at least one step'],
  ['a first step that shows nothing', lessonOf({ steps: [{ text: 'A' }] }), 'steps[0].setup: missing'],
  ['a step without text', lessonOf({ steps: [{ setup: first.setup }] }), 'steps[0].text: missing'],
  ['a typing error', withStep({ aks: ASK }), 'steps[0].aks: unknown field'],
  ['ask and do', withStep({ ask: ASK, do: TASK }), 'steps[0]: expected ask or do, but got both'],
  ['an unknown point', withStep({ point: ['kernels'] }), 'steps[0].point[0]: expected one of photo, layers'],
  ['no layers', withSetup({}), 'steps[0].setup: expected one of bank, ready, trained, but got none'],
  ['two of them', withSetup({ bank: bank(), ready: 'edges' }), 'but got 2'],
  [
    'an unknown pipeline',
    withSetup({ ready: 'edge' }),
    'steps[0].setup.ready: expected one of edges, separable',
  ],
  [
    'unknown trained filters',
    withSetup({ trained: 'vgg' }),
    'steps[0].setup.trained: expected one of mobilenet',
  ],
  [
    'an unknown photo',
    withSetup({ bank: bank(), photo: 'dog' }),
    'steps[0].setup.photo: expected one of still-life',
  ],
  [
    'a resolution',
    withSetup({ bank: bank(), resolution: -1 }),
    'steps[0].setup.resolution: expected an integer from 0',
  ],
  [
    'a tab',
    withSetup({ bank: bank(), view: { tab: 'files' } }),
    'steps[0].setup.view.tab: expected one of filter',
  ],
  [
    'a wrong bank',
    withSetup({ bank: bank({ ...CONV, groups: 2 }) }),
    'steps[0].setup.bank.layers[0].groups: in_channels',
  ],
  [
    'layers that do not fit',
    withSetup({ bank: bank({ ...CONV, inChannels: 1, weight: [[[[1]]]] }) }),
    'layers[0]',
  ],
  [
    'a wrong seed',
    withSetup({ bank: bank({ ...CONV, weight: { seed: 'x' } }) }),
    'steps[0].setup.bank.layers[0].weight.seed: expected an integer from 0',
  ],
  [
    'too many seeded weights',
    withSetup({ bank: bank({ ...CONV, outChannels: 1024, kernelSize: [31, 31], weight: { seed: 1 } }) }),
    '2952192 weights by a seed: at most 262144',
  ],
  [
    'one choice',
    withStep({ ask: { ...ASK, choices: CHOICES.slice(1) } }),
    'expected at least 2 choices, but got 1',
  ],
  [
    'no right choice',
    withStep({ ask: { ...ASK, choices: [CHOICES[1], CHOICES[1]] } }),
    'steps[0].ask.choices: expected one choice with "right": true, but got 0',
  ],
  ['two right ones', withStep({ ask: { ...ASK, choices: [CHOICES[0], CHOICES[0]] } }), 'but got 2'],
  [
    'a choice without a reason',
    withStep({ ask: { ...ASK, choices: [{ text: 'A' }, CHOICES[0]] } }),
    'choices[0].why: missing',
  ],
  [
    'an answer that is no number',
    withStep({ ask: { ...NUMBER, answer: '2' } }),
    'steps[0].ask.answer: expected a number',
  ],
  [
    'no reason for other numbers',
    withStep({ ask: { ...NUMBER, otherwise: undefined } }),
    'steps[0].ask.otherwise: missing',
  ],
  [
    'a distance below 0',
    withStep({ ask: { ...NUMBER, within: -1 } }),
    'steps[0].ask.within: expected 0 or more, but got -1',
  ],
  [
    'a wrong answer that is right',
    withStep({ ask: { ...NUMBER, wrong: [{ answer: 2, why: 'No.' }] } }),
    'steps[0].ask.wrong[0].answer: 2 is right',
  ],
  [
    'a task without checks',
    withStep({ do: { ...TASK, checks: [] } }),
    'steps[0].do.checks: a task has at least one check',
  ],
  ['a task without a hint', withStep({ do: { ...TASK, hint: undefined } }), 'steps[0].do.hint: missing'],
  [
    'a check without a name',
    withCheck({ layer: 0 }),
    `${CHECK}: expected a check: an object with the field "check"`,
  ],
  ['an unknown check', withCheck({ check: 'size' }), `${CHECK}.check: expected one of bias, layers, macs`],
  [
    'a field of another check',
    withCheck({ check: 'macs', most: 1, layer: 0 }),
    `${CHECK}.layer: unknown field`,
  ],
  [
    'a bias without a bound',
    withCheck({ check: 'bias', layer: 0, filter: 0 }),
    `${CHECK}: expected least, most, or both`,
  ],
  [
    'bounds the wrong way round',
    withCheck({ check: 'bias', layer: 0, filter: 0, least: 1, most: 0 }),
    `${CHECK}.most: expected at least 1, but got 0`,
  ],
  [
    'weights that are no rows',
    withCheck({ check: 'weights', layer: 0, filter: 0, channel: 0, are: 1 }),
    `${CHECK}.are: expected rows`,
  ],
  [
    'rows of other lengths',
    withCheck({ check: 'weights', layer: 0, filter: 0, channel: 0, are: [[1, 2], [3]] }),
    `${CHECK}.are[1]: expected 2 entries, but got 1`,
  ],
  [
    'a setting without one',
    withCheck({ check: 'setting', layer: 0 }),
    `${CHECK}: expected at least one setting`,
  ],
  [
    'an unknown layer type',
    withCheck({ check: 'layers', types: ['conv'] }),
    `${CHECK}.types[0]: expected one of conv2d`,
  ],
  [
    'a channel that no photo has',
    withCheck({ check: 'sees', layer: 0, channels: [3] }),
    `${CHECK}.channels[0]: expected an integer from 0 to 2`,
  ],
  [
    'nothing selected',
    withCheck({ check: 'selected' }),
    `${CHECK}: expected at least one of layer, filter, channel`,
  ],
]

describe('a mistake is told with its place and value', () => {
  test.each(MISTAKES)('%s', (_name, text, message) => {
    expect(() => readLesson(text)).toThrow(FormatError)
    expect(() => readLesson(text)).toThrow(message)
  })
})

test('each answer has a reason', () => {
  const { ask } = readLesson(
    withStep({ ask: { ...NUMBER, within: 0.1, wrong: [{ answer: 3, why: 'Too many.' }] } }),
  ).steps[0]
  if (ask === null) throw new Error('no question')
  expect([2, 2.05, 3, 7].map((given) => judge(ask, given))).toEqual([
    { right: true, why: 'Because.' },
    { right: true, why: 'Because.' },
    { right: false, why: 'Too many.' },
    { right: false, why: 'Count again.' },
  ])
  const choices = readLesson(withStep({ ask: ASK })).steps[0].ask
  if (choices === null) throw new Error('no question')
  expect([judge(choices, 0), judge(choices, 1)]).toEqual([
    { right: true, why: 'Because.' },
    { right: false, why: 'No.' },
  ])
  expect(() => judge(choices, 2)).toThrow('no choice 2 of 2')
})

test('what a lesson can name is there', () => {
  expect(LESSON_PHOTOS).toEqual(SAMPLES.map(({ id }) => id))
  const parts: readonly string[] = COST_PARTS.map(({ value }) => value)
  expect(parts).toEqual(expect.arrayContaining([...LESSON_COST_PARTS]))
})
