import type { Ptr } from '../program/pointer.ts'
import type { DirectForm } from './direct/shape.ts'
import type { RowWinogradForm, RowWinogradShape } from './row-winograd/shape.ts'
import type { SeparableForm, SeparableShape } from './separable/shape.ts'
import type { SparseForm, SparseShape } from './sparse/shape.ts'
import type { WinogradForm, WinogradShape } from './winograd/shape.ts'

/** The faster algorithms, and the shape and form of each: see face.ts. */
export interface FasterAlgorithms {
  readonly winograd: { readonly shape: WinogradShape; readonly form: WinogradForm }
  readonly rowWinograd: { readonly shape: RowWinogradShape; readonly form: RowWinogradForm }
  readonly separable: { readonly shape: SeparableShape; readonly form: SeparableForm }
  readonly sparse: { readonly shape: SparseShape; readonly form: SparseForm }
}

/** A faster algorithm by name. */
export type FasterAlgorithm = keyof FasterAlgorithms
/** How a filter is computed. */
export type Algorithm = FasterAlgorithm | 'direct'
/** Its shape. */
export type ShapeOf<A extends FasterAlgorithm> = FasterAlgorithms[A]['shape']
/** Its form. */
export type FormOf<A extends FasterAlgorithm> = FasterAlgorithms[A]['form']

/** What packed weights follow from, beside the weights: equal ones mean equal numbers. */
export type PackForm = { readonly algorithm: 'direct'; readonly form: DirectForm } | FasterForm

/** The same of a faster algorithm. */
export type FasterForm<A extends FasterAlgorithm = FasterAlgorithm> = {
  [Name in A]: { readonly algorithm: Name; readonly form: FormOf<Name> }
}[A]

/** An algorithm and its sizes. */
export type FasterWay<A extends FasterAlgorithm = FasterAlgorithm> = {
  [Name in A]: { readonly algorithm: Name; readonly shape: ShapeOf<Name> }
}[A]

/** A faster way for the tiles of a ConvStep, which computes those itself whose input is not tame enough. */
export interface FasterConv {
  readonly way: FasterWay
  /** Keys. */
  readonly modules: readonly string[]
  readonly weights: Ptr
  /** Written by a TameStep: words, see `takes`. */
  readonly tame: Ptr
}
