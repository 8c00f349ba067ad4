import type { ByteSource } from './byte-source.ts'
import { findConvs } from './find-convs.ts'
import { npyNotes, npyTensor } from './npy.ts'
import { readNpyHeader } from './npy-header.ts'
import { MAX_TENSOR_NAME, MAX_TENSORS, type OpenModel } from './open-model.ts'
import { placeOf, refuse, within } from './places.ts'
import { unreadNotes } from './stored-tensors.ts'
import type { ZipMember } from './zip/directory.ts'
import { memberSource } from './zip/member.ts'

/** The file in a .npz in which Filterbank keeps a whole pipeline, its weights aside. */
export const OWN_MEMBER = 'filterbank.json'

const ENDING = '.npy'
/** How many times its packed bytes an array may have once it is large: weights hardly pack at all. */
const MAX_GROWTH = 256
const LARGE = 2 ** 20

/** A .npz file: arrays in a ZIP, each with its name. @throws FormatError with the array that is damaged */
export async function openNpz(source: ByteSource, members: readonly ZipMember[]): Promise<OpenModel> {
  const arrays = members.filter(({ name }) => name.endsWith(ENDING))
  if (arrays.length > MAX_TENSORS) refuse(`${arrays.length} arrays are more than ${MAX_TENSORS}`)
  const kept = arrays.filter((member) => !growsTooFar(member))
  const [bomb] = arrays.filter(growsTooFar)
  if (bomb && kept.length === 0) refuse(growth(bomb), bomb.name)
  const opened = []
  for (const member of kept) opened.push(await openArray(source, member))
  const tensors = opened.map(({ tensor }) => tensor)
  const { convs, notes } = findConvs(tensors, { inOrder: false, kernels: true })
  const own = members.find(({ name }) => name === OWN_MEMBER)
  return {
    kind: 'npz',
    tensors,
    convs,
    notes: [
      ...npyNotes(opened.map(({ header }) => header)),
      ...unreadNotes(tensors),
      ...(bomb ? [`${placeOf(bomb.name)} is left out: it ${growth(bomb)}`] : []),
      ...otherNotes(members),
      ...notes,
    ],
    own:
      own === undefined
        ? null
        : async () => new TextDecoder().decode(await memberSource(source, own).readAll()),
    chain: null,
  }
}

async function openArray(source: ByteSource, member: ZipMember) {
  const name = member.name.slice(0, -ENDING.length)
  if (name.length > MAX_TENSOR_NAME) refuse(`a name of ${name.length} characters`, name)
  const file = memberSource(source, member)
  const header = await within(member.name, () => readNpyHeader(file))
  return { header, tensor: npyTensor(name, header, file) }
}

function growsTooFar({ size, packed }: ZipMember): boolean {
  return size > LARGE && size > MAX_GROWTH * packed
}

function growth({ size, packed }: ZipMember): string {
  return `claims ${size} bytes out of ${packed}, as no weights do`
}

function otherNotes(members: readonly ZipMember[]): string[] {
  const others = members.filter(
    ({ name }) => !name.endsWith(ENDING) && !name.endsWith('/') && name !== OWN_MEMBER,
  )
  if (others.length === 0) return []
  const [first] = others
  const names = others.length === 1 ? `${placeOf(first?.name ?? '')} is` : `${others.length} files are`
  return [`${names} left out: no array of NumPy`]
}
