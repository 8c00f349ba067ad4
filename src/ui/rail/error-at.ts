import type { ParamField } from '../../core/errors.ts'
import type { ParamsDraft } from '../../state/document/params-draft.svelte.ts'

/**
 * The error of a control and PyTorch's words for it, as props of a field; empty when the control is fine.
 * @param fields of the settings whose errors are told there, the first of them first
 */
export function errorAt(
  draft: ParamsDraft,
  ...fields: readonly ParamField[]
): { error?: string; detail?: string } {
  const error = fields.map((field) => draft.errors[field]).find((each) => each !== undefined)
  if (error === undefined) return {}
  const torch = draft.torchMessage
  const ours = error
    .replace(torch, '')
    .replace(/\s*\(\)\s*$/, '')
    .trim()
  return ours === '' ? { error } : { error: ours, detail: torch }
}
