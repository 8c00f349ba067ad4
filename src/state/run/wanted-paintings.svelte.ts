import { SvelteMap } from 'svelte/reactivity'
import type { Pipeline } from '../../core/layers/layer.ts'
import type { Shape4, Tensor } from '../../core/tensor.ts'
import type { PicturePart } from '../../core/picture-part.ts'
import type { PaintRequest, Painting, Run } from '../../engine/engine.ts'

/** A completed run and what it computed. */
export interface Completed {
  readonly run: Run
  readonly input: Tensor
  readonly layers: Pipeline
  /** Output shape of every layer. */
  readonly shapes: readonly Shape4[]
}

/** Shapes of an input and of all layers' outputs. */
export type Shapes = Pick<Completed, 'input' | 'shapes'>

/** A run, completed or not. */
export type Version = Pick<Completed, 'input' | 'layers' | 'shapes'>

/** A picture that the screen wants under a key. */
export type Wanted = readonly [key: string, request: PaintRequest]

interface Painted {
  readonly request: PaintRequest
  readonly completed: Completed
}

/** The pictures that the screen wants, and the newest of each that was painted. */
export class WantedPaintings {
  readonly #wanted = new SvelteMap<string, PaintRequest>()
  /** What the newest picture of a key was asked for and painted of. */
  readonly #painted = new SvelteMap<string, Painted>()
  /** Apart, so that who shows a picture hears of another picture alone. */
  readonly #newest = new SvelteMap<string, Painting>()

  /** Everything that is wanted; a new array whenever that changes. */
  readonly all: readonly Wanted[] = $derived([...this.#wanted])

  /** Want a picture under a key, or no longer (null). */
  want(key: string, request: PaintRequest | null): void {
    if (request !== null) this.#wanted.set(key, request)
    else if (this.#wanted.delete(key)) {
      this.#painted.delete(key)
      this.#newest.delete(key)
    }
  }

  /** The newest picture of a key. */
  newest(key: string): Painting | null {
    return this.#newest.get(key) ?? null
  }

  /** Drop every picture that was painted; they stay wanted. */
  clear(): void {
    this.#painted.clear()
    this.#newest.clear()
  }

  /** What this run can paint, but for pictures that are as wanted: painted of a run that is the same up to their layer. */
  stale(version: Version): readonly Wanted[] {
    return this.of(version).filter(([key, request]) => {
      const painted = this.#painted.get(key)
      return painted?.request !== request || !isSameUpTo(request.layer, painted.completed, version)
    })
  }

  /** The wanted pictures whose maps exist in these shapes. */
  of(shapes: Shapes): readonly Wanted[] {
    return this.all.filter(([, { layer, channel }]) => {
      const shape = shapeOf(layer, shapes)
      return shape !== undefined && channel < shape[0] * shape[1]
    })
  }

  /** Take paintings in the order of `wanted`; those of maps that are no longer wanted are left out. */
  publish(wanted: readonly Wanted[], paintings: readonly Painting[], completed: Completed): void {
    if (paintings.length !== wanted.length) {
      throw new RangeError(`${wanted.length} pictures were asked for and ${paintings.length} painted`)
    }
    wanted.forEach(([key, request], i) => {
      const painting = paintings[i]
      const now = this.#wanted.get(key)
      const isSameMap = now?.layer === request.layer && now.channel === request.channel
      if (painting === undefined || !isSameMap) return
      this.#painted.set(key, { request, completed })
      this.#newest.set(key, painting)
    })
  }
}

function isSameUpTo(layer: number, a: Version, b: Version): boolean {
  return a.input === b.input && a.layers.slice(0, layer + 1).every((each, i) => each === b.layers[i])
}

/** The requests of wanted pictures, each at most as large as what it shows, and showing a part of its map. */
export function requestsOf(wanted: readonly Wanted[], shapes: Shapes): readonly PaintRequest[] {
  return wanted.map(([, request]) => {
    const [, , height, width] = shapeOf(request.layer, shapes) ?? [1, 1, 1, 1]
    const crop = request.crop === undefined ? undefined : cropWithin(request.crop, width, height)
    const shown = crop ?? { width, height }
    return {
      ...request,
      crop,
      width: within(request.width, shown.width),
      height: within(request.height, shown.height),
    }
  })
}

/** A part of an earlier, larger map moves and shrinks into the map of now. */
function cropWithin(crop: PicturePart, width: number, height: number): PicturePart {
  const shown = { width: within(crop.width, width), height: within(crop.height, height) }
  return { ...shown, x: Math.min(crop.x, width - shown.width), y: Math.min(crop.y, height - shown.height) }
}

function within(wanted: number, most: number): number {
  return Math.max(1, Math.min(Math.round(wanted), most))
}

function shapeOf(layer: number, { input, shapes }: Shapes): Shape4 | undefined {
  return layer === -1 ? input.shape : shapes[layer]
}
