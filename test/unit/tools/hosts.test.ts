import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { CONTENT_SECURITY_POLICY, ISOLATION_HEADERS } from '../../../workers/service-worker/page-headers.ts'

/*
 * The configurations of docs/hosting.md in the servers that they are for, where those are installed. Only address, folder and certificate
 * are others.
 */

const page = readFileSync('docs/hosting.md', 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'filterbank-hosts-'))
const running: ChildProcess[] = []
afterAll(async () => {
  for (const server of running) {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill()
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
})

const FILES: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html><title>Filterbank</title>',
  'manifest.webmanifest': '{}',
  'service-worker.js': '// a worker',
  'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'assets/index-abc.js': `// ${'code '.repeat(400)}`,
  'assets/index-abc.css': 'body {}',
}
const root = join(folder, 'dist')
for (const [name, text] of Object.entries(FILES)) {
  mkdirSync(join(root, name, '..'), { recursive: true })
  writeFileSync(join(root, name), text)
}

function config(kind: string): string {
  return new RegExp(`\`\`\`${kind}\n(.*?)\`\`\``, 's').exec(page)?.[1] ?? ''
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** How nginx is started with the page's configuration. */
function nginx(port: number): string[] {
  const types = ['/etc/nginx/mime.types', '/usr/local/etc/nginx/mime.types'].find((file) => existsSync(file))
  if (types !== undefined) cpSync(types, join(folder, 'mime.types'))
  const text = config('nginx')
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replace(/^ *# ssl_certificate.*\n/m, '')
    .replace('/srv/filterbank;', `${root};`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ')
  // its workers would else be somebody who may not read the folder
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  const file = join(folder, 'nginx.conf')
  writeFileSync(
    file,
    `${user} daemon off; pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${temporary}\n${text}\n}`,
  )
  return ['-p', folder, '-c', file]
}

function caddy(port: number): string[] {
  const text = config('caddyfile')
    .replace('filterbank.example', `http://127.0.0.1:${port}`)
    .replace('/srv/filterbank', root)
  const file = join(folder, 'Caddyfile')
  writeFileSync(file, `{\n\tadmin off\n}\n${text}`)
  return ['run', '--config', file, '--adapter', 'caddyfile']
}

/** Resolves with the first answer. */
async function answer(url: string): Promise<Response> {
  for (;;) {
    try {
      return await fetch(url)
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50)) // it is starting
    }
  }
}

const TYPES: Readonly<Record<string, RegExp>> = {
  '': /^text\/html/,
  'manifest.webmanifest': /^application\/manifest\+json/,
  'service-worker.js': /^(text|application)\/javascript/,
  'icon.svg': /^image\/svg\+xml/,
  'assets/index-abc.js': /^(text|application)\/javascript/,
  'assets/index-abc.css': /^text\/css/,
}

describe.each([
  ['nginx', nginx, '-v'],
  ['caddy', caddy, 'version'],
] as const)('%s', (name, configure, version) => {
  const isThere = spawnSync(name, [version]).error === undefined

  test.skipIf(!isThere)('as docs/hosting.md sets it up serves what a host must', async () => {
    const port = await freePort()
    const server = spawn(name, configure(port), {
      stdio: 'ignore',
      env: { ...process.env, XDG_DATA_HOME: folder },
    })
    running.push(server)
    const url = `http://127.0.0.1:${port}/`
    await answer(url)
    for (const [path, type] of Object.entries(TYPES)) {
      const response = await fetch(`${url}${path}`)
      expect(response.status, path).toBe(200)
      expect(response.headers.get('content-type'), path).toMatch(type)
      expect(await response.text(), path).toBe(FILES[path === '' ? 'index.html' : path])
      const headers = { ...ISOLATION_HEADERS, 'Content-Security-Policy': CONTENT_SECURITY_POLICY }
      for (const [header, value] of Object.entries(headers))
        expect(response.headers.get(header), `${header} of ${path}`).toBe(value)
      expect(response.headers.get('cache-control'), path).toBe(
        path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      )
    }
    expect((await fetch(`${url}assets/index-abc.js`)).headers.get('content-encoding')).toMatch(/gzip|zstd|br/)
    const missing = await fetch(`${url}assets/none.js`)
    expect(missing.status, 'no page in place of a file').toBe(404)
  })
})
