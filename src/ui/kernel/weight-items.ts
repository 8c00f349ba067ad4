import { WEIGHT_OPS, type WeightOp } from '../../core/bank/weight-ops.ts'
import { TEXT_FORMAT_NAMES, TEXT_FORMATS } from '../../formats/text-formats.ts'
import type { WeightScope, Workbench } from '../../state/workbench.svelte.ts'
import type { MenuItem } from '../controls/menu-item.ts'

const KINDS: readonly { readonly kind: WeightOp['kind']; readonly label: string }[] = [
  { kind: 'turn', label: 'Turn and flip' },
  { kind: 'normalise', label: 'Normalise' },
  { kind: 'scale', label: 'Scale' },
]

/** What can be done to weights, as entries of a menu: of the selected kernel, or of all kernels of the picked filters. */
export function weightItems(bench: Workbench, scope: WeightScope): MenuItem[] {
  const ops = (kind: WeightOp['kind']) =>
    WEIGHT_OPS.filter((op) => op.kind === kind).map((op): MenuItem => {
      const hint = bench.can(op) ? op.hint : 'Square kernels only.'
      return {
        label: op.name,
        ...(hint !== undefined && { hint }),
        disabled: !bench.can(op),
        onselect: () => bench.apply(op, scope),
      }
    })
  const byFactor = { label: 'Scale by …', onselect: () => bench.askScale(scope) }
  return [
    ...KINDS.map(({ kind, label }): MenuItem => ({
      label,
      items: kind === 'scale' ? [...ops(kind), byFactor] : ops(kind),
    })),
    {
      label: 'Randomise',
      hint: `Kaiming uniform, seed ${bench.seed}`,
      onselect: () => bench.randomise(scope),
    },
    {
      label: 'Copy as',
      parted: true,
      items: TEXT_FORMATS.map((format) => ({
        label: TEXT_FORMAT_NAMES[format],
        onselect: () => void bench.copy(format, scope),
      })),
    },
    {
      label: 'Paste numbers…',
      hint: 'Tables, JSON, NumPy, PyTorch',
      onselect: () => (bench.dialog = 'paste'),
    },
  ]
}
