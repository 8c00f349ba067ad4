import { expect, type Page } from '@playwright/test'
import { FIRST_VISIT_URL, bytes, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'
import { Profile } from './support/profile.ts'

test.use({ serviceWorkers: 'allow' })

/*
 * The app as the system sees it: installing, opening files, sharing.
 */

const photo = { ...noisePhoto(47, 37, 3), name: 'Cat.png' }
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Projects' })

test('the browser finds nothing to object to installing it', async () => {
  const profile = new Profile()
  const context = await profile.open()
  const page = await context.newPage()
  await page.goto(FIRST_VISIT_URL)
  await expect(page.getByRole('status')).toContainText('Offline ready')
  const session = await context.newCDPSession(page)
  expect(await session.send('Page.getInstallabilityErrors')).toEqual({ installabilityErrors: [] })
  const { url, errors, manifest } = await session.send('Page.getAppManifest')
  expect([url, errors]).toEqual([`${FIRST_VISIT_URL}manifest.webmanifest`, []])
  expect(manifest).toMatchObject({
    id: FIRST_VISIT_URL,
    startUrl: FIRST_VISIT_URL,
    scope: FIRST_VISIT_URL,
    display: 'kStandalone',
  })
  // Everything that the manifest names is there.
  const named = await page.evaluate(async () => {
    const manifest = (await (await fetch('manifest.webmanifest')).json()) as Record<
      'icons' | 'screenshots',
      { src: string; sizes: string; type: string }[]
    >
    const pictures = [...manifest.icons, ...manifest.screenshots]
    return await Promise.all(
      pictures.map(async ({ src, sizes, type }) => {
        const response = await fetch(src)
        const blob = await response.blob()
        const { width, height } =
          type === 'image/svg+xml' ? { width: 0, height: 0 } : await createImageBitmap(blob)
        return [
          response.headers.get('content-type'),
          sizes === 'any' ? sizes : `${width}x${height}`,
          type,
          sizes,
        ]
      }),
    )
  })
  for (const [gotType, gotSize, type, size] of named) expect([gotType, gotSize]).toEqual([type, size])
  await context.close()
  profile.remove()
})

test('an install button stands where the browser offers it, a hint where it does not', async ({ page }) => {
  await page.goto(FIRST_VISIT_URL)
  await page.getByRole('button', { name: 'Projects' }).click()
  await expect(dialog(page)).toContainText('To install')
  await page.getByRole('button', { name: 'Close' }).click()
  const asked = page.evaluate(
    () =>
      new Promise((resolve) => {
        const offer = new Event('beforeinstallprompt', { cancelable: true })
        dispatchEvent(Object.assign(offer, { prompt: () => resolve(offer.defaultPrevented) }))
      }),
  )
  await page.getByRole('button', { name: 'Install app' }).click()
  expect(await asked).toBe(true)
  await expect(page.getByRole('button', { name: 'Install app' })).toHaveCount(0)
})

/** Stand in for the system: hand files to the app as a launch does. */
async function launch(page: Page, ...files: { name: string; buffer: Buffer }[]): Promise<void> {
  await page.evaluate(
    async (files) => {
      const root = await navigator.storage.getDirectory()
      const handles: FileSystemFileHandle[] = []
      for (const { name, base64 } of files) {
        const handle = await root.getFileHandle(name, { create: true })
        const writable = await handle.createWritable()
        await writable.write(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)))
        await writable.close()
        handles.push(handle)
      }
      const consume: unknown = Reflect.get(globalThis, 'launchConsumer')
      if (typeof consume === 'function') Reflect.apply(consume, null, [{ files: handles }])
    },
    files.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') })),
  )
}

test('files that the system opens come into a project of their own', async ({ app, page }) => {
  await page.addInitScript(() => {
    const queue = { setConsumer: (consumer: unknown) => Reflect.set(globalThis, 'launchConsumer', consumer) }
    Object.defineProperty(globalThis, 'launchQueue', { value: queue })
  })
  await app.start(photo)
  await app.importFilters(bankFile('kept', [randomConv(3, 4)]), 4)
  const beside = { name: 'Dog.xmp', buffer: Buffer.from('<x/>') }
  await launch(page, beside, { ...noisePhoto(21, 33), name: 'Dog.png' })
  await expect(app.input).toContainText('(1, 3, 33, 21)')
  await expect(page.getByRole('group', { name: 'Message' })).toContainText('left 1 other: Dog.xmp.')
  await app.settled()
  await page.getByRole('button', { name: 'Projects' }).click()
  await expect(dialog(page).getByRole('article', { name: 'Dog', exact: true })).toContainText('open')
  await expect(dialog(page).getByRole('article', { name: 'Cat', exact: true })).toBeVisible()
  const download = await app.download(() => page.getByRole('button', { name: 'Export Cat' }).click())
  await page.getByRole('button', { name: 'Close' }).click()
  const buffer = await bytes(download)
  await launch(page, { name: 'Cat.filterbank', buffer })
  await expect(app.input).toContainText('(1, 3, 37, 47)')
  await app.settled()
  await page.getByRole('button', { name: 'Projects' }).click()
  await expect(dialog(page).getByRole('article')).toHaveCount(3)
})

test('a share without a file is told of', async ({ page }) => {
  await page.goto(`${FIRST_VISIT_URL}?shared`)
  await expect(page.getByRole('group', { name: 'Message' })).toContainText('holds no file')
  expect(page.url()).toBe(FIRST_VISIT_URL)
})

test('the selected map is shared as a picture where the system takes pictures', async ({ app, page }) => {
  await page.addInitScript(() => {
    Object.assign(navigator, {
      canShare: () => true,
      share: async ({ files }: { files: File[] }) => {
        const sizes = await Promise.all(files.map((file) => createImageBitmap(file)))
        document.documentElement.dataset['shared'] = files
          .map((file, i) => `${file.name} ${file.type} ${sizes[i]?.width}x${sizes[i]?.height}`)
          .join()
      },
    })
  })
  await app.start(photo)
  await app.importFilters(bankFile('shared', [randomConv(3, 4)]), 4)
  await page.getByRole('button', { name: 'Export maps' }).click()
  await page.getByRole('menuitem', { name: 'Share the selected map' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-shared', 'Cat-layer1-map0.png image/png 47x37')
})
