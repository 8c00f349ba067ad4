import type { Ptr } from '../program/pointer.ts'
import type { StepBase } from '../program/tiles.ts'

/** Find ranges from the stats of finished maps: a tile writes (low, high), two floats, to ranges + 8 * item. */
export interface RangeStep extends StepBase<'range'> {
  readonly ranges: Ptr
  readonly items: readonly RangeItem[]
}

/** A range that is given, or that of the values of some maps: each has `recordsEach` stats records. */
export type RangeItem =
  | {
      readonly type: 'stats'
      readonly records: readonly Ptr[]
      readonly recordsEach: number
      readonly symmetric: boolean
    }
  | { readonly type: 'fixed'; readonly low: number; readonly high: number }

/**
 * One picture to paint: the part of a plane that it shows (its first element, size, and floats from row to row), the
 * picture's size (not larger), where its RGBA goes, which range it uses.
 */
export interface PaintItem {
  readonly plane: Ptr
  readonly planeHeight: number
  readonly planeWidth: number
  readonly pitch: number
  readonly width: number
  readonly height: number
  readonly pixels: Ptr
  readonly range: Ptr
  /** 256 u32 words. */
  readonly colors: Ptr
  /** Where the pixels' values are kept, width x height floats and 12 bytes; null where they are not. */
  readonly kept: KeptMeans | null
}

/** The values of a picture's pixels, from one program to the next. */
export interface KeptMeans {
  readonly means: Ptr
  /** Whether they are there; else this program writes them. */
  readonly isFilled: boolean
  /** A range of which the pixels are known, in the same colours: nothing is painted where it is the picture's. */
  readonly known: { readonly low: number; readonly high: number } | null
}

/** Paint area-averaged, coloured pictures. */
export interface PaintStep extends StepBase<'paint'> {
  readonly items: readonly PaintItem[]
}
