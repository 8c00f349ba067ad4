import type { ByteSource } from '../byte-source.ts'
import { findConvs } from '../find-convs.ts'
import type { OpenModel } from '../open-model.ts'
import { readPickle } from '../pickle/pickle.ts'
import { PickleEnd } from '../pickle/reader.ts'
import type { PickleValue } from '../pickle/values.ts'
import { refuse, within } from '../places.ts'
import { unreadNotes } from '../stored-tensors.ts'
import { TORCH_HOST } from './names.ts'
import { storedTensor, type Storages, type TorchTensor } from './tensors.ts'
import { contentsOf } from './contents.ts'
import type { ZipMember } from '../zip/directory.ts'
import { memberSource } from '../zip/member.ts'

/** The pickle in what torch.save writes; the name before it is the archive's. */
const PICKLE = /^([^/]*\/)?data\.pkl$/

/** The pickle of a ZIP that torch.save or torch.jit.save wrote; undefined where there is none. */
export function torchPickle(members: readonly ZipMember[]): ZipMember | undefined {
  return members.find(({ name }) => PICKLE.test(name))
}

/**
 * A file of torch.save since PyTorch 1.6: a ZIP of a pickle, data.pkl, and a file for each storage. The pickle is read as data:
 * nothing that it names is run. @throws FormatError
 */
export async function openTorchZip(
  source: ByteSource,
  members: readonly ZipMember[],
  pickle: ZipMember,
): Promise<OpenModel> {
  const folder = PICKLE.exec(pickle.name)?.[1] ?? ''
  const byName = new Map(members.map((member) => [member.name, member]))
  const order = byName.get(`${folder}byteorder`)
  const isBig = order && new TextDecoder().decode(await memberSource(source, order).readAll()) === 'big'
  const storages: Storages = {
    isLittle: isBig !== true,
    sizeOf: (key) => byName.get(`${folder}data/${key}`)?.size ?? null,
    read(key, from, to) {
      const member = byName.get(`${folder}data/${key}`)
      if (member === undefined) refuse('is missing', `${folder}data/${key}`)
      const storage = memberSource(source, member)
      return from === 0 && to === member.size ? storage.readAll() : storage.read(from, to)
    },
  }
  const bytes = await memberSource(source, pickle).readAll()
  const { value } = await within(pickle.name, () => Promise.resolve(readPickle(bytes, 0, TORCH_HOST)))
  return openContents(value, storages)
}

/** Numbers that a file before PyTorch 1.6 begins with. */
const [MAGIC, PROTOCOL] = [Number(0x1950_a86a_20f9_469c_fc6cn), 1001]
/** Bytes of such a file that are looked at first, and at most, for its pickles. */
const [FIRST_LOOK, LAST_LOOK] = [65_536, 64 * 2 ** 20]

/**
 * A file of torch.save before PyTorch 1.6: five pickles (a magic number, the protocol, about the machine, the value, the keys of
 * the storages), then each storage, with its count before it. @throws FormatError
 */
export async function openTorchLegacy(source: ByteSource): Promise<OpenModel> {
  const { values, end } = await readPickles(source)
  const [magic, protocol, system, value = null, keys] = values
  if (magic !== MAGIC || protocol !== PROTOCOL) refuse('a pickle that PyTorch did not write')
  const isLittle = !(system instanceof Map) || system.get('little_endian') !== false
  const sizes = new Map(
    [...contentsOf(value).tensors.values()].map(({ storage }) => [storage.key, storage.dtype?.size]),
  )
  const places = new Map<string, { from: number; size: number }>()
  let at = end
  for (const key of Array.isArray(keys) ? keys : []) {
    const head = await source.read(at, at + 8)
    const count = Number(new DataView(head.buffer).getBigUint64(0, isLittle))
    const size = typeof key === 'string' ? sizes.get(key) : undefined
    if (typeof key !== 'string' || size === undefined) refuse('a storage of numbers that are not read')
    places.set(key, { from: at + 8, size: count * size })
    at += 8 + count * size
    if (at > source.size) refuse('the file ends within its values: it is cut or damaged')
  }
  return openContents(value, {
    isLittle,
    sizeOf: (key) => places.get(key)?.size ?? null,
    read(key, from, to) {
      const place = places.get(key) ?? refuse(`no storage ${key}`)
      return source.read(place.from + from, place.from + to)
    },
  })
}

/** The first five pickles; as much of the file is read as they need. */
async function readPickles(source: ByteSource): Promise<{ values: PickleValue[]; end: number }> {
  for (let look = FIRST_LOOK; ; look *= 4) {
    const bytes = await source.read(0, Math.min(look, source.size))
    try {
      const values: PickleValue[] = []
      let end = 0
      while (values.length < 5) {
        const read = readPickle(bytes, end, TORCH_HOST)
        values.push(read.value)
        end = read.end
        if (values.length === 1 && read.value !== MAGIC) refuse('a pickle that PyTorch did not write')
      }
      return { values, end }
    } catch (error) {
      if (!(error instanceof PickleEnd) || bytes.length === source.size || look >= LAST_LOOK) throw error
    }
  }
}

function openContents(value: PickleValue, storages: Storages): OpenModel {
  const { tensors: found, facts } = contentsOf(value)
  const tensors = [...found].map(([name, tensor]: [string, TorchTensor]) =>
    storedTensor(name, tensor, storages),
  )
  if (tensors.length === 0) refuse('no tensors are in the file')
  const { convs, notes } = findConvs(tensors, {
    inOrder: true,
    kernels: false,
    // a module that stands alone has a weight without its name
    facts: (name) => facts.get(name) ?? (name === 'weight' ? facts.get('') : undefined),
  })
  return {
    kind: 'pt',
    tensors,
    convs,
    notes: [
      ...(facts.size > 0 ? ['a whole module: its tensors and settings are read, its code is not'] : []),
      ...unreadNotes(tensors),
      ...notes,
    ],
    own: null,
    chain: null,
  }
}
