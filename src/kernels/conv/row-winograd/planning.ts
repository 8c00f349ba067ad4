import { NO_FILL } from '../../maps/window-fill.ts'
import type { Planning } from '../face.ts'
import { fillOfForm, rowForm } from './form.ts'
import { planRowWinograd } from './plan.ts'
import { suitsRowWinograd } from './suits.ts'
import type { RowWinogradForm, RowWinogradShape } from './shape.ts'

/** Winograd F(4, r) along rows: see code.ts. */
export const rowWinogradPlanning: Planning<RowWinogradShape, RowWinogradForm> = {
  suits: suitsRowWinograd,
  words: ({ h, w }) => `Winograd F(4, ${rowForm(w).taps}) along rows: ${h.kernel}x${w.kernel}`,
  fill: ({ w }) => ({ ...NO_FILL, ...fillOfForm(w) }),
  plan: planRowWinograd,
}
