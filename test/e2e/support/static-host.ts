import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { createGzip } from 'node:zlib'
import { run } from '../../tools/run.js'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webmanifest': 'application/manifest+json',
}

/** What a host does wrong with a file: it is not there, its own page comes in its place, or its type is another one. */
export type Fault = 'missing' | 'page' | { readonly type: string }

/**
 * A host as plain as they come: files of a folder under a path of its own, no headers but the type. It can be stopped and
 * started again at the same address, and its files replaced by those of another build.
 */
export class StaticHost {
  #server: Server | null = null
  #port = 0
  /** What goes wrong with the file of a path. */
  fault: (path: string) => Fault | null = () => null
  /** How long the file of a path is on its way, in ms. */
  delay: (path: string) => number = () => 0
  /** Whether files are compressed on the way. */
  compresses = false

  /** @param base path of the app, such as `/x/` */
  constructor(
    public folder: string,
    private readonly base: string,
  ) {}

  get url(): string {
    return `http://localhost:${this.#port}${this.base}`
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost')
      const path = pathname.startsWith(this.base) ? normalize(pathname.slice(this.base.length)) : '..'
      const fault = this.fault(path)
      const isPage = path === '.' || path === '' || fault === 'page'
      const file = join(this.folder, isPage ? 'index.html' : path)
      if (
        fault === 'missing' ||
        path.startsWith('..') ||
        request.method !== 'GET' ||
        !existsSync(file) ||
        !statSync(file).isFile()
      ) {
        response.writeHead(404).end()
        return
      }
      const type = typeof fault === 'object' && fault !== null ? fault.type : TYPES[extname(file)]
      const headers = { 'content-type': type ?? 'application/octet-stream' }
      response.writeHead(200, this.compresses ? { ...headers, 'content-encoding': 'gzip' } : headers)
      const send = () => {
        const content = createReadStream(file)
        if (this.compresses) content.pipe(createGzip()).pipe(response)
        else content.pipe(response)
      }
      setTimeout(send, this.delay(path))
    })
    await new Promise<void>((resolve) => server.listen(this.#port, 'localhost', resolve))
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  /** Nothing answers at the address any more. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = null
    server?.closeAllConnections()
    await new Promise((resolve) => server?.close(resolve) ?? resolve(null))
  }
}

/** Build the app for a path, into a folder. @param version what `data-version` of the page says */
export async function buildApp(folder: string, base: string, version: string): Promise<void> {
  const vite = 'node_modules/vite/bin/vite.js'
  const options = ['--config', 'test/e2e/support/version.config.ts', `--base=${base}`, '--outDir', folder]
  const env = { NODE_ENV: 'production', APP_VERSION: version }
  const { code, output } = await run(
    process.execPath,
    [vite, 'build', '.', ...options, '--emptyOutDir', '--logLevel', 'warn'],
    { quiet: true, env },
  )
  if (code !== 0) throw new Error(`the build failed:\n${output}`)
}
