import { defaultPipeline } from '../../core/presets/default-pipeline.ts'
import type { InputSettings, Pipeline } from '../../core/layers/layer.ts'

/** A photo as it was opened: its encoded bytes, shared by reference, and its upright size in pixels. */
export interface Photo {
  readonly file: Blob
  readonly name: string
  readonly width: number
  readonly height: number
}

/** All that undo covers. Immutable: an edit makes a new document. */
export interface FilterbankDocument {
  readonly name: string
  readonly photo: Photo | null
  readonly input: InputSettings
  /** Long side of the working picture in pixels; 0 is the photo's own size. Never enlarged. */
  readonly resolution: number
  readonly layers: Pipeline
  /** Positions of layers that pass their input on, ascending. Files of filters leave these layers out. */
  readonly bypassed?: readonly number[]
}

/** What to_tensor does, over white. */
export const DEFAULT_INPUT: InputSettings = { range: '0..1', light: 'srgb', matte: '#ffffff' }

/** Choices of the working resolution, long side in pixels; 0 is full. */
export const RESOLUTIONS: readonly number[] = [256, 512, 768, 1024, 1536, 2048, 4096, 0]

/** The document of a first visit: the default pipeline and no photo. */
export function newDocument(): FilterbankDocument {
  return {
    name: 'Untitled',
    photo: null,
    input: DEFAULT_INPUT,
    resolution: 1024,
    layers: defaultPipeline(),
  }
}
