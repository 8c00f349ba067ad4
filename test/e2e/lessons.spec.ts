import { readdirSync, readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { readLesson } from '../../src/formats/lessons/lesson.ts'
import type { Question } from '../../src/formats/lessons/question.ts'
import { expectNoHurdles } from './support/access.ts'
import { APP_URL, expect, test, type App } from './support/app.ts'

const FOLDER = 'src/state/lessons/files'
const LESSONS = readdirSync(FOLDER)
  .sort()
  .map((name) => readLesson(readFileSync(`${FOLDER}/${name}`, 'utf8')))

/** Type into a control of the layer's settings. */
async function set(page: Page, name: string, text: string): Promise<void> {
  const field = page.getByRole('region', { name: 'Layer settings' }).getByLabel(name, { exact: true })
  await field.fill(text)
  await field.press('Enter')
}

/** What a person does for each task, by `lesson/step`. */
const TASKS: Readonly<Record<string, (app: App, page: Page) => Promise<void>>> = {
  'image-as-tensor/2': async (app) => await app.map(2).click(),
  'one-kernel/1': async (app) => {
    for (let cell = 0; cell < 9; cell++) {
      await app.weight(0, 0, Math.floor(cell / 3), cell % 3).fill('1/9')
      await app.weight(0, 0, Math.floor(cell / 3), cell % 3).press('Enter')
    }
  },
  'one-kernel/3': async (_app, page) =>
    await page.getByRole('button', { name: 'Rotate by 90°' }).press('Enter'),
  'filter-is-a-stack/2': async (app) => {
    for (const channel of [1, 2]) {
      await app.selectKernel(0, channel)
      await app.weight(0, channel, 0, 0).fill('0')
      await app.weight(0, channel, 0, 0).press('Enter')
    }
  },
  'bias/1': async (app) => {
    await app.bank.getByRole('spinbutton', { name: 'filter 0, bias' }).fill('-0.5')
    await app.bank.getByRole('spinbutton', { name: 'filter 0, bias' }).press('Enter')
  },
  'output-size/1': async (_app, page) => await set(page, 'Padding', '0'),
  'output-size/3': async (_app, page) => {
    await set(page, 'Kernel size', '5')
    await set(page, 'Padding', '2')
  },
  'output-channels/1': async (_app, page) => await set(page, 'Out channels', '6'),
  'cost-of-depth/2': async (_app, page) => await set(page, 'Groups', '4'),
  'groups-are-blocks/1': async (_app, page) => await set(page, 'Groups', '8'),
  'depthwise-pointwise/2': async (app) => await app.layer(7).press('Enter'),
  'channel-shuffle/0': async (_app, page) => await set(page, 'Groups', '3'),
  'channel-shuffle/2': async (app, page) => {
    await app.layer(2).press('Enter')
    await app.layers.getByRole('button', { name: 'Add layer' }).press('Enter')
    await page.getByRole('menuitem', { name: /^ChannelShuffle/ }).press('Enter')
    await set(page, 'Groups', '3')
  },
  'padding-modes/1': async (_app, page) => {
    await page.getByRole('combobox', { name: 'Padding mode' }).selectOption('replicate')
  },
  'trained-first-layer/3': async (_app, page) =>
    await page.getByRole('tab', { name: 'Inspect' }).press('Enter'),
  'fast-as-its-macs/1': async (_app, page) =>
    await page.getByRole('button', { name: /^Measure/ }).press('Enter'),
  'check-in-pytorch/0': async (_app, page) => await page.getByRole('tab', { name: 'Code' }).press('Enter'),
}

const rightAnswer = (ask: Question) =>
  ask.type === 'number' ? ask.answer : ask.choices.findIndex(({ right }) => right)
const wrongAnswer = (ask: Question) =>
  ask.type === 'number' ? -7 : ask.choices.findIndex(({ right }) => !right)
const reasonOf = (ask: Question, given: number) => {
  if (ask.type === 'choices') return ask.choices[given]?.why ?? ''
  return given === ask.answer ? ask.why : ask.otherwise
}

/** Answer a question by keys. */
async function answer(page: Page, ask: Question, given: number): Promise<void> {
  const lesson = page.getByRole('region', { name: /^Lesson: / })
  if (ask.type === 'number') {
    const field = lesson.getByRole('textbox', { name: ask.question })
    await field.fill(String(given))
    await field.press('Enter')
  } else {
    const choice = lesson.getByRole('radio', { name: ask.choices[given]?.text ?? '', exact: true })
    await choice.press('Space')
    await lesson.getByRole('button', { name: 'Check' }).press('Enter')
  }
  await expect(lesson).toContainText(reasonOf(ask, given))
}

test.use({ reducedMotion: 'reduce' })

test('every lesson in one visit: wrong answers, right ones, what is to be done, to the end', async ({
  app,
  page,
}) => {
  test.slow()
  await page.goto(APP_URL)
  await app.settled()
  // one's own work
  await app.weight(0, 0, 1, 1).fill('0.75')
  await app.weight(0, 0, 1, 1).press('Enter')
  await app.settled()
  const ownWork = async () => (await app.layers.innerText()).replaceAll(/\d+ %/g, '')
  const own = await ownWork()

  const button = page.getByRole('button', { name: 'Lessons' })
  await button.press('Enter')
  const list = page.getByRole('dialog', { name: 'Lessons' })
  await expectNoHurdles(page, 'the list', '[role="dialog"]')
  await list.getByRole('button', { name: LESSONS[0]?.title ?? '' }).press('Enter')

  for (const [number, { id, title, steps }] of LESSONS.entries()) {
    const lesson = page.getByRole('region', { name: `Lesson: ${title}`, exact: true })
    const press = (name: string) => lesson.getByRole('button', { name, exact: true }).press('Enter')
    await expect(page).toHaveURL(new RegExp(`#lesson/${id}$`))
    for (const [at, step] of steps.entries()) {
      const name = `${id}/${at}`
      await expect(lesson, name).toContainText(step.text)
      await expect(lesson).toContainText(`${at + 1} of ${steps.length}`)
      await expect(page.locator('[data-pointed]:visible'), `${name} points`).toHaveCount(step.point.length)
      if (step.ask !== null) {
        await answer(page, step.ask, wrongAnswer(step.ask))
        if (at === 0 && number === 0) await expectNoHurdles(page, name, '.lesson')
        await answer(page, step.ask, rightAnswer(step.ask))
      }
      if (step.do !== null) {
        await press('Check')
        await expect(lesson, name).toContainText('Not yet.')
        await press('Hint')
        await expect(lesson).toContainText(step.do.hint)
        await TASKS[name]?.(app, page)
        await expect(lesson, name).toContainText(step.do.done)
        if (number < 1) await expectNoHurdles(page, name, '.lesson')
      }
      if (step.look !== '') await expect(lesson).toContainText(step.look)
      if (at < steps.length - 1) await press('Next')
    }
    if (number < LESSONS.length - 1) await press('Next lesson')
    else await press('Leave lesson')
  }

  // it is as it was, and was never written over
  await expect(page).toHaveURL(APP_URL)
  await app.settled()
  await expect(app.weight(0, 0, 1, 1)).toHaveValue('0.75')
  expect(await ownWork()).toBe(own)
  await button.press('Enter')
  await expect(list.getByText('done', { exact: true })).toHaveCount(LESSONS.length)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Projects' }).press('Enter')
  await expect(page.getByRole('dialog', { name: 'Projects' }).getByRole('listitem')).toHaveCount(1)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('a lesson by its link: a step done by touch, a file that is refused, one that opens', async ({
    app,
    page,
  }) => {
    await page.goto(`${APP_URL}#lesson/bias`)
    const lesson = page.getByRole('region', { name: 'Lesson: The bias' })
    await expect(lesson).toContainText('1 of 3')
    await expect(page.locator('[data-pointed]').first()).toBeVisible()
    await expectNoHurdles(page, 'a lesson', '.lesson')
    await lesson.getByRole('button', { name: 'Next' }).tap()
    await lesson.getByRole('button', { name: 'Check' }).tap()
    await expect(lesson).toContainText('The bias of filter 0 is 0; wanted is -0.7 to -0.4.')
    await TASKS['bias/1']?.(app, page)
    await expect(lesson).toContainText('Only pixels that are brighter')
    await expectNoHurdles(page, 'a task', '.lesson')
    await lesson.getByRole('button', { name: 'Fold lesson' }).tap()
    await expect(lesson.getByRole('button', { name: 'Next' })).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)

    // a reload goes on with it
    await page.reload()
    await expect(lesson).toContainText('2 of 3')

    const file = (text: string) => ({
      name: 'own.json',
      mimeType: 'application/json',
      buffer: Buffer.from(text),
    })
    const text = readFileSync(`${FOLDER}/01-image-as-tensor.json`, 'utf8')
    await app.offerFilters(file(text.replace('"point"', '"points"')))
    await expect(page.getByRole('group', { name: 'Message' })).toContainText('steps[0].points: unknown field')
    await expect(lesson).toBeVisible()
    await app.offerFilters(file(text.replace('An image is a tensor', 'My own lesson')))
    await expect(page.getByRole('region', { name: 'Lesson: My own lesson' })).toBeVisible()
    await page.getByRole('button', { name: 'Leave lesson' }).tap()
    await expect(app.maps).toContainText('16 maps')
  })
})
