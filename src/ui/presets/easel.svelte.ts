import type { Theme } from '../../core/image/colors.ts'
import type { Pair, Tensor } from '../../core/tensor.ts'
import type { Session } from '../../state/session/session.svelte.ts'
import { lookColors } from '../../state/view/look.ts'
import { smallPhoto } from './small-photo.ts'
import { Turns } from './turns.ts'

/** What presets are drawn on while their dialog is open: kernels as large as the layer's, maps of the open photo in its colours. */
export class Easel {
  readonly turns = new Turns()
  readonly #session: Session
  /** Frames of a camera follow one another too fast: that of the opening stands for them. */
  readonly #first: Tensor | null

  constructor(session: Session) {
    this.#session = session
    this.#first = this.#small()
  }

  // numbers stay the same through edits of weights, and so does all that is made of them
  readonly #height = $derived.by(() => this.#session.view.bank?.weight.shape[2] ?? 1)
  readonly #width = $derived.by(() => this.#session.view.bank?.weight.shape[3] ?? 1)
  /** Of kernels. */
  readonly size: Pair = $derived([this.#height, this.#width])
  readonly theme: Theme = $derived.by(() => this.#session.view.resolvedTheme)
  /** The photo in small, (1, 3, H, W) of 0 to 1; null where none is open. */
  readonly photo: Tensor | null = $derived.by(() =>
    this.#session.pictures.live === null ? this.#small() : this.#first,
  )
  /** 256 words, as maps are painted with. */
  readonly colors: Uint32Array = $derived.by(() => {
    const { colorMap, shown } = this.#session.view
    return lookColors({ colorMap, shown, theme: this.theme })
  })
  /** Zero is in the middle of the colours. */
  readonly isSymmetric: boolean = $derived.by(
    () => this.#session.view.colorMap === 'signed' || this.#session.view.shown !== 'signed',
  )

  #small(): Tensor | null {
    const { current } = this.#session.pictures
    return current && smallPhoto(current.preview)
  }
}
