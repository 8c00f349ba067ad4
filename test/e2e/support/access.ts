import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** The colours alone, which are all that themes differ in. */
export const COLOURS = ['color-contrast']

/**
 * Expect no serious hurdle for assistive technology.
 * @param what is looked at, for the message
 * @param part of the page, as a selector; the whole of it if left out
 * @param rules the only ones to go by
 */
export async function expectNoHurdles(
  page: Page,
  what: string,
  part?: string,
  rules?: string[],
): Promise<void> {
  // There are no frames whose results would have to be put together, on a page of their own.
  let axe = new AxeBuilder({ page }).setLegacyMode()
  if (part !== undefined) axe = axe.include(part)
  if (rules !== undefined) axe = axe.withRules(rules)
  const { violations } = await axe.analyze()
  const hurdles = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
    )
  expect(hurdles, what).toEqual([])
}
