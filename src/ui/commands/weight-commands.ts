import { WEIGHT_OPS, type WeightOp } from '../../core/bank/weight-ops.ts'
import { TEXT_FORMAT_NAMES, TEXT_FORMATS } from '../../formats/text-formats.ts'
import type { WeightScope } from '../../state/workbench.svelte.ts'
import type { Chord } from '../controls/chords.ts'
import type { AtBench, Command } from './command.ts'

/** Keys of operations on the selected kernel. */
export const OP_KEYS: Readonly<Record<string, Chord>> = {
  'rotate-90': 'R',
  'flip-horizontal': 'H',
  'flip-vertical': 'V',
  negate: 'N',
}
/** Menus in the menu. */
export const MENUS = {
  turn: 'Turn and flip',
  normalise: 'Normalise',
  scale: 'Scale',
  copy: 'Copy as',
} as const
const SUBJECTS = { kernel: 'Kernel', filters: 'Filters' } as const satisfies Readonly<
  Record<WeightScope, string>
>

/** Something that is done to weights, and the menu in the menu that it stands in. */
interface WeightCommand extends Command<AtBench> {
  readonly menu?: keyof typeof MENUS
}

/** Whether there are kernels. */
export const hasBank = ({ bench }: AtBench): boolean => bench.session.view.bank !== null

/** What can be done to the weights of the selected kernel, and to those of the picked filters. */
export const WEIGHTS: Readonly<Record<WeightScope, readonly WeightCommand[]>> = {
  kernel: commandsOf('kernel'),
  filters: commandsOf('filters'),
}

function commandsOf(scope: WeightScope): readonly WeightCommand[] {
  const group = SUBJECTS[scope]
  const command = (id: string, label: string, rest: Omit<WeightCommand, 'id' | 'name'>): WeightCommand => ({
    id: `${scope}-${id}`,
    group,
    name: `${group}: ${rest.menu === 'copy' ? `${MENUS.copy} ` : ''}${label}`,
    label,
    when: hasBank,
    ...rest,
  })
  const operations = (menu: WeightOp['kind']) =>
    WEIGHT_OPS.filter(({ kind }) => kind === menu).map((op) => {
      const key = scope === 'kernel' ? OP_KEYS[op.id] : undefined
      return command(op.id, op.name, {
        menu,
        hint: ({ bench }) => (bench.can(op) ? op.hint : 'Square kernels only.'),
        ...(key !== undefined && {
          keys: [key],
          does: 'Rotate, flip, flip top and bottom, negate the kernel',
        }),
        when: ({ bench }) => bench.can(op),
        run: ({ bench }) => bench.apply(op, scope),
      })
    })
  return [
    ...operations('turn'),
    ...operations('normalise'),
    ...operations('scale'),
    command('scale-by', 'Scale by …', { menu: 'scale', run: ({ bench }) => bench.askScale(scope) }),
    command('randomise', 'Randomise', {
      hint: ({ bench }) => `Kaiming uniform, seed ${bench.seed}`,
      run: ({ bench }) => bench.randomise(scope),
    }),
    ...TEXT_FORMATS.map((format) =>
      command(`copy-${format}`, TEXT_FORMAT_NAMES[format], {
        menu: 'copy',
        run: ({ bench }) => bench.copy(format, scope),
      }),
    ),
    command('paste', 'Paste numbers…', {
      // one is enough to find
      group: scope === 'kernel' ? group : undefined,
      hint: 'Tables, JSON, NumPy, PyTorch',
      run: ({ bench }) => (bench.dialog = 'paste'),
    }),
  ]
}
