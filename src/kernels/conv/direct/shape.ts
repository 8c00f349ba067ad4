/** Registers of the inner loop: `filters` x `rows` x `vectors` (of 4 pixels; of 1 in the plain set). */
export interface ConvBlock {
  readonly filters: number
  readonly rows: number
  readonly vectors: number
}

/** What the order of packed weights of direct convolution follows from. */
export interface DirectForm {
  readonly inPerGroup: number
  readonly kernel: readonly [height: number, width: number]
  readonly block: ConvBlock
}

/** What direct convolution has to know of a layer to compute its tiles. */
export interface DirectLayer {
  readonly inPerGroup: number
  /** Floats from one row of the input planes to the row of the next output row. */
  readonly inputRowStep: number
  /** See fetchedFloats. */
  readonly fetchedFloats: number
  /** Columns of the output. */
  readonly width: number
  readonly block: ConvBlock
  readonly weightFloatsPerFilter: number
  readonly bandRows: number
}
