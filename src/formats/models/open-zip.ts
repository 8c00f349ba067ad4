import type { ByteSource } from './byte-source.ts'
import { openNpz } from './npz.ts'
import type { OpenModel } from './open-model.ts'
import { refuse } from './places.ts'
import { openTorchZip, torchPickle } from './torch/file.ts'
import { readZip } from './zip/directory.ts'

/** A ZIP by what is in it: arrays of NumPy, or what torch.save writes. @throws FormatError */
export async function openZip(source: ByteSource): Promise<OpenModel> {
  const members = await readZip(source)
  const pickle = torchPickle(members)
  if (pickle !== undefined) return openTorchZip(source, members, pickle)
  if (members.some(({ name }) => name.endsWith('.npy'))) return openNpz(source, members)
  refuse('a ZIP that holds neither arrays of NumPy nor what PyTorch saves')
}
