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

/** Dicts, lists and objects within one another: each module takes three, itself, its state and the dict of its modules. */
const MAX_DEPTH = 300
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
  const walk = (item: PickleValue, name: string | null, depth: number) => {
    if (item instanceof PickleName) checkName(item)
    if (typeof item !== 'object' || item === null || item instanceof Uint8Array) return
    if (item instanceof TorchTensor) {
      add(tensors, name ?? ALONE, item)
      return
    }
    if (seen.has(item)) return
    seen.add(item)
    if (depth > MAX_DEPTH) refuse(`nested more than ${MAX_DEPTH} deep`)
    if (item instanceof PickleObject) {
      const known = moduleFacts(item)
      // a module of a longer name has no tensors that are read
      if (known !== null && (name ?? '').length <= MAX_TENSOR_NAME) facts.set(name ?? '', known)
      item.args.forEach((entry, i) => walk(entry, inner(name, String(i)), depth + 1))
      walk(item.state, name, depth + 1)
    } else if (item instanceof Map) {
      for (const [key, entry] of item) {
        if (key instanceof PickleName) checkName(key)
        walk(entry, PARTS.has(key) ? name : inner(name, keyText(key)), depth + 1)
      }
    } else if (Array.isArray(item)) {
      item.forEach((entry, i) => walk(entry, inner(name, String(i)), depth + 1))
    }
  }
  walk(value, null, 0)
  return withoutContainer({ tensors, facts })
}

/** The name of an entry; of one in the value itself its key alone. */
function inner(name: string | null, key: string): string {
  return name === null ? key : `${name}.${key}`
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
  const shorter = (name: string) => (name.startsWith(container) ? name.slice(container.length) : name)
  const renamed = new Map([...tensors].map(([name, tensor]) => [shorter(name), tensor]))
  return renamed.size < tensors.size
    ? { tensors, facts }
    : { tensors: renamed, facts: new Map([...facts].map(([name, known]) => [shorter(name), known])) }
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
