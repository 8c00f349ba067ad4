import type { BrowserContext } from '@playwright/test'

/** What a browser lacks: code that runs before any script of a page, and of its workers. */
export interface Lack {
  readonly page?: string
  readonly workers?: string
}

/** Scripts of workers in the build. */
const WORKER_SCRIPTS = /\/assets\/(conv|decode|encode|peak|read)-.{8}\.js$/

/** Take a part of the browser away from all pages of a context, and from their workers. */
export async function takeAway(context: BrowserContext, { page, workers }: Lack): Promise<void> {
  if (page !== undefined) await context.addInitScript({ content: page })
  if (workers === undefined) return
  await context.route(WORKER_SCRIPTS, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: `${workers};\n${await response.text()}` })
  })
}

/** Code that makes a global, or a property of one, give what an expression does: to throw, write a call that does. */
export function giving(place: string, expression: string): string {
  const [name = '', owner = 'globalThis'] = place.split('.').reverse()
  return `Object.defineProperty(${owner}, '${name}', { configurable: true, get: () => ${expression} })`
}

/** Code that leaves no trace of a global. */
export function without(name: string): string {
  return `Reflect.deleteProperty(globalThis, '${name}')`
}

/** An expression that throws as browsers do where something is denied. */
export const DENIED = `(() => { throw new DOMException('The operation is insecure.', 'SecurityError') })()`

/** Code that lets no module be valid that holds these bytes. */
export function invalidating(...bytes: readonly number[]): string {
  return `{
    const { validate } = WebAssembly
    WebAssembly.validate = (code) => {
      const all = new Uint8Array(code)
      const holds = all.some((_, at) => [${bytes.join()}].every((byte, i) => all[at + i] === byte))
      return !holds && validate(code)
    }
  }`
}

/** Code that refuses memory of more than so many pages of 64 KiB. */
export function smallMemory(pages: number): string {
  return `{
    const { Memory } = WebAssembly
    WebAssembly.Memory = class extends Memory {
      constructor(limits) {
        if (limits.initial > ${pages}) throw new RangeError('could not allocate memory')
        super(limits)
      }
      grow(more) {
        if (this.buffer.byteLength / 65536 + more > ${pages}) throw new RangeError('Unable to grow instance memory')
        return super.grow(more)
      }
    }
  }`
}
