import type { ShownValues } from '../../src/core/image/colors.ts'

/** Values that become the first and the last level of a picture. */
export type LevelRange = readonly [low: number, high: number]

/** How maps become files. */
export type EncodeJob =
  | { readonly kind: 'npy'; readonly width: number; readonly height: number; readonly maps: number }
  | {
      /** Colours of a table, 8 bits; gray, 16 bits; or three maps as red, green and blue, 8 bits, a table of grays. */
      readonly kind: 'colors' | 'gray16' | 'rgb'
      readonly width: number
      readonly height: number
      /** Of each map; null where it is to be that of all its values, which are then shown first. */
      readonly ranges: readonly (LevelRange | null)[]
      readonly colors: Uint32Array
      /** What of the values is shown, and between which ends; those of `ranges` where they are null. */
      readonly shown: { readonly values: ShownValues; readonly ends: LevelRange | null }
    }

/** Whole rows of one map; `map` counts the maps of the job. */
export interface MapRows {
  readonly map: number
  readonly rows: Float32Array
}

/** A file, and how many of the values in it lie beyond their range, so that they became the first or the last level. */
export interface EncodedFile {
  readonly blob: Blob
  readonly clipped: number
  readonly values: number
}

/** Folder of the origin private file system in which each export has one of its own, named by its id. */
export const EXPORTS = 'exports'

/** What the encode worker exposes: begin, show rows where ranges are to be found, add the rows of each map from the top, finish. */
export interface EncodeWorker {
  /** Files grow on disk in the folder of this id where the browser lets them, else in memory. */
  begin(job: EncodeJob, id: string): Promise<void>
  /** Take all values of these rows into the ranges that are to be found; every row before the first one is added. */
  show(maps: readonly MapRows[]): void
  /** For rgb all three maps at once. */
  add(maps: readonly MapRows[]): void
  /** A single file; a ZIP where the names are several. It lasts as long as the folder. */
  finish(names: readonly string[]): Promise<EncodedFile>
  /** Take back everything that was written. */
  discard(): Promise<void>
}
