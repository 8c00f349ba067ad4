import type { Ptr } from '../../kernels/program/pointer.ts'
import type { Arena, Block } from './arena.ts'
import type { MapStats } from '../engine.ts'
import type { MapLayout } from '../plan/layer-plan.ts'

/** A map or a haloed plane in memory. Held by every state and lease that needs it; its memory is reused after the last. */
export class Plane {
  holders = 1
  /** Of a computed map, once they were taken: see wanted-stats. */
  stats: MapStats | null = null
  /** Milliseconds of work, of all workers, that it took to compute. */
  ms = 0

  constructor(
    readonly block: Block,
    /** Of a map; null for a haloed plane. */
    readonly layout: MapLayout | null,
  ) {}

  get pointer(): Ptr {
    return this.block.start as Ptr
  }
}

/** Planes of an arena, counted by holders: double buffering and leases follow from holding and releasing alone. */
export class PlaneStore {
  constructor(readonly arena: Arena) {}

  /** A new plane with one holder, or null where the arena is full. */
  take(bytes: number, layout: MapLayout | null): Plane | null {
    const block = this.arena.take(bytes)
    return block === null ? null : new Plane(block, layout)
  }

  hold(plane: Plane): Plane {
    plane.holders++
    return plane
  }

  release(plane: Plane): void {
    plane.holders--
    if (plane.holders === 0) this.arena.free(plane.block)
  }
}
