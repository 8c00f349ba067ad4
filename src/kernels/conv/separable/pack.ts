import { directFloats, packDirect } from '../direct/pack.ts'
import type { DirectForm } from '../direct/shape.ts'
import { rankOne } from './rank-one.ts'
import type { SeparableForm } from './shape.ts'

/** The forms of the two passes: the rows of one channel, and the columns of all. */
function formsOf({ inPerGroup, kernel: [height, width], block }: SeparableForm): {
  readonly rows: DirectForm
  readonly columns: DirectForm
} {
  return {
    rows: { inPerGroup: 1, kernel: [1, width], block },
    columns: { inPerGroup, kernel: [height, 1], block },
  }
}

/** Floats of one filter's packed rows and columns. */
export function separableFloats(form: SeparableForm): number {
  const { rows, columns } = formsOf(form)
  return form.inPerGroup * directFloats(rows) + directFloats(columns)
}

/**
 * Pack the weights of one tile, see Pack: for each filter the rows of its channels, then its bias and the columns. Kernels are of rank
 * 1. The target receives separableFloats(form) floats for each filter.
 */
export function packSeparable(
  target: Float32Array,
  weight: Float32Array,
  bias: Float32Array | null,
  filters: readonly number[],
  form: SeparableForm,
): void {
  const {
    inPerGroup,
    kernel: [height, width],
  } = form
  const floats = separableFloats(form)
  const rows = new Float32Array(inPerGroup * width)
  const columns = new Float32Array(inPerGroup * height)
  const channels = Array.from({ length: inPerGroup }, (_, channel) => channel)
  const forms = formsOf(form)
  const columnsAt = inPerGroup * directFloats(forms.rows)
  for (const [i, filter] of filters.entries()) {
    for (const channel of channels) {
      const at = (filter * inPerGroup + channel) * height * width
      const factors = rankOne(weight.subarray(at, at + height * width), height, width)
      rows.set(factors.row, channel * width)
      columns.set(factors.column, channel * height)
    }
    const own = target.subarray(i * floats, (i + 1) * floats)
    packDirect(own.subarray(0, columnsAt), rows, null, channels, forms.rows)
    packDirect(own.subarray(columnsAt), columns, Float32Array.of(bias?.[filter] ?? 0), [0], forms.columns)
  }
}
