import { shapeIn } from '../run/map-values.ts'
import type { Exporting } from './exporting.ts'

/** Whether the system takes pictures that the page shares. */
export function canShareMaps(): boolean {
  const file = new File([], 'map.png', { type: 'image/png' })
  return 'canShare' in navigator && navigator.canShare({ files: [file] })
}

/** Hand the selected map, or the picture that the large view makes of several, to the system's own dialog for sharing. */
export async function shareMap(session: Exporting): Promise<void> {
  try {
    await session.settled()
    const completed = await session.runner.settled()
    const { engine } = session.runner
    if (engine === null) throw new Error('The engine is not ready.')
    const { exportSeen } = await import('./export-seen.ts')
    const { layer, filter } = session.view
    const channel = Math.min(filter, (shapeIn(completed, layer)?.[1] ?? 1) - 1)
    const { name, blob } = await exportSeen(session, engine, completed, [channel])
    await navigator.share({ files: [new File([blob], name, { type: blob.type })] })
  } catch (error) {
    session.tell(error)
  }
}
