import { EDGES } from './edge-presets.ts'
import type { Preset } from './preset.ts'
import { SMOOTHING } from './smoothing-presets.ts'
import { WAVES } from './wave-presets.ts'

export type { Preset }

/** Kernels of one kind, under a heading. */
export interface PresetGroup {
  readonly name: string
  readonly presets: readonly Preset[]
}

/** The kernels on offer by kind, in the order of a menu. Each is valid at every size from 1 x 1 to 15 x 15. */
export const PRESET_GROUPS: readonly PresetGroup[] = [
  { name: 'Blur and pass on', presets: SMOOTHING },
  { name: 'Edges and lines', presets: EDGES },
  { name: 'Waves and blobs', presets: WAVES },
]

/** All kernels on offer. */
export const PRESETS: readonly Preset[] = PRESET_GROUPS.flatMap((group) => group.presets)

/** The preset of this id. @throws RangeError for an unknown one */
export function presetById(id: string): Preset {
  const preset = PRESETS.find((candidate) => candidate.id === id)
  if (!preset) throw new RangeError(`no preset ${id}`)
  return preset
}
