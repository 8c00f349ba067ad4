import type { FileForm } from '../../state/export/export-workshop.ts'
import type { FixedRange } from '../../state/view/look.ts'
import { fixed, rangeDigits } from '../canvas/numerals.ts'

/** The forms in which maps are saved, with their words. */
export const FILE_FORMS: readonly { readonly value: FileForm; readonly label: string }[] = [
  { value: 'png', label: 'PNG, 8 bit' },
  { value: 'png16', label: 'PNG, 16 bit' },
  { value: 'jpeg', label: 'JPEG' },
  { value: 'webp', label: 'WebP' },
  { value: 'tiff16', label: 'TIFF, 16 bit' },
  { value: 'tiffFloat', label: 'TIFF, float32' },
  { value: 'npy', label: 'NumPy (.npy), float32' },
]

/** What becomes of values in a form, in a sentence. @param together whether three maps are one colour picture */
export function formHint(form: FileForm, together: boolean, range: FixedRange | null): string {
  switch (form) {
    case 'png':
    case 'jpeg':
    case 'webp':
      return together ? 'The range is that on the screen.' : 'Colours and range are those on the screen.'
    case 'png16':
    case 'tiff16':
      return `${together ? '' : 'Gray; '}black and white are ${endsText(together, range)}.`.replace(/^b/, 'B')
    case 'tiffFloat':
      return 'The values as they are.'
    case 'npy':
      return 'The values as they are, shape (1, C, H, W).'
  }
}

function endsText(together: boolean, range: FixedRange | null): string {
  if (range === null) return `the least and the largest value of the full-size ${together ? 'maps' : 'map'}`
  const { low, high } = range
  const [black, white] = [low, high].map((end) => fixed(end, rangeDigits(low, high)))
  return `${black} and ${white}, the range that is set`
}
