import { setTimeout } from 'node:timers/promises'
import { HANG_MS } from '../../../tools/limits.js'
import { DriverError, record, type Driver } from './driver.ts'

/** How an element is handed over: https://www.w3.org/TR/webdriver2/#elements */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

/** What may have a role; which of them is meant, the browser itself says by the name that it gives to assistive technology. */
const ROLES = {
  button: 'button, input[type=file]',
  group: '[role=group]',
  menuitem: '[role=menuitem]',
  region: 'section',
  spinbutton: '[role=spinbutton], input[type=number]',
  status: '[role=status]',
  tab: '[role=tab]',
  tabpanel: '[role=tabpanel]',
} as const

type Role = keyof typeof ROLES

const KEYS: Readonly<Record<string, string>> = {
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Escape: '\uE00C',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
}

/** A page of a browser that is driven: what is on it is found by role and name, and waited for. */
export class DrivenPage {
  constructor(readonly driver: Driver) {}

  async goto(url: string): Promise<void> {
    await this.driver.send('Navigate', { url })
  }

  /** As the page would itself: at the driver's own command Firefox goes past the service worker. */
  async reload(): Promise<void> {
    await this.evaluate(() => {
      document.documentElement.dataset['left'] = ''
      location.reload()
    })
    const isLeft = () =>
      this.evaluate(() => document.documentElement.dataset['left'] === '').catch(() => true)
    while (await isLeft()) await setTimeout(50)
  }

  /** The window, in pixels of the page. */
  async resize(width: number, height: number): Promise<void> {
    await this.driver.send('SetWindowRect', { x: 0, y: 0, width, height })
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(String(await this.driver.send('TakeScreenshot')), 'base64')
  }

  /** What a function gives in the page. It sees nothing of where it was written. */
  async evaluate<R, A extends unknown[]>(code: (...args: A) => R | Promise<R>, ...args: A): Promise<R> {
    const script = `return (${code.toString()})(...arguments)`
    return (await this.driver.send('ExecuteScript', { script, args })) as R
  }

  /** Press keys one after another, such as `Shift+ArrowUp`; or what a text has, letter by letter. */
  async press(...keys: readonly string[]): Promise<void> {
    const actions = keys.flatMap((key) => {
      const values = (key.length === 1 ? [key] : key.split('+')).map((part) => KEYS[part] ?? part)
      return [
        ...values.map((value) => ({ type: 'keyDown', value })),
        ...values.toReversed().map((value) => ({ type: 'keyUp', value })),
      ]
    })
    await this.driver.send('PerformActions', { actions: [{ type: 'key', id: 'keyboard', actions }] })
  }

  /** The one thing on the screen of a role and a name. @throws Error with what there was when it does not come */
  async find(role: Role, name: string | RegExp = '', within?: Found): Promise<Found> {
    const isMeant = (label: string) =>
      typeof name === 'string' ? name === '' || label === name : name.test(label)
    const end = performance.now() + HANG_MS / 3
    for (;;) {
      const all = await this.all(role, within)
      const meant = all.filter(({ label }) => isMeant(label))
      const [first] = meant
      if (first !== undefined && meant.length === 1)
        return new Found(this, first.id, first.label, () => this.find(role, name, within))
      if (performance.now() > end)
        throw new Error(
          `${meant.length} of role ${role} named ${String(name)}: ${all.map(({ label }) => label).join(' | ')}`,
        )
      await setTimeout(100)
    }
  }

  /** All of a role that is on the screen, or in a part of it. */
  async all(role: Role, within?: Found): Promise<Found[]> {
    const find = (css: string, part: Element | Document = document) =>
      [...part.querySelectorAll(css)].filter((each) => each.checkVisibility({ visibilityProperty: true }))
    const part = within === undefined ? [] : [within.handle]
    const list = () => this.evaluate(find as (css: string, part?: unknown) => Element[], ROLES[role], ...part)
    const elements = await againWhileStale<readonly unknown[]>(list)
    const found = elements.map(async (element) => {
      const id = String(record(element)[ELEMENT])
      const label: unknown = await this.driver.send('GetComputedLabel', { id }).catch(goneMeanwhile)
      return typeof label === 'string' ? [new Found(this, id, label)] : []
    })
    return (await Promise.all(found)).flat()
  }
}

/**
 * What looks at the page, again while what it found leaves before the driver has it: Firefox then gives no list at all but fails
 * with what left, as a button does that another takes the place of.
 */
async function againWhileStale<T>(look: () => Promise<T>): Promise<T> {
  const end = performance.now() + HANG_MS / 3
  for (;;) {
    try {
      return await look()
    } catch (error) {
      goneMeanwhile(error)
      if (performance.now() > end) throw error
    }
    await setTimeout(50)
  }
}

/** Null for what has left the page since it was found. @throws unknown whatever else went wrong */
function goneMeanwhile(error: unknown): null {
  if (error instanceof DriverError && error.code === 'stale element reference') return null
  throw error
}

/** Something on the page. */
export class Found {
  /** @param label the name that the browser gives it @param again finds what stands in its place */
  constructor(
    private readonly page: DrivenPage,
    readonly id: string,
    readonly label: string,
    private readonly again?: () => Promise<Found>,
  ) {}

  get handle(): Readonly<Record<string, string>> {
    return { [ELEMENT]: this.id }
  }

  /**
   * Click it, once. Drivers look for the element before they do anything and give back nothing of it, so one that is said to be
   * stale was not clicked: what stands in its place is.
   */
  async click(): Promise<void> {
    try {
      await this.page.driver.send('ElementClick', { id: this.id })
    } catch (error) {
      goneMeanwhile(error)
      if (this.again === undefined) throw error
      await (await this.again()).click()
    }
  }

  /** Type a text into it; the path of a file, where files are chosen. */
  async type(text: string): Promise<void> {
    await this.page.driver.send('ElementSendKeys', { id: this.id, text })
  }

  async evaluate<R>(code: (element: HTMLElement) => R | Promise<R>): Promise<R> {
    return await this.page.evaluate(code as (element: unknown) => R | Promise<R>, this.handle)
  }

  async text(): Promise<string> {
    return await this.evaluate((element) => element.innerText)
  }
}
