import { serveBuild } from '../../tools/serve.js'

/**
 * Before all tests: serve the build as `npm start` does (`APP_URL`), and as a host does that sets no headers
 * (`PLAIN_HOST_URL`). Returns what stops both.
 */
export default async function startServers(): Promise<() => Promise<void>> {
  const app = await serveBuild({ headers: true })
  const plain = await serveBuild({ headers: false })
  process.env['APP_URL'] = app.url
  process.env['PLAIN_HOST_URL'] = plain.url
  return async () => {
    await Promise.all([app.close(), plain.close()])
  }
}
