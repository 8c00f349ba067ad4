import type { AnyPreset, PresetPlace, PresetTarget } from '../core/presets/apply-preset.ts'
import type { ParameterValues, Preset } from '../core/presets/preset.ts'
import { deviceStore } from './browser.ts'
import { putPreset as presetEdit } from './document/preset-edits.ts'
import { OwnPresets } from './own-presets.svelte.ts'
import type { Workbench } from './workbench.svelte.ts'

/** How a preset is put in: where, with which values, as part of which gesture, if any. */
export interface PresetChoice {
  readonly place: PresetPlace
  readonly values: ParameterValues
  readonly gesture?: string
}

/** Put a preset into the selected kernel, into every kernel of its filter while they are linked. */
export function putKernel(bench: Workbench, preset: Preset): void {
  const { linked, filters } = bench
  const { filter, channel } = bench.session.view
  const place = { filter, channel, filters, linked }
  putPreset(bench, { kind: 'kernel', preset }, 'kernel', { place, values: {} })
}

/**
 * Put a preset in; calls with the same `gesture` are one step, each in place of the one before. Returns what there is to tell
 * of it, '' for nothing: whoever calls tells it, once choosing has ended.
 */
export function putPreset(
  bench: Workbench,
  preset: AnyPreset,
  target: PresetTarget,
  { place, values, gesture }: PresetChoice,
): string {
  let told = ''
  const own = new OwnPresets(deviceStore).all.map(({ name }) => name)
  bench.edit((document, at) => {
    const { message = '', ...edit } = presetEdit(document, at, preset, target, place, values, own)
    told = message
    return edit
  }, gesture)
  return told
}
