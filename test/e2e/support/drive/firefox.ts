import { existsSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { firefoxProfile, scratchFolder, startFirefox } from '../../../tools/browsers/launch.js'
import { DriverError, record, type Driver } from './driver.ts'

/**
 * Firefox, driven by its own socket. A message is its length in bytes, a colon, and JSON: [0, id, command, parameters] is
 * asked, [1, id, error, result] answered. https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 */
export async function driveFirefox(): Promise<Driver> {
  const downloads = scratchFolder('downloads')
  const profile = firefoxProfile({
    'marionette.port': 0,
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'ui.prefersReducedMotion': 1,
  })
  const firefox = startFirefox(profile, ['--marionette', 'about:blank'])
  const portFile = join(profile, 'MarionetteActivePort')
  while (!existsSync(portFile) || readFileSync(portFile, 'utf8') === '') await setTimeout(50)
  const socket = connect(Number(readFileSync(portFile, 'utf8')), '127.0.0.1')
  const ask = conversation(socket)
  const { capabilities } = record(await ask('WebDriver:NewSession', {}))
  return {
    version: String(record(capabilities)['browserVersion']),
    downloads,
    send: async (command, parameters = {}) => {
      const result = await ask(`WebDriver:${command}`, parameters)
      return record(result)['value']
    },
    close: () => {
      socket.destroy()
      firefox.end()
    },
  }
}

type Ask = (command: string, parameters: object) => Promise<unknown>

/** Questions and answers over a socket. */
function conversation(socket: Socket): Ask {
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  let asked = 0
  let received = Buffer.alloc(0)
  /** The next whole message of what was received. */
  const next = (): unknown => {
    const colon = received.indexOf(':')
    const end = colon + 1 + Number(received.toString('latin1', 0, colon))
    if (colon === -1 || received.length < end) return undefined
    const text = received.toString('utf8', colon + 1, end)
    received = received.subarray(end)
    return JSON.parse(text)
  }
  socket.on('data', (data) => {
    received = Buffer.concat([received, data])
    for (let message = next(); message !== undefined; message = next()) {
      if (!Array.isArray(message)) continue // its greeting
      const [, id, error, result] = message as [number, number, unknown, unknown]
      if (error === null) waiting.get(id)?.resolve(result)
      else waiting.get(id)?.reject(DriverError.of(error))
      waiting.delete(id)
    }
  })
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Firefox has ended'))
  })
  return (command, parameters) =>
    new Promise((resolve, reject) => {
      asked += 1
      waiting.set(asked, { resolve, reject })
      const text = JSON.stringify([0, asked, command, parameters])
      socket.write(`${Buffer.byteLength(text)}:${text}`)
    })
}
