import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build, defineConfig, type Plugin, type ResolvedConfig } from 'vite'
import { CONTENT_SECURITY_POLICY, ISOLATION_HEADERS } from './workers/service-worker/page-headers.ts'

/** The policy as a meta tag too, for hosts that set no headers. The dev server needs its own socket and goes without. */
function contentSecurityPolicyTag(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  }
}

/** `_headers`, which some static hosts read: what every file is sent with, and for how long it may be kept. */
function headersFile(): Plugin {
  let base = '/'
  return {
    name: 'headers-file',
    apply: 'build',
    configResolved: (resolved) => {
      base = resolved.base
    },
    generateBundle() {
      const all = { ...ISOLATION_HEADERS, 'Content-Security-Policy': CONTENT_SECURITY_POLICY }
      const rules = [
        [`${base}*`, all],
        ...['', 'index.html', 'service-worker.js', 'manifest.webmanifest'].map(
          (file) => [`${base}${file}`, { 'Cache-Control': 'no-cache' }] as const,
        ),
        [`${base}assets/*`, { 'Cache-Control': 'public, max-age=31536000, immutable' }],
      ] as const
      const source = rules.map(([path, headers]) =>
        [path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`), ''].join('\n'),
      )
      this.emitFile({ type: 'asset', fileName: '_headers', source: source.join('') })
    },
  }
}

/** The licence of libheif, beside the file that it is (workers/decode/open-heic.ts). */
function libheifLicence(): Plugin {
  return {
    name: 'libheif-licence',
    apply: 'build',
    generateBundle() {
      const source = readFileSync(join(import.meta.dirname, 'node_modules/libheif-js/libheif-wasm/LICENSE'))
      this.emitFile({ type: 'asset', fileName: 'assets/libheif-LICENSE.txt', source })
    },
  }
}

/** Files of the build that the app itself never asks for. */
const NOT_KEPT = /^(_headers|assets\/libheif-LICENSE\.txt|screenshots\/.*|.*\.map)$/

/** Every file that the app needs, as Workbox lists it; those in assets/ have their hash in their name. */
function filesToKeep(folder: string) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    )
    .filter((path) => !NOT_KEPT.test(path))
    .sort()
    .map((path) => {
      const hash = createHash('sha256').update(readFileSync(join(folder, path)))
      const integrity = `sha256-${hash.digest('base64')}`
      return {
        url: path === 'index.html' ? './' : path,
        revision: path.startsWith('assets/') ? null : integrity.slice(7, 23),
        integrity,
      }
    })
}

/** Builds the service worker once all files are written, as it holds their list. */
function serviceWorker(): Plugin {
  let config: ResolvedConfig
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved: (resolved) => {
      config = resolved
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      handler: async () => {
        const { root, logLevel } = config
        const { target } = config.build
        const outDir = resolve(root, config.build.outDir)
        await build({
          configFile: false,
          root,
          publicDir: false,
          logLevel: logLevel === 'info' ? 'warn' : logLevel,
          define: { FILES: JSON.stringify(filesToKeep(outDir)) },
          build: {
            target,
            outDir,
            emptyOutDir: false,
            rolldownOptions: {
              input: join(root, 'workers/service-worker/worker.ts'),
              output: { entryFileNames: 'service-worker.js', format: 'iife' },
            },
          },
        })
      },
    },
  }
}

export default defineConfig({
  plugins: [svelte(), contentSecurityPolicyTag(), headersFile(), libheifLicence(), serviceWorker()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    // A browser that does not know it fetches a moment later.
    modulePreload: { polyfill: false },
    // What the first view needs is one file: in twenty, what they hand to one another takes 3 kB, and each packs worse.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first-view', tags: ['$initial'] }] } } },
  },
  // Workers are named by their folder, in the developer tools too.
  worker: {
    format: 'es',
    rolldownOptions: {
      output: {
        entryFileNames: ({ facadeModuleId }) =>
          `assets/${basename(dirname(facadeModuleId ?? 'worker/'))}-[hash].js`,
        // one file at its start, though what it loads later shares parts of it
        codeSplitting: { groups: [{ name: 'worker', tags: ['$initial'] }] },
      },
    },
  },
  server: { headers: ISOLATION_HEADERS },
  preview: {
    port: 4173,
    strictPort: true,
    headers: { ...ISOLATION_HEADERS, 'Content-Security-Policy': CONTENT_SECURITY_POLICY },
  },
})
