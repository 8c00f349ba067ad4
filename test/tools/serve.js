import { existsSync } from 'node:fs'
import { preview } from 'vite'

/**
 * Serve the built app on a free port, from this process: as `npm start` does, or as a host does that sets no headers.
 * @param {{ headers: boolean, instead?: Readonly<Record<string, string>> }} options `instead`: paths for which another file is sent
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 * @throws Error when there is no build
 */
export async function serveBuild({ headers, instead = {} }) {
  if (!existsSync('dist/index.html')) throw new Error('there is no build to serve: npm run build')
  const server = await preview({
    logLevel: 'error',
    ...(headers ? {} : { configFile: false }),
    plugins: [sendInstead(instead)],
    preview: { port: 0, strictPort: false },
  })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('the server has no local address')
  return { url, close: () => server.close() }
}

/**
 * @param {Readonly<Record<string, string>>} instead
 * @returns {import('vite').Plugin}
 */
function sendInstead(instead) {
  return {
    name: 'send-instead',
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, _response, next) => {
        request.url = instead[request.url ?? ''] ?? request.url
        next()
      })
    },
  }
}
