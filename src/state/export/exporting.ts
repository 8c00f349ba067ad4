import type { Pipeline } from '../../core/layers/layer.ts'
import type { Shape4 } from '../../core/tensor.ts'
import type { FilterbankDocument } from '../document/document.ts'
import type { Lab } from '../run/lab.ts'
import type { Runner } from '../run/runner.svelte.ts'
import type { View } from '../view/view.svelte.ts'

/** What exports read of a session, and how they tell what came of them. */
export interface Exporting {
  readonly document: FilterbankDocument
  /** The document with the photo that its maps are of. */
  readonly shown: FilterbankDocument
  readonly layers: Pipeline
  readonly view: View
  readonly runner: Runner
  readonly lab: Lab
  /** Shape of the maps behind a layer, -1: of the picture; null while there are none. */
  shapeAt(layer: number): Shape4 | null
  /** Resolves when the screen shows the newest document. */
  settled(): Promise<void>
  say(text: string): void
  tell(error: unknown): void
}
