import type { Conv2dInfo } from '../core/conv2d.ts'
import type { ConvBlock } from './program.ts'
import type { KernelSet } from './sets.ts'

/*
 * Which register block computes which convolution; found by brute force over blocks in Chromium on x64.
 *
 * x64 has 16 vector registers and the compiler keeps one. A block of F filters x R rows x V vectors takes F * R * V for
 * the sums, one for each held operand (the fewer of F weights and R * V inputs), one for the operand that passes and,
 * without a fused multiply-add, one for the product. About 10 sums hide the latency of the additions; a block of 16
 * registers or more spills and runs at half speed.
 */

/** 12 sums, 2 weights, 1 input: all 15 registers, and 8 loads for 12 multiply-adds. */
const FUSED: ConvBlock = { filters: 2, rows: 3, vectors: 2 }

/** 8 sums, 2 inputs, 1 weight, 1 product: blocks of more sums gained nothing, and of 12 lost half. */
const UNFUSED: ConvBlock = { filters: 4, rows: 2, vectors: 1 }

/** The same for single floats, with as few loads for each multiply-add as fit. */
const PLAIN: ConvBlock = { filters: 2, rows: 2, vectors: 2 }

/** One filter to a group shares no input: bound by memory, so a few rows of one vector are enough. */
const DEPTHWISE: ConvBlock = { filters: 1, rows: 4, vectors: 1 }

const BLOCKS: Readonly<Record<KernelSet, ConvBlock>> = { plain: PLAIN, simd: UNFUSED, relaxed: FUSED }

/** The register block of a convolution in a set of instructions; it depends on shapes only. */
export function convBlock(
  set: KernelSet,
  { outPerGroup, h }: Pick<Conv2dInfo, 'outPerGroup' | 'h'>,
): ConvBlock {
  const block = outPerGroup === 1 ? DEPTHWISE : BLOCKS[set]
  // No more filters and rows than there are; columns take the registers that this leaves free.
  const filters = Math.min(block.filters, outPerGroup)
  const rows = Math.min(block.rows, h.out)
  return {
    filters,
    rows,
    vectors: Math.floor((block.filters * block.rows * block.vectors) / (filters * rows)),
  }
}
