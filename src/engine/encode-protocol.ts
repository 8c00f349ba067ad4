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

/** What the encode worker exposes: begin, add rows from the top, finish. */
export interface EncodeWorker {
  begin(job: EncodeJob): void
  /** Whole rows of all maps. */
  add(maps: readonly Float32Array[]): void
  /** One file for each map; for npy and rgb a single one. */
  finish(): Blob[]
  /** Files put together in a ZIP, as they are. */
  zip(names: readonly string[], files: readonly Blob[]): Promise<Blob>
}
