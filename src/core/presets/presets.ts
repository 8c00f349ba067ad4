import { EDGES } from './edge-presets.ts'
import type { Preset } from './preset.ts'
import { SMOOTHING } from './smoothing-presets.ts'
import { WAVES } from './wave-presets.ts'

export type { Preset }

/** The kernels on offer, in the order of a menu. Each is valid at every size from 1 x 1 to 15 x 15. */
export const PRESETS: readonly Preset[] = [...SMOOTHING, ...EDGES, ...WAVES]

/** The preset of this id. @throws RangeError for an unknown one */
export function presetById(id: string): Preset {
  const preset = PRESETS.find((candidate) => candidate.id === id)
  if (!preset) throw new RangeError(`no preset ${id}`)
  return preset
}
