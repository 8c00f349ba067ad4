import { serveBuild } from '../../tools/serve.js'

/** What a first visit shows, small: most tests open something else at once. */
const SMALL_SAMPLE = { '/samples/still-life.jpg': '/samples/still-life-thumbnail.jpg' }

/**
 * Before all tests: serve the build as `npm start` does (`APP_URL`, with a small first sample; `FIRST_VISIT_URL` with the real
 * one, which the service worker insists on), and as a host does that sets no headers (`PLAIN_HOST_URL`). Returns what stops them.
 */
export default async function startServers(): Promise<() => Promise<void>> {
  const app = await serveBuild({ headers: true, instead: SMALL_SAMPLE })
  const firstVisit = await serveBuild({ headers: true })
  const plain = await serveBuild({ headers: false })
  process.env['APP_URL'] = app.url
  process.env['FIRST_VISIT_URL'] = firstVisit.url
  process.env['PLAIN_HOST_URL'] = plain.url
  return async () => {
    await Promise.all([app.close(), firstVisit.close(), plain.close()])
  }
}
