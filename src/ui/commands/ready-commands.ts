import { kernelOf } from '../../core/bank/bank.ts'
import { kernelOnPhoto } from '../../core/presets/kernel-on-photo.ts'
import { READY_PIPELINES } from '../../core/presets/ready-pipelines.ts'
import { setPipeline } from '../../state/document/layer-edits.ts'
import type { Session } from '../../state/session/session.svelte.ts'
import type { AtBench, Command } from './command.ts'

const group = 'Ready pipelines'

/** Pipelines to start from. */
export const READY: readonly Command<AtBench>[] = [
  ...READY_PIPELINES.map((ready) => ({
    id: `ready-${ready.id}`,
    group,
    name: ready.name,
    hint: ready.sentence,
    run: ({ bench: { session } }: AtBench) => session.edit(setPipeline(session.document, ready)),
  })),
  {
    id: 'kernel-on-photo',
    group,
    name: 'This kernel on the photo, in colour',
    hint: 'The selected kernel on red, green and blue alike, seen as one picture beside the photo.',
    words: 'apply sharpen blur rgb filter photo',
    when: ({ bench: { session } }) => session.view.bank !== null,
    run: ({ bench: { session } }) => seeOnPhoto(session),
  },
]

/** Put the selected kernel on the photo's three channels, and show their maps as one picture, in the photo's own range. */
function seeOnPhoto(session: Session): void {
  const { document, view } = session
  const { bank, filter, channel } = view
  if (bank === null) return
  const [, , height, width] = bank.weight.shape
  const values = kernelOf(bank, filter, channel)
  const name = 'Kernel on the photo'
  const make = () => kernelOnPhoto([height, width], values)
  if (!session.edit(setPipeline(document, { name, make }))) return
  const { range } = document.input
  if (range !== 'imagenet') view.fixed = { low: range === '0..1' ? 0 : -1, high: 1 }
  Object.assign(view, { rgb: [0, 1, 2], largeMode: 'rgb', besidePhoto: true, large: true })
}
