import { test as plain } from '@playwright/test'
import { APP_URL, expect, test } from './support/app.ts'
import { bankFile, noisePhoto, randomConv } from './support/files.ts'

test('the pool computes: workers run, and the main thread makes no instance of a module', async ({ app }) => {
  await app.page.addInitScript(() => {
    const made: string[] = []
    Reflect.set(globalThis, 'newInstances', () => made.splice(0))
    for (const name of ['Instance', 'instantiate', 'instantiateStreaming']) {
      const original: unknown = Reflect.get(WebAssembly, name)
      if (typeof original !== 'function') continue
      const counted = new Proxy(original, {
        apply(target, self, args: unknown[]): unknown {
          made.push(name)
          return Reflect.apply(target, self, args)
        },
        construct(target, args: unknown[]): object {
          made.push(name)
          const instance: unknown = Reflect.construct(target, args)
          return Object(instance) as object
        },
      })
      Reflect.set(WebAssembly, name, counted)
    }
  })
  const newInstances = () =>
    app.page.evaluate((): unknown => {
      const take: unknown = Reflect.get(globalThis, 'newInstances')
      return typeof take === 'function' ? Reflect.apply(take, null, []) : null
    })
  await app.page.goto(APP_URL)
  await expect(app.page.getByRole('status')).toContainText('SIMD')
  // Finding out which instructions there are makes some, once, at the start.
  await newInstances()
  await app.openImage(noisePhoto(97, 61))
  await app.importFilters(bankFile('pool', [randomConv(3, 16)]), 16)
  const threads = await app.page.evaluate(() => navigator.hardwareConcurrency)
  const pool = app.page.workers().filter((worker) => worker.url().includes('conv'))
  expect(pool).toHaveLength(threads)
  for (const worker of pool) expect(await worker.evaluate(() => typeof document)).toBe('undefined')
  expect(await newInstances()).toEqual([])
})

test('every sample opens, from this origin', async ({ app }) => {
  await app.start(noisePhoto(31, 31))
  for (const name of ['Still life', 'Plane', 'Allium', 'Alps', 'Cat']) {
    await app.page.getByRole('button', { name: 'Samples' }).click()
    await app.page.getByRole('menuitem', { name }).click()
    await expect(app.input).toContainText(name)
    await app.settled()
    expect(new Set(await app.pictures()).size).toBeGreaterThan(1)
  }
})

plain('the security policy lets nothing out and no foreign script in', async ({ page }) => {
  const response = await page.goto(APP_URL)
  expect(response?.headers()).toMatchObject({
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'content-security-policy': expect.stringContaining("default-src 'self'"),
  })
  const violations = await page.evaluate(async () => {
    const seen = new Set<string>() // the header and the meta tag both tell
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => seen.add(effectiveDirective))
    await fetch('https://elsewhere.example/').catch(() => undefined)
    const script = document.createElement('script')
    script.textContent = 'document.title = "run"'
    document.head.append(script)
    await new Promise((resolve) => setTimeout(resolve))
    return { seen: [...seen], title: document.title }
  })
  expect(violations).toEqual({ seen: ['connect-src', 'script-src-elem'], title: 'Filterbank' })
})
