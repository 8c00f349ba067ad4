import { afterEach, expect, test, vi } from 'vitest'
import { Offline } from '../../../../src/state/offline/offline.svelte.ts'

class FakeWorker extends EventTarget {
  state = 'installing'
}

class FakeRegistration extends EventTarget {
  installing: FakeWorker | null = null
  waiting: FakeWorker | null = null
  active: FakeWorker | null = null
  update = () => Promise.resolve()
}

class FakeContainer extends EventTarget {
  controller: FakeWorker | null = null
  readonly ready = new Promise<never>(() => undefined)

  constructor(private readonly registration: FakeRegistration) {
    super()
  }

  register = () => Promise.resolve(this.registration)
}

/** A page whose browser has these workers, once it follows them. */
async function page(registration: FakeRegistration, controller: FakeWorker | null): Promise<Offline> {
  const serviceWorker = new FakeContainer(registration)
  serviceWorker.controller = controller
  vi.stubGlobal('navigator', { serviceWorker })
  vi.stubGlobal('ServiceWorkerRegistration', FakeRegistration)
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false, querySelector: () => null }))
  const offline = new Offline({
    settled: () => Promise.resolve(),
    isTouched: () => false,
    flush: () => Promise.resolve(),
  })
  void offline.start('/')
  await new Promise((resolve) => setTimeout(resolve))
  return offline
}

afterEach(() => {
  vi.unstubAllGlobals()
})

function installed(worker: FakeWorker): void {
  worker.state = 'installed'
  worker.dispatchEvent(new Event('statechange'))
}

test('a newer version that waits behind the one at work is offered', async () => {
  const registration = new FakeRegistration()
  registration.active = new FakeWorker()
  const newer = (registration.installing = new FakeWorker())
  const offline = await page(registration, registration.active)
  registration.waiting = newer
  installed(newer)
  expect(offline.offer).toBe('update')
})

test('the first version is no update, also where the page hears late that it was installed', async () => {
  const registration = new FakeRegistration()
  const first = (registration.installing = new FakeWorker())
  const offline = await page(registration, first)
  registration.waiting = first
  installed(first)
  expect(offline.offer).toBeNull()
})
