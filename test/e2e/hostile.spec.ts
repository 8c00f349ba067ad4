import { copyFileSync, writeFileSync } from 'node:fs'
import { deflateRawSync, constants } from 'node:zlib'
import type { Page } from '@playwright/test'
import { zipSync } from 'fflate'
import { expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'

/*
 * Files that lie, each made for a reader that takes what it is given: the page goes on while they are read, says one thing, and
 * is as it was.
 */

/** What a task of the page may take while it reads, in ms: a hang is meant; the figures are printed. */
const HANG = 1000

const HEAD = '{"format":"filterbank/1","input":{"range":"0..1"},"layers":['
const CONV =
  '{"type":"conv2d","inChannels":3,"outChannels":2,"kernelSize":[1,1],"stride":[1,1],"padding":[0,0],"paddingMode":"zeros",' +
  '"dilation":[1,1],"groups":1,"bias":null,"weight":'

const BANKS: readonly (readonly [name: string, content: () => string, message: RegExp])[] = [
  ['brackets', () => '['.repeat(60e6), /nested more than 8 deep/],
  ['zeros', () => `${HEAD}${'0,'.repeat(12e6)}0]}`, /a list of more than 1024 entries/],
  [
    'keys',
    () => `{${Array.from({ length: 1e6 }, (_, i) => `"k${i}":0`).join()}}`,
    /an object of more than 32 entries/,
  ],
  ['nested-weight', () => `${HEAD}${CONV}${'['.repeat(5e6)}${']'.repeat(5e6)}}]}`, /nested more than 8 deep/],
  [
    'long-names',
    () => `${HEAD}${CONV}null,"names":["${'\u202e<b>'.repeat(2e6)}"]}]}`,
    /weight: expected an array/,
  ],
]

test('hostile banks, projects and pasted text end in one message, and leave all as it was', async ({
  app,
  page,
}, info) => {
  await app.start(noisePhoto(40, 30))
  await app.importFilters(bankFile('good', [randomConv(3, 4)]), 4)
  const [pictures, undo] = [await app.pictures(), await undoTitle(page)]
  const task = await watchTasks(page)
  const message = page.getByRole('group', { name: 'Message' })

  const refused = async (what: string, words: RegExp, offer: () => Promise<void>) => {
    await task.longest() // what came before
    await offer()
    await expect(message).toHaveText(words)
    const ms = await task.longest()
    process.stdout.write(`${what}: the longest task of the page took ${ms.toFixed(0)} ms\n`)
    expect(ms, what).toBeLessThan(HANG)
    expect((await message.innerText()).length).toBeLessThan(300)
    await message.getByRole('button', { name: 'Dismiss' }).click()
    await expect(message).toHaveCount(0)
  }

  for (const [name, content, words] of BANKS) {
    const path = info.outputPath(`${name}.json`)
    writeFileSync(path, content())
    await refused(name, words, () => page.getByLabel('Import filters', { exact: true }).setInputFiles(path))
  }
  const [crash, bomb] = [info.outputPath('crash.filterbank'), info.outputPath('bomb.filterbank')]
  copyFileSync('test/fixtures/hostile/crash.filterbank', crash)
  writeFileSync(bomb, pictureBomb())
  await refused('crash.filterbank', /nested more than 8 deep/, () => drop(page, crash))
  await refused('picture of 448 MB', /claims 469762048 bytes out of \d+, as no photo does/, () =>
    drop(page, bomb),
  )
  await refused('8 MB of numbers', /4194304 numbers do not fit/, () =>
    paste(app.weight(0, 0, 0, 0), '1 ', 4 * 2 ** 20),
  )

  expect(await app.pictures()).toEqual(pictures)
  expect(await undoTitle(page)).toBe(undo)
})

test('the largest bank is read beside the page: it can be cancelled, and then it is there', async ({
  app,
  page,
}, info) => {
  await app.start(noisePhoto(12, 10))
  await app.importFilters(bankFile('good', [randomConv(3, 4)]), 4)
  const path = info.outputPath('largest.json')
  writeFileSync(path, largestBank())
  const offer = () => page.getByLabel('Import filters', { exact: true }).setInputFiles(path)
  const reading = page.getByRole('group', { name: 'Reading' })
  const undo = await undoTitle(page)

  await offer()
  await expect(reading).toContainText('Reading largest.json')
  await reading.getByRole('button', { name: 'Cancel' }).click()
  await expect(reading).toHaveCount(0)
  await expect(page.getByRole('group', { name: 'Message' })).toHaveCount(0)
  expect(await undoTitle(page)).toBe(undo)

  const task = await watchTasks(page)
  await offer()
  await expect(reading).toBeVisible()
  await expect(reading).toHaveCount(0)
  process.stdout.write(
    `largest bank: up to its arrival the longest task took ${(await task.longest()).toFixed(0)} ms\n`,
  )
  await expect(app.layer(5)).toBeVisible()
  await app.settled()
  process.stdout.write(`largest bank: from then to its maps ${(await task.longest()).toFixed(0)} ms\n`)
  // what is on the page does not grow with what is in the file
  expect(await app.maps.getByLabel(/^feature map /).count()).toBeLessThan(160)
  expect(await page.locator('*').count()).toBeLessThan(2500)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(app.map(3)).toHaveCount(1)
})

async function undoTitle(page: Page): Promise<string | null> {
  return await page.getByRole('button', { name: 'Undo', exact: true }).getAttribute('title')
}

/** Five layers of kernels of one weight, with which a file has the most lists: as many weights as fit. */
function largestBank(): string {
  const conv = (inChannels: number, outChannels: number) => {
    const filter = `[${'[[1]],'.repeat(inChannels - 1)}[[0]]]`
    const weight = `[${`${filter},`.repeat(outChannels - 1)}${filter}]`
    return `${CONV.replace('"inChannels":3,"outChannels":2', `"inChannels":${inChannels},"outChannels":${outChannels}`)}${weight}}`
  }
  const wide = conv(1024, 1024)
  return `${HEAD}${[conv(3, 1024), wide, wide, wide, conv(1024, 1020)].join()}]}`
}

/** The longest task of the page since it was last asked for, in ms; 0 for none beyond 50. */
async function watchTasks(page: Page): Promise<{ longest: () => Promise<number> }> {
  const tasks = await page.evaluateHandle(() => {
    const durations: number[] = []
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) durations.push(duration)
    })
    observer.observe({ type: 'longtask' })
    return { durations, observer }
  })
  return {
    longest: async () =>
      await tasks.evaluate(async ({ durations, observer }) => {
        // a task is listed once it has ended
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
        for (const { duration } of observer.takeRecords()) durations.push(duration)
        return Math.max(0, ...durations.splice(0))
      }),
  }
}

