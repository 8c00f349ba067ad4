import type { ParamField } from '../../core/errors.ts'
import type { ParamsDraft } from '../../state/params-draft.svelte.ts'

/** The error of a control and PyTorch's words for it, as props of a field; empty when the control is fine. */
export function errorAt(draft: ParamsDraft, field: ParamField): { error?: string; detail?: string } {
  const error = draft.errors[field]
  if (error === undefined) return {}
  const torch = draft.torchMessage
  const ours = error.endsWith(torch) ? error.slice(0, error.length - torch.length).trim() : error
  return ours === '' ? { error: torch } : { error: ours, detail: torch }
}
