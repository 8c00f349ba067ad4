import { existsSync } from 'node:fs'
import { preview, type InlineConfig } from 'vite'

/** Serves the built app on a free port, stopped by `close`. */
async function serve(config: InlineConfig): Promise<{ url: string; close: () => Promise<void> }> {
  const server = await preview({ logLevel: 'error', preview: { port: 0, strictPort: false }, ...config })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('the server has no local address')
  return { url, close: () => server.close() }
}

/**
 * Before all tests: serve the build twice, as `npm start` does (`APP_URL`) and as a host does that sets no headers
 * (`PLAIN_HOST_URL`). Returns what stops them.
 */
export default async function startServers(): Promise<() => Promise<void>> {
  if (!existsSync('dist/index.html')) throw new Error('there is no build to test: npm run build')
  const app = await serve({})
  const plain = await serve({ configFile: false, preview: { port: 0 } })
  process.env['APP_URL'] = app.url
  process.env['PLAIN_HOST_URL'] = plain.url
  return async () => {
    await Promise.all([app.close(), plain.close()])
  }
}
