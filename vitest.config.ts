import { playwright } from '@vitest/browser-playwright'
import { defineConfig, mergeConfig } from 'vitest/config'
import { BROWSER_ARGS, installedChromium } from './test/tools/find-chromium.js'
import { HANG_MS } from './test/tools/limits.js'
import viteConfig from './vite.config.ts'

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
            include: ['test/unit/**/*.test.ts'],
            environment: './test/tools/node-environment.js',
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
          // Only what is named is bundled: a package found late would make the browser load a test again.
          optimizeDeps: { noDiscovery: true, include: ['@observablehq/plot'] },
          test: {
            name: 'browser',
            include: ['test/browser/**/*.browser.test.ts'],
            testTimeout: HANG_MS,
            hookTimeout: HANG_MS,
            expect: { poll: { timeout: HANG_MS } },
            browser: {
              enabled: true,
              headless: true,
              connectTimeout: HANG_MS,
              screenshotFailures: false,
              provider: playwright({
                launchOptions: { executablePath: installedChromium(), args: BROWSER_ARGS },
              }),
              instances: [{ browser: 'chromium' }],
            },
          },
        },
      ],
    },
  }),
)
