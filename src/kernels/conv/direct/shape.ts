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
