import {
  applyPreset,
  type AnyPreset,
  type PresetPlace,
  type PresetTarget,
} from '../../core/presets/apply-preset.ts'
import type { ParameterValues } from '../../core/presets/preset.ts'
import type { FilterbankDocument } from './document.ts'
import { bankAt, setLayer, withBank, withMessage, type Edit } from './edits.ts'

/** Put a preset into a kernel, into filters, or in place of the whole bank. @throws ShapeError where it does not go */
export function putPreset(
  document: FilterbankDocument,
  at: number,
  preset: AnyPreset,
  target: PresetTarget,
  place: PresetPlace,
  values?: ParameterValues,
): Edit {
  const { name } = preset.preset
  const bank = applyPreset(preset, bankAt(document, at), target, place, values)
  const edit = setLayer(document, at, withBank(document, at, bank), name)
  return target === 'bank' ? withMessage(edit, `${name} in place of the whole bank.`) : edit
}
