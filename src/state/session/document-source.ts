import type { Pipeline } from '../../core/layers/layer.ts'
import type { Tensor } from '../../core/tensor.ts'
import type { DocumentHistory } from '../document/history.svelte.ts'
import type { PictureLoader } from '../photo/picture.svelte.ts'
import type { RunSource } from '../run/runner.svelte.ts'

/** What the runner computes: the document's layers on the last good picture. */
export class DocumentSource implements RunSource {
  constructor(
    private readonly history: DocumentHistory,
    private readonly pictures: PictureLoader,
  ) {}

  get input(): Tensor | null {
    return this.pictures.current?.tensor ?? null
  }

  get layers(): Pipeline {
    return this.history.running
  }

  get pending(): boolean {
    return this.pictures.pending
  }
}
