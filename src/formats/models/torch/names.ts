import type { Copies, PickleHost } from '../pickle/machine.ts'
import { PickleName, PickleObject, type PickleDict, type PickleValue } from '../pickle/values.ts'
import { placeOf, refuse } from '../places.ts'
import { rebuildTensor } from './tensors.ts'

/*
 * Names that a file of PyTorch may use, and the data that stands for what they make. A name here is a word to compare with:
 * nothing of Python is there to be run.
 */

type Make = (args: readonly PickleValue[], name: string, copies: Copies) => PickleValue

const tensor: Make = (args) => rebuildTensor(args)
const first: Make = ([value = null]) => value
const inert: Make = (args, name) => new PickleObject(name, args)

/** Functions and classes that may be called. */
const CALLS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['collections.OrderedDict', dictOf],
  ['collections.defaultdict', () => new Map()],
  ['collections.Counter', dictOf],
  ['torch._utils._rebuild_tensor', tensor],
  ['torch._utils._rebuild_tensor_v2', tensor],
  ['torch._utils._rebuild_tensor_v3', (args) => rebuildTensor(args, args[6])],
  ['torch._utils._rebuild_parameter', first],
  ['torch._utils._rebuild_parameter_with_state', first],
  ['torch._tensor._rebuild_from_type_v2', rebuildFromType],
  ['torch.Size', first],
  [
    'torch._utils._rebuild_sparse_tensor',
    () => refuse('sparse tensors (torch._utils._rebuild_sparse_tensor) are not read'),
  ],
  [
    'torch._utils._rebuild_qtensor',
    () => refuse('quantised tensors (torch._utils._rebuild_qtensor) are not read'),
  ],
  ['_codecs.encode', first],
  ['copyreg._reconstructor', reconstructed],
  ['copy_reg._reconstructor', reconstructed],
  ...['set', 'frozenset', 'list', 'tuple'].flatMap((type) =>
    ['builtins', '__builtin__'].map((module) => [`${module}.${type}`, first] as const),
  ),
  ...['build_intlist', 'build_doublelist', 'build_boollist', 'build_tensorlist', 'restore_type_tag'].map(
    (name) => [`torch.jit._pickle.${name}`, first] as const,
  ),
])

/** What is called too, in checkpoints beside their tensors; what it makes is not looked into. */
const INERT: ReadonlySet<string> = new Set([
  'torch.device',
  'torch.serialization._get_layout',
  'torch.nn.backends.thnn._get_thnn_function_backend',
  'numpy.core.multiarray.scalar',
  'numpy._core.multiarray.scalar',
  'numpy.core.multiarray._reconstruct',
  'numpy._core.multiarray._reconstruct',
  'numpy.dtype',
  'numpy.ndarray',
  'builtins.bytearray',
  'builtins.complex',
  'builtins.range',
  'builtins.slice',
  'builtins.object',
  '__builtin__.object',
  'datetime.date',
  'datetime.datetime',
  'datetime.timedelta',
  'functools.partial',
  'pathlib.PosixPath',
  'pathlib.WindowsPath',
  'pathlib.PurePosixPath',
  'pathlib.Path',
])

/** Modules of Python that reach beyond data: no object of theirs belongs into a model. */
const BEYOND_DATA = new RegExp(
  `^(${'os posix nt sys subprocess shutil socket builtins __builtin__ importlib runpy pty ctypes code codeop commands'.replaceAll(' ', '|')}|` +
    `${'pickle _pickle marshal types operator pip webbrowser timeit pdb bdb multiprocessing threading asyncio io'.replaceAll(' ', '|')})\\.`,
)

/** What stands for the calls in PyTorch's pickles. */
export const TORCH_HOST: PickleHost = {
  call(name, args, copies) {
    const make = CALLS.get(name) ?? (INERT.has(name) ? inert : undefined)
    return make === undefined ? refuseName(name) : make(args, name, copies)
  },
  build(className, args, copies) {
    const make = CALLS.get(className)
    if (make !== undefined) return make(args, className, copies)
    if (BEYOND_DATA.test(className) && !INERT.has(className)) refuseName(className)
    return new PickleObject(className, args)
  },
}

/** Refuse a name that stands among values, unless it is PyTorch's own or known: it is never called. @throws FormatError */
export function checkName({ name }: PickleName): void {
  if (!/^torch(vision)?\./.test(name) && !CALLS.has(name) && !INERT.has(name)) refuseName(name)
}

function refuseName(name: string): never {
  refuse(`the file asks for ${placeOf(name)}, which is not data; nothing was run`)
}

/** A dict of pairs, or of another dict, or empty. */
function dictOf([source = null]: readonly PickleValue[], _name: string, copies: Copies): PickleDict {
  if (source instanceof Map) {
    copies(source.size)
    return new Map(source)
  }
  const dict: PickleDict = new Map()
  const pairs = Array.isArray(source) ? source : []
  copies(pairs.length)
  for (const pair of pairs) {
    if (!Array.isArray(pair)) refuse('a dict of what are no pairs')
    dict.set(pair[0] ?? null, pair[1] ?? null)
  }
  return dict
}

/** (function, type, arguments, state): a tensor of a class of its own. */
function rebuildFromType(
  [callee, , args]: readonly PickleValue[],
  _name: string,
  copies: Copies,
): PickleValue {
  const isItself = callee instanceof PickleName && CALLS.get(callee.name) === rebuildFromType
  if (!(callee instanceof PickleName) || isItself || !Array.isArray(args))
    refuse('a tensor of a class that is not read')
  return TORCH_HOST.call(callee.name, args, copies)
}

/** (class, base, state): an object as protocol 0 and 1 have it. */
function reconstructed(
  [cls, , state = null]: readonly PickleValue[],
  _name: string,
  copies: Copies,
): PickleValue {
  if (!(cls instanceof PickleName)) refuse('an object without a class')
  return TORCH_HOST.build(cls.name, state === null ? [] : [state], copies)
}
