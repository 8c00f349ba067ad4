import type { Engine } from '../../engine/engine.ts'
import { differencePicture } from '../run/difference.svelte.ts'
import type { ExportedFile } from '../files/download.ts'
import type { Exporting } from './exporting.ts'
import { exportMapsPng, exportRgbPng, mapsFile } from './export.ts'
import { shapeIn } from '../run/map-values.ts'
import { paintingPng } from '../run/painting-png.ts'
import type { Completed } from '../run/runner.svelte.ts'

/**
 * What the pictures of the selected layer show, as files at its full size: the maps, or the one picture that the large view
 * makes of several.
 * @param maps channels that are saved where each map is a picture by itself; all unless given
 */
export async function exportSeen(
  session: Exporting,
  engine: Engine,
  completed: Completed,
  maps?: readonly number[],
): Promise<ExportedFile> {
  const { shown: document, view, lab } = session
  const { layer, look } = view
  const of = { engine, completed, document, layer, look }
  const [, count = 0, height = 0, width = 0] = shapeIn(completed, layer) ?? []
  const seen = view.seenOf(count)
  switch (seen.type) {
    case 'maps':
      return await exportMapsPng(of, maps ?? Array.from({ length: count }, (_, channel) => channel))
    case 'rgb':
      return await exportRgbPng(of, seen.channels)
    case 'difference': {
      const name = mapsFile(document, layer, `-map${seen.channels.join('-minus-')}.png`)
      const size = { width, height }
      const picture = await differencePicture(lab, engine, layer, seen.channels, size, look.theme)
      return { name, blob: await paintingPng(picture) }
    }
  }
}
