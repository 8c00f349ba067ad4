import { DEEP, type LevelRange } from '../../../workers/encode/api.ts'
import { shapeIn } from '../run/map-values.ts'
import { mapRequest, rgbRequests } from '../run/ranges.ts'
import type { ExportChoice } from './export-workshop.ts'
import type { Exporting } from './exporting.ts'

/**
 * Ranges of the maps of an export: as on the screen; 16 bits hold all values of the full-size maps, which are not known yet
 * (null), unless a range was set. @throws Error where nothing is on the screen
 */
export async function rangesOf(
  { layers, runner, view }: Exporting,
  { form, channels, together }: ExportChoice,
): Promise<(LevelRange | null)[]> {
  const { fixed, layer, look } = view
  // values as they are
  if (form === 'npy' || form === 'tiffFloat') return channels.map(() => [0, 0] as const)
  if (DEEP.has(form)) return channels.map(() => fixed && ([fixed.low, fixed.high] as const))
  const { engine, completed } = runner
  const shape = shapeIn(completed, layer)
  if (engine === null || completed === null || shape === null) throw new Error('There are no maps yet.')
  const size = { width: 1, height: 1 }
  const paintings = await engine.paint(
    together
      ? rgbRequests(layers, layer, channels, shape, size, look)
      : channels.map((c) => mapRequest(layers, layer, c, shape, size, look)),
  )
  return paintings.map(({ low, high }) => [low, high] as const)
}
