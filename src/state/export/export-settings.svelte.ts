import type { ExportChoice, FileForm } from './export-workshop.ts'
import type { Exporting } from './exporting.ts'

/** What a person chooses of maps that are saved at full size. */
export class ExportSettings {
  form = $state<FileForm>('png')
  which = $state<'selected' | 'all' | 'rgb'>('selected')
  /** 1..100 */
  quality = $state(92)
  exif = $state(false)
  gps = $state(false)
  /** The maps that are red, green and blue of one picture. */
  rgb: readonly number[] = $state.raw([0, 1, 2])
  readonly #session: Exporting

  constructor(session: Exporting) {
    this.#session = session
    const { view } = session
    this.rgb = view.rgb
    if (view.large && view.largeMode === 'rgb') this.which = 'rgb'
  }

  /** Maps of the selected layer. */
  readonly count: number = $derived.by(() => this.#session.shapeAt(this.#session.view.layer)?.[1] ?? 1)
  readonly together: boolean = $derived(this.which === 'rgb' && this.form !== 'npy')
  readonly channels: readonly number[] = $derived.by(() => {
    if (this.together) return this.rgb.map((channel) => Math.min(channel, this.count - 1))
    if (this.which === 'all') return Array.from({ length: this.count }, (_, channel) => channel)
    return [Math.min(this.#session.view.filter, this.count - 1)]
  })

  get choice(): ExportChoice {
    const { form, together, channels, quality, exif, gps } = this
    return { form, together, channels, quality: quality / 100, exif, gps: exif && gps }
  }
}
