import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext } from '@playwright/test'
import { BROWSER_ARGS, installedChromium } from '../../tools/find-chromium.js'

/** A person's own browser: what it keeps outlives its end, and it is no private window. */
export class Profile {
  readonly folder = mkdtempSync(join(tmpdir(), 'filterbank-profile-'))

  /** @param preferences as Chromium keeps them */
  constructor(preferences: object = {}) {
    mkdirSync(join(this.folder, 'Default'))
    writeFileSync(join(this.folder, 'Default', 'Preferences'), JSON.stringify(preferences))
  }

  async open(): Promise<BrowserContext> {
    return await chromium.launchPersistentContext(this.folder, {
      executablePath: installedChromium(),
      args: BROWSER_ARGS,
      viewport: { width: 1440, height: 900 },
    })
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
