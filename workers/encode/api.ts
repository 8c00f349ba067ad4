import type { ShownValues } from '../../src/core/image/colors.ts'
import type { Kept } from '../../src/formats/pictures/metadata.ts'

/** Values that become the first and the last level of a picture. */
export type LevelRange = readonly [low: number, high: number]

/** A form of picture: PNG of 8 or 16 bits, JPEG, WebP, TIFF of 16 bits or of float32. */
export type PictureForm = 'png' | 'png16' | 'jpeg' | 'webp' | 'tiff16' | 'tiffFloat'

/** Forms of 16 and more bits: gray, or three maps as red, green and blue, without colours of a table. */
export const DEEP: ReadonlySet<PictureForm> = new Set(['png16', 'tiff16', 'tiffFloat'])

/** How maps become pictures. */
export interface PictureJob {
  readonly kind: 'picture'
  readonly form: PictureForm
  readonly width: number
  readonly height: number
  /** Three maps as red, green and blue of one picture; else a picture for each. */
  readonly together: boolean
  /** Of each map; null where it is to be that of all its values, those of all three together, which are then shown first. */
  readonly ranges: readonly (LevelRange | null)[]
  /** 256 words 0xAABBGGRR: those of 8 bits are coloured by them; grays for three maps together. */
  readonly colors: Uint32Array
  /** What of the values is shown, and between which ends; those of `ranges` where they are null. */
  readonly shown: { readonly values: ShownValues; readonly ends: LevelRange | null }
  /** Of JPEG and WebP, 0..1. */
  readonly quality: number
  /** The photo's own file, and what of it is kept. */
  readonly original: Blob
  readonly kept: Kept
}

/** How maps become files. */
export type EncodeJob =
  | PictureJob
  | { readonly kind: 'npy'; readonly width: number; readonly height: number; readonly maps: number }

/** Whole rows of one map; `map` counts the maps of the job. */
export interface MapRows {
  readonly map: number
  readonly rows: Float32Array
}

/** A file, which lasts as long as the folder that it grew in. */
export interface EncodedFile {
  readonly blob: Blob
  /** As a ZIP wants it; null where it was not computed. */
  readonly crc32: number | null
}

/** The files of a job, and how many of their values lie beyond their range, so that they became the first or the last level. */
export interface Encoded {
  readonly files: readonly EncodedFile[]
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
  /** Of maps that are one picture together all three at once. */
  add(maps: readonly MapRows[]): void
  /** A file for each map; one for values, and for maps that are one picture together. */
  finish(): Promise<Encoded>
  /** Take back what was written into the folder of this id. */
  discard(id: string): Promise<void>
}
