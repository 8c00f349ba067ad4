import { createServer, type AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import {
  child,
  installedWebKit,
  openScreen,
  scratchFolder,
  webKitEnvironment,
} from '../../../tools/browsers/launch.js'
import { COMMANDS, DriverError, record, type Driver } from './driver.ts'

/**
 * WebKitGTK, driven by its WebKitWebDriver over HTTP, on a screen of its own.
 * @param shared whether workers have SharedArrayBuffer
 */
export async function driveWebKit(shared: boolean): Promise<Driver> {
  const binary = installedWebKit()
  if (binary === undefined) throw new Error('there is no WebKitGTK with Xvfb')
  const screen = await openScreen()
  const downloads = scratchFolder('downloads')
  const port = await freePort()
  const env = { ...webKitEnvironment(screen.display, shared), HOME: downloads }
  const driver = child('WebKitWebDriver', [`--port=${port}`], env)
  const ask = async (route: string, body: object = {}): Promise<unknown> => {
    const [method = '', path = ''] = route.split(' ')
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
    })
    const { value } = record(await response.json())
    if (!response.ok) throw DriverError.of(value)
    return value
  }
  while (!(await ask('GET /status').catch(() => false))) await setTimeout(50)
  const options = { binary, args: ['--automation'] }
  const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } }
  const session = record(await ask('POST /session', { capabilities }))
  return {
    version: String(record(session['capabilities'])['browserVersion']),
    downloads,
    send: (command, { id, ...parameters } = {}) => {
      const [method, path] = COMMANDS[command].replace('{id}', String(id)).split(' ')
      return ask(`${method} /session/${String(session['sessionId'])}${path}`, parameters)
    },
    close: () => {
      driver.end()
      screen.end()
    },
  }
}

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
