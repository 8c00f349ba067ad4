/** What would leave the page, ask the system for a file, or make the storage grow as it should. */
const NOT_DONE =
  /^(Open image|Import|Export|Install|Share|Reload|Update|New project|Duplicate project|Paste|Copy)/
/** How long the camera runs, in ms. */
const CAMERA_MS = 3000

/**
 * Do one thing: a command of the palette, a weight that is typed, the camera for a while, or all undone.
 * @param {import('playwright-core').Page} page on the app
 * @param {() => number} random in [0, 1)
 */
export async function actAtRandom(page, random) {
  const choice = random()
  if (choice < 0.35) await typeWeight(page, random)
  else if (choice < 0.45) await page.keyboard.press('Control+z')
  else if (choice < 0.47) await useCamera(page)
  else if (choice < 0.5) await startOver(page)
  else await runCommand(page, random)
  await page.locator('[aria-label="Feature maps"][aria-busy="false"]').waitFor()
}

/**
 * @param {import('playwright-core').Page} page
 * @param {() => number} random
 */
async function typeWeight(page, random) {
  const weights = page.getByRole('region', { name: 'Kernel', exact: true }).getByRole('spinbutton')
  const count = await weights.count()
  if (count === 0) return
  await weights.nth(Math.floor(random() * count)).click({ timeout: 5000 })
  await page.keyboard.type((random() * 2 - 1).toFixed(3))
  await page.keyboard.press('Enter')
}

/** @param {import('playwright-core').Page} page */
async function useCamera(page) {
  await page.getByRole('button', { name: 'Camera' }).click()
  await page.waitForTimeout(CAMERA_MS)
  await page.keyboard.press('Escape')
}

/**
 * Everything is undone, so that the history is that of one sitting after the other.
 * @param {import('playwright-core').Page} page
 */
async function startOver(page) {
  const undo = page.getByRole('button', { name: 'Undo', exact: true }).first()
  for (let steps = 0; steps < 200 && (await undo.isEnabled()); steps++) await page.keyboard.press('Control+z')
}

/**
 * @param {import('playwright-core').Page} page
 * @param {() => number} random
 */
async function runCommand(page, random) {
  await page.keyboard.press('Control+k')
  const options = page.getByRole('dialog', { name: 'Commands' }).getByRole('option')
  await options.first().waitFor()
  const names = await options.allInnerTexts()
  const allowed = names.map((name, at) => ({ name, at })).filter(({ name }) => !NOT_DONE.test(name))
  const chosen = allowed[Math.floor(random() * allowed.length)]
  if (chosen !== undefined) await options.nth(chosen.at).click()
  await page.locator('[data-loading]').waitFor({ state: 'detached' })
  // what it opened is closed again
  for (let open = 0; open < 3; open++) await page.keyboard.press('Escape')
}
