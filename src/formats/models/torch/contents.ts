import { PADDING_MODES, type Conv2dParams } from '../../../core/layers/layer.ts'
import { MAX_SPAN } from '../../../core/layers/limits.ts'
import type { Pair } from '../../../core/tensor.ts'
import type { ModuleFacts } from '../found-weight.ts'
import { MAX_TENSOR_NAME, MAX_TENSORS } from '../open-model.ts'
import { PickleName, PickleObject, type PickleDict, type PickleValue } from '../pickle/values.ts'
import { refuse } from '../places.ts'
import { checkName } from './names.ts'
import { TorchTensor } from './tensors.ts'

/** What a pickle holds, by the names that a state_dict would give it. */
export interface TorchContents {
  readonly tensors: ReadonlyMap<string, TorchTensor>
  /** What whole modules say of themselves. */
  readonly facts: ReadonlyMap<string, ModuleFacts>
}

/** Dicts and lists within one another. */
const MAX_DEPTH = 100
/** Name of a tensor that stands alone. */
const ALONE = 'tensor'
/** Where a module keeps what a state_dict lists under the module's own name. */
const PARTS: ReadonlySet<PickleValue> = new Set(['_parameters', '_buffers', '_modules'])
/** Where a checkpoint keeps the weights, beside its optimizer and more. */
const CONTAINERS = /^(state_dict|model_state_dict|model_state|model|net|network|params|weights|generator)\./

/** All tensors in a value, and what modules say; every dict, list and module is looked at once. @throws FormatError */
export function contentsOf(value: PickleValue): TorchContents {
  const tensors = new Map<string, TorchTensor>()
  const facts = new Map<string, ModuleFacts>()
  const seen = new Set<PickleValue>()
  const walk = (item: PickleValue, path: readonly string[]) => {
    if (item instanceof PickleName) checkName(item)
    if (typeof item !== 'object' || item === null || item instanceof Uint8Array) return
    if (item instanceof TorchTensor) {
      add(tensors, path.length === 0 ? ALONE : path.join('.'), item)
      return
    }
    if (seen.has(item)) return
    seen.add(item)
    if (path.length > MAX_DEPTH) refuse(`nested more than ${MAX_DEPTH} deep`)
    if (item instanceof PickleObject) {
      const known = moduleFacts(item)
      if (known !== null) facts.set(path.join('.'), known)
      item.args.forEach((entry, i) => walk(entry, [...path, String(i)]))
      walk(item.state, path)
    } else if (item instanceof Map) {
      for (const [key, entry] of item) {
        if (key instanceof PickleName) checkName(key)
        walk(entry, PARTS.has(key) ? path : [...path, keyText(key)])
      }
    } else if (Array.isArray(item)) {
      item.forEach((entry, i) => walk(entry, [...path, String(i)]))
    }
  }
  walk(value, [])
  return withoutContainer({ tensors, facts })
}

function add(tensors: Map<string, TorchTensor>, name: string, tensor: TorchTensor): void {
  if (name.length > MAX_TENSOR_NAME) refuse(`a name of ${name.length} characters`, name)
  if (tensors.has(name)) refuse('two tensors of one name', name)
  if (tensors.size === MAX_TENSORS) refuse(`more than ${MAX_TENSORS} tensors`)
  tensors.set(name, tensor)
}

function keyText(key: PickleValue): string {
  return typeof key === 'string' || typeof key === 'number' ? String(key) : '?'
}

/** Names as the state_dict has them that a checkpoint holds, where only one part of it holds weights. */
function withoutContainer({ tensors, facts }: TorchContents): TorchContents {
  const weights = [...tensors.keys()].filter((name) => name.endsWith('.weight'))
  const container = CONTAINERS.exec(weights[0] ?? '')?.[0]
  if (container === undefined || !weights.every((name) => name.startsWith(container)))
    return { tensors, facts }
  const inner = (name: string) => (name.startsWith(container) ? name.slice(container.length) : name)
  const renamed = new Map([...tensors].map(([name, tensor]) => [inner(name), tensor]))
  return renamed.size < tensors.size
    ? { tensors, facts }
    : { tensors: renamed, facts: new Map([...facts].map(([name, known]) => [inner(name), known])) }
}

/** The settings of a pickled convolution or BatchNorm; null for other objects. */
function moduleFacts({ className, state }: PickleObject): ModuleFacts | null {
  if (!(state instanceof Map)) return null
  if (className.endsWith('.BatchNorm2d')) {
    const eps = state.get('eps')
    return typeof eps === 'number' && eps > 0 ? { eps } : null
  }
  if (!/\.Conv(Transpose)?2d$/.test(className)) return null
  const outputPadding = pairOf(state.get('output_padding'), 0)
  return {
    settings: convSettings(state),
    transposed: className.endsWith('.ConvTranspose2d'),
    ...(outputPadding && { outputPadding }),
  }
}

function convSettings(state: PickleDict): Partial<Conv2dParams> {
  const [stride, dilation] = [pairOf(state.get('stride'), 1), pairOf(state.get('dilation'), 1)]
  const [groups, mode, word] = [state.get('groups'), state.get('padding_mode'), state.get('padding')]
  const padding = word === 'same' || word === 'valid' ? word : pairOf(word, 0)
  const paddingMode = PADDING_MODES.find((known) => known === mode)
  return {
    ...(stride && { stride }),
    ...(padding && { padding }),
    ...(paddingMode && { paddingMode }),
    ...(dilation && { dilation }),
    ...(typeof groups === 'number' && Number.isInteger(groups) && groups > 0 ? { groups } : {}),
  }
}

function pairOf(value: PickleValue | undefined, least: number): Pair | null {
  const [height, width, ...rest] = Array.isArray(value) ? value : []
  const isSpan = (size: PickleValue | undefined): size is number =>
    typeof size === 'number' && Number.isInteger(size) && size >= least && size <= MAX_SPAN
  return isSpan(height) && isSpan(width) && rest.length === 0 ? [height, width] : null
}
