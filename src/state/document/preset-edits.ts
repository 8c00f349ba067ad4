import {
  applyPreset,
  type AnyPreset,
  type PresetPlace,
  type PresetTarget,
} from '../../core/presets/apply-preset.ts'
import { isOwnName } from '../../core/presets/own-names.ts'
import type { FilterBank } from '../../core/layers/layer.ts'
import type { ParameterValues } from '../../core/presets/preset.ts'
import type { FilterbankDocument } from './document.ts'
import { bankAt, setLayer, withBank, withMessage, type Edit } from './edits.ts'

/**
 * Put a preset into a kernel, into filters, or in place of the whole bank. Filters that it fills are called after it, but for those
 * that a person named; a bank that takes the place of another has its own names.
 * @param ownPresets names of a person's own presets
 * @throws ShapeError where it does not go
 */
export function putPreset(
  document: FilterbankDocument,
  at: number,
  preset: AnyPreset,
  target: PresetTarget,
  place: PresetPlace,
  values?: ParameterValues,
  ownPresets: readonly string[] = [],
): Edit {
  const { name } = preset.preset
  const before = bankAt(document, at)
  const applied = applyPreset(preset, before, target, place, values)
  const bank = preset.kind === 'bank' ? applied : withOwnNames(before, applied, ownPresets)
  const edit = setLayer(document, at, withBank(document, at, bank), name)
  return target === 'bank' ? withMessage(edit, `${name} in place of the whole bank.`) : edit
}

/** The bank after, with those names of the bank before that a person gave. */
function withOwnNames(before: FilterBank, after: FilterBank, ownPresets: readonly string[]): FilterBank {
  const names = after.names.map((name, filter) => {
    const was = before.names[filter] ?? ''
    return isOwnName(was, ownPresets) ? was : name
  })
  return { ...after, names }
}
