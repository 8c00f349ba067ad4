import { checkLimits } from '../../core/layers/check-limits.ts'
import { ShapeError } from '../../core/errors.ts'
import { checkName } from '../../core/layers/limits.ts'
import type { FilterbankDocument } from './document.ts'
import type { Edit } from './edits.ts'

/** An edit of a document, or the reason why it cannot be made or could not be saved. @param making the edit, or what makes it */
export function attempt(making: Edit | (() => Edit), before: FilterbankDocument): Edit | ShapeError {
  try {
    const edit = typeof making === 'function' ? making() : making
    checkLimits(edit.document.layers, before.layers)
    checkName(edit.document.name)
    return edit
  } catch (error) {
    if (error instanceof ShapeError) return error
    throw error
  }
}
