import { defineConfig } from '@playwright/test'
import { BROWSER_ARGS, quickChromium } from './test/tools/find-chromium.js'
import { HANG_MS } from './test/tools/limits.js'

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  globalSetup: './test/e2e/support/serve.ts',
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  workers: 2,
  timeout: HANG_MS,
  expect: { timeout: HANG_MS / 3 },
  use: {
    actionTimeout: HANG_MS / 3,
    // Keeping every file in a cache takes longer than most tests: those of it allow it.
    serviceWorkers: 'block',
    viewport: { width: 1440, height: 900 },
    // What moves is waited for.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: { executablePath: quickChromium(), args: BROWSER_ARGS },
  },
})
