import { bankOf } from '../layers/layer.ts'
import { claimsPreset, EDITED } from './filter-names.ts'
import { READY_PIPELINES } from './ready-pipelines.ts'

let ready: ReadonlySet<string> | null = null

/** What filters of ready pipelines are called. */
function readyNames(): ReadonlySet<string> {
  ready ??= new Set(
    READY_PIPELINES.flatMap(({ make }) => make().flatMap((layer) => bankOf(layer)?.names ?? [])),
  )
  return ready
}

/**
 * Whether a name is one that a person gave, which a preset leaves as it is: neither none, nor that of a preset, edited or not, nor
 * that of a filter of a ready pipeline.
 * @param presets names of a person's own presets, which they gave those and not the filter
 */
export function isOwnName(name: string, presets: readonly string[] = []): boolean {
  const given = name.endsWith(EDITED) ? name.slice(0, -EDITED.length) : name
  return !(given === '' || claimsPreset(given) || presets.includes(given) || readyNames().has(given))
}
