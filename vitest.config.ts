import { playwright } from '@vitest/browser-playwright'
import { defineConfig, mergeConfig } from 'vitest/config'
import { thirdParty } from './test/tools/browsers/third-party.js'
import { systemBrowser } from './test/tools/browsers/vitest-provider.js'
import { BROWSER_ARGS, quickChromium } from './test/tools/find-chromium.js'
import { HANG_MS } from './test/tools/limits.js'
import viteConfig from './vite.config.ts'

/** Tests know every type of layer from the start; the app loads some of them when the first one comes. */
const setupFiles = ['./src/core/layers/kinds/more-kinds.ts']

/** Tests of a browser, which all wait as long for what hangs. */
const BROWSER_TEST = {
  setupFiles,
  testTimeout: HANG_MS,
  hookTimeout: HANG_MS,
  expect: { poll: { timeout: HANG_MS } },
} as const
const BROWSER = { enabled: true, headless: true, connectTimeout: HANG_MS, screenshotFailures: false } as const
/** Only what is named is bundled: a package found late would make the browser load a test again. */
const BROWSER_DEPS = { noDiscovery: true, include: ['@observablehq/plot'] }

/** The engine's tests in another browser of the system. */
const engineIn = (browser: 'firefox' | 'webkit') => ({
  extends: true as const,
  // Two of them run at the same time, in processes of their own.
  cacheDir: `node_modules/.vite-${browser}`,
  optimizeDeps: BROWSER_DEPS,
  test: {
    name: browser,
    include: ['test/browser/{engine,environment}*.browser.test.ts'],
    ...BROWSER_TEST,
    browser: { ...BROWSER, provider: systemBrowser(browser), instances: [{ browser }] },
  },
})

export default mergeConfig(
  viteConfig,
  defineConfig({
    test: {
      // One for each processor: Vitest would leave one of them to itself.
      maxWorkers: '100%',
      projects: [
        {
          extends: true,
          resolve: { conditions: ['browser'] },
          test: {
            name: 'unit',
            include: ['test/unit/**/*.test.ts', 'test/fuzz/**/*.test.ts'],
            environment: './test/tools/node-environment.js',
            setupFiles,
            // Modules are loaded once for all files, as no module keeps anything that a test could leave behind.
            pool: 'threads',
            isolate: false,
            unstubGlobals: true,
            testTimeout: HANG_MS,
            hookTimeout: HANG_MS,
          },
        },
        {
          extends: true,
          optimizeDeps: BROWSER_DEPS,
          test: {
            name: 'browser',
            include: ['test/browser/**/*.browser.test.ts'],
            ...BROWSER_TEST,
            browser: {
              ...BROWSER,
              commands: { thirdParty },
              provider: playwright({
                launchOptions: { executablePath: quickChromium(), args: BROWSER_ARGS },
              }),
              instances: [{ browser: 'chromium' }],
            },
          },
        },
        engineIn('firefox'),
        engineIn('webkit'),
      ],
    },
  }),
)