/** Drop a file on the window, by way of a file input that the page does not know. */
async function drop(page: Page, path: string): Promise<void> {
  const input = await page.evaluateHandle(() =>
    Object.assign(document.createElement('input'), { type: 'file' }),
  )
  await input.setInputFiles(path)
  await input.evaluate(({ files }) => {
    const dataTransfer = new DataTransfer()
    for (const file of files ?? []) dataTransfer.items.add(file)
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })
}

/** Paste a piece of text so many times over. */
async function paste(into: ReturnType<Page['getByRole']>, piece: string, times: number): Promise<void> {
  await into.evaluate(
    (element, { piece, times }) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', piece.repeat(times))
      element.focus()
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    { piece, times },
  )
}

/** A project whose photo of half a megabyte claims, and has, 448 MB of nothing. */
function pictureBomb(): Uint8Array {
  const [MEGABYTE, COUNT] = [2 ** 20, 448]
  const part = deflateRawSync(Buffer.alloc(MEGABYTE), { finishFlush: constants.Z_SYNC_FLUSH })
  const photo = Buffer.concat([...new Array<Buffer>(COUNT).fill(part), Buffer.from([3, 0])])
  const text = (value: string) => new TextEncoder().encode(value)
  const settings = {
    format: 'filterbank-project/1',
    name: 'bomb',
    resolution: 0,
    view: { layer: 0, filter: 0, channel: 0, colorMap: 'signed', range: 'map' },
    photo: { name: 'zeros.bmp', width: 1, height: 1 },
  }
  const zip = zipSync(
    { 'project.json': text(JSON.stringify(settings)), 'filters.json': text(`${HEAD}]}`), photo },
    { level: 0 },
  )
  // stored as they are: the headers of the photo, which comes last, are made to say what it really is
  const bytes = Buffer.from(zip)
  for (const [mark, method, size] of [
    ['PK\x03\x04', 8, 22],
    ['PK\x01\x02', 10, 24],
  ] as const) {
    const at = bytes.lastIndexOf(mark, undefined, 'latin1')
    bytes.writeUInt16LE(8, at + method)
    bytes.writeUInt32LE(MEGABYTE * COUNT, at + size)
  }
  return bytes
}
