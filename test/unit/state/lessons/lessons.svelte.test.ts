import { flushSync } from 'svelte'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Question } from '../../../../src/formats/lessons/question.ts'
import { changeLayer, setBias } from '../../../../src/state/document/edits.ts'
import { findLesson, LESSONS } from '../../../../src/state/lessons/lessons.ts'
import { progressOf } from '../../../../src/state/lessons/progress.ts'
import { LessonStage } from './lesson-stage.svelte.ts'
import { MEASURED, SOLUTIONS } from './solutions.ts'

let stage: LessonStage

beforeEach(() => (stage = new LessonStage()))
afterEach(() => stage.stop())

const rightAnswer = (ask: Question) =>
  ask.type === 'number' ? ask.answer : ask.choices.findIndex(({ right }) => right)
const wrongAnswers = (ask: Question) =>
  ask.type === 'number'
    ? [...ask.wrong.map(({ answer }) => answer), ask.answer + 1000, -ask.answer - 1]
    : ask.choices.flatMap(({ right }, index) => (right ? [] : [index]))

test('there are at least ten lessons, each of them by its id, with what a class has time for', () => {
  expect(LESSONS.length).toBeGreaterThanOrEqual(10)
  expect(new Set(LESSONS.map(({ id }) => id)).size).toBe(LESSONS.length)
  for (const lesson of LESSONS) {
    expect(findLesson(lesson.id)).toBe(lesson)
    expect(lesson.steps.length, lesson.id).toBeGreaterThanOrEqual(3)
    expect(lesson.steps.length, lesson.id).toBeLessThanOrEqual(5)
    expect(
      lesson.steps.some(({ ask }) => ask !== null),
      `${lesson.id} asks something`,
    ).toBe(true)
    expect(
      lesson.steps.some((step) => step.do !== null),
      `${lesson.id} wants something done`,
    ).toBe(true)
  }
})

test('every task of every lesson is solved by a test', () => {
  const tasks = LESSONS.flatMap(({ id, steps }) =>
    steps.flatMap((step, at) => (step.do === null ? [] : [`${id}/${at}`])),
  )
  expect(tasks.sort()).toEqual([...Object.keys(SOLUTIONS), ...MEASURED].sort())
})

describe.each(LESSONS.map((lesson) => [lesson.title, lesson] as const))('%s', (_title, lesson) => {
  test('its wrong answers get a reason, its right ones lead to its end', async () => {
    const player = stage.player(lesson)
    await player.start()
    for (const [at, step] of lesson.steps.entries()) {
      const name = `${lesson.id}/${at}`
      expect([player.at, player.isComplete], name).toEqual([at, step.ask === null && step.do === null])
      expect(stage.session.shapes, `${name}: its layers fit its picture`).not.toBeNull()
      if (step.ask !== null) {
        const right = rightAnswer(step.ask)
        for (const wrong of wrongAnswers(step.ask)) {
          player.tell(wrong)
          expect(player.answer, name).toMatchObject({ given: wrong, right: false })
          expect(player.answer?.why, name).not.toBe('')
          expect(player.isComplete, name).toBe(false)
        }
        player.tell(right)
        expect(player.answer, name).toMatchObject({ given: right, right: true })
      }
      if (step.do !== null) {
        player.check()
        expect([player.isDone, player.missing], name).toEqual([false, expect.stringMatching(/\.$/)])
        if (MEASURED.includes(name)) {
          await player.next()
          continue
        }
        for (const doing of SOLUTIONS[name] ?? []) doing(stage.bench)
        flushSync()
        expect(stage.session.notice?.kind, name).not.toBe('error')
        player.check()
        expect([player.missing, player.isDone], name).toEqual([null, true])
      }
      expect(player.isComplete, name).toBe(true)
      await player.next()
    }
    expect([player.at, player.isLast, progressOf(lesson.id).done]).toEqual([
      lesson.steps.length - 1,
      true,
      true,
    ])
    player.leave()
  })
})

