import type { LayerWindow } from '../core/layers/window.ts'
import { inspectLayer, type Inspection, type PixelReader } from '../core/inspect/inspect.ts'
import type { Layer } from '../core/layers/layer.ts'
import type { PixelRun } from '../core/layers/receptive-field.ts'
import type { Shape4 } from '../core/tensor.ts'
import { layerWindow } from '../core/layers/window-taps.ts'
import type { Engine } from '../engine/engine.ts'
import type { MapPlace, Pin } from './view/pin.svelte.ts'
import type { Runner } from './run/runner.svelte.ts'
import type { View } from './view/view.svelte.ts'
import type { Completed } from './run/wanted-paintings.svelte.ts'

/** One value of a map, and the arithmetic that made it. */
export interface Inspected {
  readonly completed: Completed
  /** Position of the layer, and the layer as it was computed. */
  readonly at: number
  readonly layer: Layer
  readonly input: Shape4
  readonly output: Shape4
  readonly place: MapPlace
  readonly window: LayerWindow
  readonly inspection: Inspection
  /** What stands in the map, a float32. */
  readonly value: number
}

/** A rectangle of values of one map, row by row; NaN outside the map. */
export interface Crop {
  readonly rows: PixelRun
  readonly columns: PixelRun
  readonly values: Float32Array
}

interface Session {
  readonly runner: Runner
  readonly view: View
  readonly pin: Pin
}

/** What stands behind the value that is looked at, read from the maps of the last completed run without copying them. */
export class Inspector {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /** Null while there is nothing to look at. */
  readonly current: Inspected | null = $derived.by(() => {
    const { runner, view, pin } = this.#session
    const { completed, engine } = runner
    const { place } = pin
    const [layer, output] = [completed?.layers[view.layer], completed?.shapes[view.layer]]
    if (completed === null || engine === null || place === null || !layer || !output) return null
    const at = view.layer
    const input = completed.shapes[at - 1] ?? completed.input.shape
    const { channel, y, x } = place
    const value = readMaps(engine, at, (read) => read(channel, y, x))
    const inspection = readMaps(engine, at - 1, (read) => inspectLayer(read, input, layer, channel, y, x))
    if (value === null || inspection === null) return null
    return {
      completed,
      at,
      layer,
      input,
      output,
      place,
      window: layerWindow(input, layer),
      inspection,
      value,
    }
  })

  /** Values around a place; `layer` -1 is the picture. Null while the maps cannot be read. */
  crop(layer: number, shape: Shape4, channel: number, rows: PixelRun, columns: PixelRun): Crop | null {
    const { engine } = this.#session.runner
    if (engine === null) return null
    return readMaps(engine, layer, (read) => {
      const width = columns[1] - columns[0]
      const values = new Float32Array((rows[1] - rows[0]) * width).map((_, i) => {
        const row = rows[0] + Math.floor(i / width)
        const column = columns[0] + (i % width)
        const isInside = row >= 0 && row < shape[2] && column >= 0 && column < shape[3]
        return isInside ? read(channel, row, column) : NaN
      })
      return { rows, columns, values }
    })
  }
}

/** Look at a layer's maps of the last run. Null where there are none: before the first run, or while memory is short. */
function readMaps<T>(engine: Engine, layer: number, look: (read: PixelReader) => T): T | null {
  try {
    const lease = engine.lease(layer)
    const views = new Map<number, Float32Array>()
    const columns = lease.shape[3]
    try {
      return look((channel, row, column) => {
        const view = views.get(channel) ?? lease.view(channel)
        views.set(channel, view)
        return view[row * columns + column] ?? NaN
      })
    } finally {
      lease.release()
    }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
