/*
 * A browser that is driven by the commands of the WebDriver standard: https://www.w3.org/TR/webdriver2/. WebKit takes them by HTTP
 * from its WebKitWebDriver, Firefox by its own socket, Marionette, under the same names.
 */

/** The commands that are used, each with its method and its address within a session. */
export const COMMANDS = {
  Navigate: 'POST /url',
  ExecuteScript: 'POST /execute/sync',
  ElementClick: 'POST /element/{id}/click',
  ElementSendKeys: 'POST /element/{id}/value',
  GetComputedLabel: 'GET /element/{id}/computedlabel',
  PerformActions: 'POST /actions',
  TakeScreenshot: 'GET /screenshot',
  SetWindowRect: 'POST /window/rect',
} as const

export type Command = keyof typeof COMMANDS

export interface Driver {
  /** Of the browser, such as `153.0`. */
  readonly version: string
  /** Where it puts what is saved. */
  readonly downloads: string
  /** @param parameters of the command; `id` is the element it is for @throws DriverError with the browser's own words */
  send(command: Command, parameters?: Readonly<Record<string, unknown>>): Promise<unknown>
  close(): void
}

/** What a browser answers in place of a result. */
export class DriverError extends Error {
  /** @param code of the standard, such as `stale element reference` */
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`)
  }

  /** @param answer its `error` and its `message` */
  static of(answer: unknown): DriverError {
    const { error, message } = record(answer)
    return new DriverError(String(error), String(message))
  }
}

/** @throws Error where a driver's answer is no object */
export function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error(`no object: ${JSON.stringify(value)}`)
  return Object.fromEntries(Object.entries(value))
}
