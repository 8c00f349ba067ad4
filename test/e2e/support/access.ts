import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** What is looked at in each theme: themes differ in their colours alone. */
const RULES = { light: null, dark: ['color-contrast'] } as const

/**
 * Expect no serious hurdle for assistive technology, in either theme. Motion is to be reduced: a colour on its way to
 * another is none of either.
 * @param what is looked at, for the message
 * @param part of the page, as a selector; the whole of it if left out
 */
export async function expectNoHurdles(page: Page, what: string, part?: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    // There are no frames whose results would have to be put together, on a page of their own.
    // What passes is not described one by one, which takes as long as looking.
    let axe = new AxeBuilder({ page })
      .setLegacyMode()
      .options({ resultTypes: ['violations'], preload: false })
    if (part !== undefined) axe = axe.include(part)
    const rules = RULES[colorScheme]
    if (rules !== null) axe = axe.withRules([...rules])
    const { violations } = await axe.analyze()
    const hurdles = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
      )
    expect(hurdles, `${what}, ${colorScheme}`).toEqual([])
  }
}
