import type { Preset } from '../../core/presets/presets.ts'

/** A kernel as a multiple of a preset. */
export interface Recognised {
  readonly preset: Preset
  readonly factor: number
}

/** A preset at one size of kernel. */
export interface Model {
  readonly preset: Preset
  readonly values: Float32Array
}

/** Presets at one size, to recognise kernels of it by. */
export function modelsOf(presets: readonly Preset[], height: number, width: number): readonly Model[] {
  return presets.map((preset) => ({ preset, values: preset.make(height, width) }))
}

/** The first preset of which the kernel is a multiple (up to rounding), null if there is none or the kernel is zero. */
export function recognise(models: readonly Model[], values: Float32Array): Recognised | null {
  const size = Math.hypot(...values)
  if (size === 0 || !Number.isFinite(size)) return null
  for (const { preset, values: model } of models) {
    const norm = model.reduce((sum, value) => sum + value * value, 0)
    if (norm === 0) continue
    const factor = values.reduce((sum, value, i) => sum + value * (model[i] ?? 0), 0) / norm
    const rest = values.reduce((sum, value, i) => sum + (value - factor * (model[i] ?? 0)) ** 2, 0)
    if (Math.sqrt(rest) <= 1e-5 * size) return { preset, factor }
  }
  return null
}