describe('one’s own work', () => {
  const lesson = () => {
    const found = findLesson('output-size')
    if (found === null) throw new Error('no such lesson')
    return found
  }

  /** All of it: documents by identity, weights by their bits. */
  function everything() {
    const { session } = stage
    const { history, view } = session
    const { layer, filter, channel, cell, picked, colorMap, range, drawerTab, drawerOpen, mobileTab, large } =
      view
    const bits = history.current.layers.map((each) =>
      each.type === 'conv2d' ? [...new Uint32Array(each.bank.weight.data.buffer)] : each.type,
    )
    return {
      bits: JSON.stringify(bits),
      view: {
        layer,
        filter,
        channel,
        cell,
        picked,
        colorMap,
        range,
        drawerTab,
        drawerOpen,
        mobileTab,
        large,
      },
      labels: [history.undoLabel, history.redoLabel],
    }
  }

  test('comes back untouched: document, undo and redo, what was selected and how it was seen', async () => {
    const { session } = stage
    const { view, history } = session
    session.edit(setBias(session.document, 0, 3, 0.25))
    session.edit(changeLayer(session.document, 2, { groups: 2 }))
    session.undo()
    view.selectLayer(2)
    view.selectKernel(5, 1)
    view.selectCell(2, 1)
    view.colorMap = 'viridis'
    view.showDrawer('cost')
    const [before, document, opened, beginning] = [
      everything(),
      session.document,
      history.opened,
      history.beginning,
    ]

    const player = stage.player(lesson())
    await player.start()
    expect(stage.saved).toBe(1)
    expect(session.document).not.toBe(document)
    expect([history.canUndo, history.canRedo]).toEqual([false, false])
    session.edit(changeLayer(session.document, 1, { padding: [0, 0] }))
    view.selectLayer(0)
    view.large = true
    await player.next()
    await player.next()
    session.undo()
    player.leave()

    expect(session.document).toBe(document)
    expect(history.opened).toBe(opened)
    expect(history.beginning).toBe(beginning)
    expect(everything()).toEqual(before)
    session.redo()
    expect(session.history.undoLabel).toContain('Groups')
    session.undo()
    session.undo()
    expect(session.document).toBe(beginning)
    player.leave() // once more changes nothing
    expect(session.document).toBe(beginning)
  })

  test('comes back when something else ends the lesson, which then touches nothing', async () => {
    const { session } = stage
    const { document } = session
    session.view.lesson = 'output-size'
    const player = stage.player(lesson())
    await player.start()
    const late = player.next()
    session.leaveLesson?.()
    expect([session.document === document, session.view.lesson, session.leaveLesson]).toEqual([
      true,
      null,
      null,
    ])
    await late
    await player.again()
    expect([session.document === document, session.history.canUndo]).toEqual([true, false])
  })

  test('stays where it is when the lesson is left before it stands', async () => {
    const { document } = stage.session
    const player = stage.player(lesson())
    const started = player.start()
    player.leave()
    await started
    expect([stage.session.document === document, stage.session.leaveLesson]).toEqual([true, null])
  })

  test('comes back once from a lesson that followed on another', async () => {
    const { session } = stage
    const { document } = session
    const first = stage.player(lesson())
    await first.start()
    const second = stage.player(LESSONS[0] ?? lesson())
    await second.start()
    first.leave()
    expect(session.document.name).toBe(LESSONS[0]?.title)
    second.leave()
    expect(session.document).toBe(document)
  })
})

test('a lesson goes on where it was left, from the beginning once it was finished', async () => {
  const [first] = LESSONS
  if (first === undefined) throw new Error('no lesson')
  const lesson = { ...first, id: 'a-lesson-of-this-test' }
  const player = stage.player(lesson)
  await player.start()
  await player.next()
  player.leave()
  const again = stage.player(lesson)
  await again.start()
  expect(again.at).toBe(1)
  await again.next()
  stage.session.view.selectFilter(2) // done, whether it is checked or not
  again.leave()
  expect(progressOf(lesson.id)).toEqual({ step: 2, done: true })
  const anew = stage.player(lesson)
  await anew.start()
  expect(anew.at).toBe(0)
  anew.leave()
})

test('a step can be set up again, whatever became of it', async () => {
  const lesson = findLesson('one-kernel')
  if (lesson === null) throw new Error('no such lesson')
  const player = stage.player(lesson)
  await player.start()
  const { session } = stage
  const [, task] = lesson.steps
  await player.next()
  session.edit(
    changeLayer(session.document, 1, { kernelSize: [31, 31], padding: [0, 0], dilation: [90, 90] }),
  )
  expect(session.shapes).toBeNull()
  player.check()
  expect(player.missing).toMatch(/31 × 31; wanted are 3 × 3/)
  await player.again()
  expect(session.shapes).not.toBeNull()
  expect([player.missing, task?.do === null]).toEqual([null, false])
  player.leave()
})
