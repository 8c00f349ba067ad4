import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { scratchFolder } from '../../../tools/browsers/launch.js'
import { readNpy, type TestFile, type TestPhoto } from '../files.ts'
import type { ExportedMaps } from '../reference.ts'
import type { DrivenPage, Found } from './driven-page.ts'

/** The app in a browser that is driven; as `App` is in Playwright's. */
export class DrivenApp {
  /** Where files are chosen from. */
  readonly #files = scratchFolder('files')

  constructor(readonly page: DrivenPage) {}

  region(name: string): Promise<Found> {
    return this.page.find('region', name)
  }

  async openImage(photo: TestPhoto): Promise<void> {
    await this.#offer(/^Open image/, photo)
    await this.shows(photo)
  }

  /** Wait until it is this photo whose maps are on the screen. */
  async shows(photo: TestPhoto): Promise<void> {
    const shape = `(${photo.tensor.shape.join(', ')})`
    await expect.poll(async () => (await this.region('Input')).text()).toContain(shape)
    await this.settled()
  }

  /** Import a bank of one layer that makes `channels` maps. */
  async importFilters(file: TestFile, channels: number): Promise<void> {
    await this.#offer(/^Import filters/, file)
    await expect.poll(async () => (await this.maps()).length).toBe(channels)
    await this.settled()
  }

  async #offer(name: RegExp, file: TestFile): Promise<void> {
    const path = join(this.#files, file.name)
    writeFileSync(path, file.buffer)
    await (await this.page.find('button', name)).type(path)
  }

  /** Wait until the newest change is on the screen. */
  async settled(): Promise<void> {
    const busy = async () => (await this.region('Feature maps')).evaluate((maps) => maps.ariaBusy)
    await expect.poll(busy).toBe('false')
  }

  /** The maps of the selected layer. */
  async maps(): Promise<Found[]> {
    const tiles = await this.page.all('button', await this.region('Feature maps'))
    return tiles.filter(({ label }) => label.startsWith('feature map '))
  }

  /** What they look like. */
  async pictures(): Promise<string[]> {
    return await Promise.all((await this.maps()).map((map) => map.evaluate(look)))
  }

  weight(filter: number, channel: number, row: number, column: number): Promise<Found> {
    return this.page.find('spinbutton', `filter ${filter}, channel ${channel}, row ${row}, column ${column}`)
  }

  /** The maps of the selected layer, from the file that Export maps saves. */
  async exportNpy(): Promise<ExportedMaps> {
    const { downloads } = this.page.driver
    await (await this.page.find('button', 'Export maps')).click()
    await (await this.page.find('menuitem', /^NumPy/)).click()
    // what is not whole yet has another file beside it
    const files = () => readdirSync(downloads).filter((name) => !name.startsWith('.'))
    const whole = () =>
      files().map((name) => [name.slice(-4), readFileSync(join(downloads, name)).length > 0])
    await expect.poll(whole).toEqual([['.npy', true]])
    const [name = ''] = files()
    const maps = readNpy(readFileSync(join(downloads, name)))
    rmSync(join(downloads, name))
    return maps
  }

  async status(): Promise<string> {
    return await (await this.page.find('status')).text()
  }

  /** What is told of the run: how maps are computed first. */
  async about(): Promise<string[]> {
    const button = await this.page.find('button', 'About this run')
    return await button.evaluate((element) => {
      const tip = document.getElementById(element.getAttribute('aria-describedby') ?? '')
      const words = [...(tip?.querySelectorAll('p') ?? [])].map(({ textContent }) => textContent)
      return words.map((text) => text.replaceAll(/\s+/g, ' ').trim())
    })
  }
}

/** The pixels of the last canvas in an element, as a data URL. */
export function look(element: HTMLElement): string {
  const canvas = [...element.querySelectorAll('canvas')].at(-1)
  if (canvas === undefined) throw new Error('no picture')
  return canvas.toDataURL()
}
