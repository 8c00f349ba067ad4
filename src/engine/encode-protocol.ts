/** How maps become files. Ranges are low and high for each map. */
export type EncodeJob =
  | { readonly kind: 'npy'; readonly width: number; readonly height: number; readonly maps: number }
  | {
      /** Colours of a table, 8 bits; gray, 16 bits; or three maps as red, green and blue, 8 bits. */
      readonly kind: 'colors' | 'gray16' | 'rgb'
      readonly width: number
      readonly height: number
      readonly ranges: readonly (readonly [low: number, high: number])[]
      readonly colors: Uint32Array
    }

/** Whole rows of one map; `map` counts the maps of the job. */
export interface MapRows {
  readonly map: number
  readonly rows: Float32Array
}

/** Folder of the origin private file system in which each export has one of its own, named by its id. */
export const EXPORTS = 'exports'

/** What the encode worker exposes: begin, add the rows of each map from the top, finish. */
export interface EncodeWorker {
  /** Files grow on disk in the folder of this id where the browser lets them, else in memory. */
  begin(job: EncodeJob, id: string): Promise<void>
  /** For rgb all three maps at once. */
  add(maps: readonly MapRows[]): void
  /** A single file; a ZIP where the names are several. It lasts as long as the folder. */
  finish(names: readonly string[]): Promise<Blob>
  /** Take back everything that was written. */
  discard(): Promise<void>
}
