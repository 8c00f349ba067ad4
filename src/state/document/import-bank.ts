import type { BankDocument } from '../../core/layers/layer.ts'
import type { FilterbankDocument } from './document.ts'
import type { Edit } from './edits.ts'

/** Replace the pipeline and the input settings by those of a file; the last layer is selected. */
export function importBank(document: FilterbankDocument, { name, input, layers }: BankDocument): Edit {
  return {
    label: name === '' ? 'Import filters' : `Import ${name}`,
    document: { ...document, name, input, layers, bypassed: [] },
    origins: [],
    select: layers.length - 1,
  }
}
