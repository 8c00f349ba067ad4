import { READY_PIPELINES } from '../../core/presets/ready-pipelines.ts'
import { setPipeline } from '../../state/document/layer-edits.ts'
import type { AtBench, Command } from './command.ts'

/** Pipelines to start from. */
export const READY: readonly Command<AtBench>[] = READY_PIPELINES.map((ready) => ({
  id: `ready-${ready.id}`,
  group: 'Ready pipelines',
  name: ready.name,
  hint: ready.sentence,
  run: ({ bench: { session } }) => session.edit(setPipeline(session.document, ready)),
}))
