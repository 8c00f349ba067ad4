import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { APP_URL, expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'

/*
 * What comes in by drop and paste, and whom it belongs to.
 */

const photo = { ...noisePhoto(47, 37, 31), name: 'first.png' }
const bank = bankFile('arrivals', [randomConv(3, 4, { seed: 32 })])

/** Fill the clipboard as a spreadsheet does with a copied cell: text, HTML and a picture of it; or with a picture alone. */
async function copy(page: Page, text: string | null, picture = noisePhoto(9, 5, 33)): Promise<void> {
  await page.evaluate(
    async ({ text, base64 }) => {
      const png = new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: 'image/png' })
      const items: Record<string, Blob> = { 'image/png': png }
      if (text !== null) {
        items['text/plain'] = new Blob([text], { type: 'text/plain' })
        items['text/html'] = new Blob([`<table><td>${text}</table>`], { type: 'text/html' })
      }
      await navigator.clipboard.write([new ClipboardItem(items)])
    },
    { text, base64: picture.buffer.toString('base64') },
  )
}

test('a field takes the text of a spreadsheet, and only where there is none a picture is opened', async ({
  app,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.start(photo)
  await app.importFilters(bank, 4)
  const paste = async (into: Locator) => {
    await into.focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('ControlOrMeta+v')
    await expect(into).toHaveValue('2')
  }
  const command = async (text: string) => {
    await page.keyboard.press('Control+k')
    const search = page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox')
    await search.fill(text)
    await page.keyboard.press('Enter')
  }
  await copy(page, '2')

  await page.keyboard.press('Control+k')
  await paste(page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox'))
  await page.keyboard.press('Escape')
  await command('paste numbers')
  await paste(page.getByRole('dialog', { name: 'Paste numbers' }).getByRole('textbox'))
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('tab', { name: 'Files' }).click()
  await paste(page.getByRole('textbox', { name: 'Name of the filters' }))
  await paste(page.getByLabel('Stride', { exact: true }))
  await paste(page.getByRole('spinbutton', { name: 'Out channels', exact: true }))
  await page.keyboard.press('Escape')
  await app.bank.getByRole('button', { name: /^0 f0/ }).dblclick()
  await paste(app.bank.getByRole('textbox', { name: /name/i }))
  await page.keyboard.press('Enter')
  await app.selectKernel(0, 0)
  const cell = app.weight(0, 0, 1, 1)
  await paste(cell)
  await cell.press('F2')
  await paste(cell)
  await page.keyboard.press('Escape')
  await expect(app.input).toContainText('first.png')
  await expect(app.input).toContainText('(1, 3, 37, 47)')

  // A picture alone is for no field.
  await copy(page, null)
  await cell.focus()
  await page.keyboard.press('ControlOrMeta+v')
  await expect(app.input).toContainText('(1, 3, 5, 9)')
  // Nothing is edited: then it is the picture that is wanted.
  await copy(page, '2', noisePhoto(11, 7, 34))
  await page.getByRole('tab', { name: 'Files' }).focus()
  await page.keyboard.press('ControlOrMeta+v')
  await expect(app.input).toContainText('(1, 3, 7, 11)')
})

test('folders, several files and pictures of other pages: what is there is opened, the rest is said', async ({
  app,
  page,
}, info) => {
  const folder = info.outputPath('holidays')
  const deep = join(folder, 'b', 'c')
  mkdirSync(deep, { recursive: true })
  const write = (path: string, buffer: Buffer | string) => {
    writeFileSync(path, buffer)
    return path
  }
  write(join(folder, '.DS_Store'), '')
  const [text, sidecar] = [write(join(folder, 'a.txt'), 'words'), write(join(folder, 'side.xmp'), '<x/>')]
  write(join(deep, 'img10.png'), noisePhoto(10, 10, 35).buffer)
  const small = write(join(deep, 'img9.png'), noisePhoto(19, 13, 36).buffer)
  const empty = info.outputPath('empty')
  mkdirSync(empty)

  await page.goto(APP_URL)
  await app.settled()
  const session = await page.context().newCDPSession(page)
  const drop = async (data: { files?: string[]; items?: { mimeType: string; data: string }[] }) => {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', {
        type,
        x: 700,
        y: 400,
        data: { items: data.items ?? [], files: data.files ?? [], dragOperationsMask: 1 },
      })
    }
  }
  const message = page.getByRole('group', { name: 'Message' })
  const alert = app.input.getByRole('alert')

  await drop({ files: [folder] })
  await expect(app.input).toContainText('img9.png')
  await expect(app.input).toContainText('(1, 3, 13, 19)')
  await expect(message).toContainText('Opened img9.png; left 3 others: a.txt, img10.png, side.xmp.')
  await drop({ files: [empty] })
  await expect(alert).toHaveText('There is no picture in the folder “empty”.')
  await drop({ files: [sidecar, text, small] })
  await expect(message).toContainText('Opened img9.png; left 2 others: side.xmp, a.txt.')
  await expect(alert).toHaveCount(0)

  const html = (src: string) => ({ mimeType: 'text/html', data: `<p><img src="${src}"></p>` })
  const uri = (data: string) => ({ mimeType: 'text/uri-list', data })
  await drop({ items: [uri('https://example.org/cat'), html('https://example.org/cat.jpg')] })
  await expect(alert).toContainText('cannot be fetched')
  await expect(alert).toContainText('Save it there first')
  await drop({ items: [uri('https://example.org/')] })
  await expect(alert).toContainText('a link, not a picture')
  await expect(app.input).toContainText('img9.png')
  const inPage = `data:image/png;base64,${noisePhoto(8, 6, 37).buffer.toString('base64')}`
  await drop({ items: [uri('https://example.org/'), html(inPage)] })
  await expect(app.input).toContainText('(1, 3, 6, 8)')
  await expect(alert).toHaveCount(0)
})
