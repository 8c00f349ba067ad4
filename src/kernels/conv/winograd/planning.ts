import { NO_FILL } from '../../maps/window-fill.ts'
import type { Planning } from '../face.ts'
import { tileRowsAtOnce } from './layout.ts'
import { TILE } from './matrices.ts'
import { planWinograd, winogradRows } from './plan.ts'
import { suitsWinograd } from './suits.ts'
import type { WinogradForm, WinogradShape } from './shape.ts'

/** Winograd F(4x4, 3x3): see code.ts. */
export const winogradPlanning: Planning<WinogradShape, WinogradForm> = {
  suits: suitsWinograd,
  words: ({ inPerGroup }) => `Winograd F(4x4, 3x3): 3x3, stride 1, ${inPerGroup} channels a group`,
  fill: ({ w }) => ({ ...NO_FILL, rows: TILE * tileRowsAtOnce({ width: w.out }), columns: TILE }),
  bandRows: winogradRows,
  plan: planWinograd,
}
