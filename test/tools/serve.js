import { existsSync } from 'node:fs'
import { preview } from 'vite'

/**
 * Serve the built app on a free port, from this process: as `npm start` does, or as a host does that sets no headers.
 * @param {{ headers: boolean }} options
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 * @throws Error when there is no build
 */
export async function serveBuild({ headers }) {
  if (!existsSync('dist/index.html')) throw new Error('there is no build to serve: npm run build')
  const server = await preview({
    logLevel: 'error',
    ...(headers ? {} : { configFile: false }),
    preview: { port: 0, strictPort: false },
  })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('the server has no local address')
  return { url, close: () => server.close() }
}
