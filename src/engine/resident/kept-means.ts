import type { Ptr } from '../../kernels/program/pointer.ts'
import type { KeptMeans } from '../../kernels/painting/steps.ts'
import type { Arena, Block } from './arena.ts'
import type { ColorTable, Painting, PaintRequest } from '../engine.ts'
import type { Plane } from './planes.ts'
import type { MeansOf } from '../steps/paint-steps.ts'

/** Bytes that are kept at most: all maps in sight, and those of a large view. */
const KEPT_BYTES = 32e6
/** Bytes of the arena that stay free for what cannot do without. */
const ROOM = 64e6

interface Kept {
  readonly plane: Plane
  readonly key: string
  readonly block: Block
  /** Whether the values are there; else a program is to write them. */
  isFilled: boolean
  /** The picture that was made of them last. */
  painting: Painting | null
}

/**
 * The area means behind pictures of maps, kept in memory: one edit changes few maps, but often the range over which all are
 * coloured. A picture of a map that stayed as it was needs no look at the map then, and none is painted where the range stayed
 * too. A plane is never computed twice, so it and a size name the same means for ever.
 */
export class MeansStore {
  readonly #arena: Arena
  readonly #kept = new Map<Plane, Map<string, Kept>>()
  #bytes = 0

  constructor(arena: Arena) {
    this.#arena = arena
  }

  /** Bytes kept. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * The means of a picture of a plane; null where there is no room to keep them.
   * @param key names the part of the map and the size of the picture
   */
  of(plane: Plane, key: string, bytes: number): MeansOf | null {
    const ofPlane = this.#kept.get(plane) ?? new Map<string, Kept>()
    const kept = ofPlane.get(key) ?? this.#take(plane, key, bytes)
    if (kept === null) return null
    ofPlane.set(key, kept)
    this.#kept.delete(plane) // the newest stands last
    this.#kept.set(plane, ofPlane)
    return new MeansOfPlane(kept)
  }

  /** After a program: free what it did not fill, what belongs to maps that are gone, and the oldest of what is too much. */
  clean(most = KEPT_BYTES): void {
    for (const [plane, ofPlane] of this.#kept) {
      for (const [key, kept] of ofPlane) {
        if (kept.isFilled && plane.holders > 0 && this.#bytes <= most) continue
        this.#arena.free(kept.block)
        this.#bytes -= kept.block.bytes
        ofPlane.delete(key)
      }
      if (ofPlane.size === 0) this.#kept.delete(plane)
    }
  }

  #take(plane: Plane, key: string, bytes: number): Kept | null {
    if (bytes > KEPT_BYTES || this.#arena.available < bytes + ROOM) return null
    const block = this.#arena.take(bytes, 'high')
    if (block === null) return null
    this.#bytes += block.bytes
    return { plane, key, block, isFilled: false, painting: null }
  }
}

/** The means of one picture. */
class MeansOfPlane implements MeansOf {
  readonly #kept: Kept

  constructor(kept: Kept) {
    this.#kept = kept
  }

  item(colors: ColorTable): KeptMeans {
    const { block, isFilled, painting } = this.#kept
    const isKnown = isFilled && painting?.request.colors === colors
    // The range alone: what stands in a program is copied to every worker.
    const known = isKnown ? { low: painting.low, high: painting.high } : null
    return { means: block.start as Ptr, isFilled, known }
  }

  same(request: PaintRequest, low: number, high: number): Painting | null {
    const { isFilled, painting } = this.#kept
    if (!isFilled || painting?.request.colors !== request.colors) return null
    if (!Object.is(painting.low, low) || !Object.is(painting.high, high)) return null
    // A plane may be a map of several layers, of which one shuffles those of the other.
    const { layer, channel } = painting.request
    return layer === request.layer && channel === request.channel ? painting : { ...painting, request }
  }

  painted(painting: Painting): void {
    this.#kept.isFilled = true
    this.#kept.painting = painting
  }
}
