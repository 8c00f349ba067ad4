import type { ConvBlock } from './shape.ts'

/** The place, among the module's functions, of the one that computes `filters` filters x `rows` rows. */
export function convFunction(block: ConvBlock, filters: number, rows: number): number {
  return (filters - 1) * block.rows + rows - 1
}
