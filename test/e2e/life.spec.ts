import { readFileSync } from 'node:fs'
import { APP_URL, bytes, expect, test } from './support/app.ts'
import { bankFile, randomConv, type TestFile } from './support/files.ts'

interface Expected {
  readonly opens?: readonly [width: number, height: number]
  readonly message?: string
  readonly note?: string
}

const folder = new URL('../fixtures/life/', import.meta.url)
const { about: _, ...EXPECTED } = JSON.parse(
  readFileSync(new URL('expected.json', folder), 'utf8'),
) as Record<string, Expected>

function life(name: string): TestFile {
  return { name, mimeType: '', buffer: readFileSync(new URL(name, folder)) }
}

/** What the messages of `expected.json` ask for. */
const SAYS: Readonly<Record<string, RegExp>> = {
  'kind_dng.dng': /camera RAW.*JPEG.*TIFF/,
  'kind_raf.RAF': /camera RAW.*JPEG/,
  'kind_tga.tga': /^(?!.*icon file).*TGA.*PNG/,
  'kind_svg_bom.svg': /SVG.*Export it as PNG/,
  'life_bm_text.jpg': /^(?!.*megapixels).*no picture/,
}
/** And its notes, with those of what is missing. */
const NOTES: Readonly<Record<string, RegExp>> = {
  'anim_apng_default_hidden.png': /^frame 1 of 2$/,
  'gama_45455_chrm.png': /^gAMA and cHRM may change values$/,
  'life_no_eoi.jpg': /no end/,
  'life_png_noiend.png': /no end/,
}

test('files as they come in real life open, or one message names their kind and a way out', async ({
  app,
  page,
}) => {
  await page.goto(APP_URL)
  await app.settled()
  const alert = page.getByRole('alert')
  const note = app.input.getByRole('note')
  for (const [name, { opens, message }] of Object.entries(EXPECTED)) {
    await test.step(name, async () => {
      const before = await app.input.getByRole('img', { name: /^The photo/ }).getAttribute('aria-label')
      await app.offerImage(life(name))
      if (message !== undefined) {
        await expect(alert).toHaveText(SAYS[name] ?? /$^/)
        await expect(alert).toContainText(name)
        await expect(app.input.getByRole('img', { name: before ?? '' })).toBeVisible()
        return
      }
      const photo = app.input.getByRole('img', { name: `The photo, ${name}` })
      await expect(photo).toBeVisible()
      await expect(alert).toHaveCount(0)
      await expect(app.input).toContainText(`${opens?.[0]} × ${opens?.[1]}`)
      const noted = NOTES[name]
      if (noted === undefined) await expect(note).toHaveCount(0)
      else await expect(note).toHaveText(noted)
      await app.settled()
      // never black in silence
      await expect(app.input.getByTitle('Smallest and largest value of the tensor')).toHaveText(
        /… (?!0(\.0+)?$)/,
      )
    })
  }
})

test("a file's own values are a setting: it is undone, exported and imported; and filters chosen by Open image are imported", async ({
  app,
  page,
}) => {
  await page.goto(APP_URL)
  await app.offerImage(life('gama_45455_chrm.png'))
  const own = app.input.getByRole('checkbox', { name: "File's own values" })
  const note = app.input.getByRole('note')
  await expect(note).toHaveText('gAMA and cHRM may change values')
  await app.settled()
  const converted = await app.exportNpy()
  await own.check()
  await expect(note).toHaveText('gAMA and cHRM not applied')
  await app.settled()
  expect(await app.exportNpy()).not.toEqual(converted)
  const saved = await bytes(await app.exportFilters())
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(own).not.toBeChecked()
  await expect(note).toHaveText('gAMA and cHRM may change values')
  await app.settled()
  expect(await app.exportNpy()).toEqual(converted)

  // a file of filters is what it is, wherever it is chosen
  await app.offerImage({ name: 'own.json', mimeType: 'application/json', buffer: saved })
  await expect(own).toBeChecked()
  await app.offerImage(bankFile('plain', [randomConv(3, 2)]))
  await expect(own).not.toBeChecked()
  await expect(app.map(1)).toHaveCount(1)
  await expect(app.map(2)).toHaveCount(0)
})
