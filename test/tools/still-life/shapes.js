import { add, cross, dot, scale, sub, unit } from './vector.js'

/** @typedef {import('./vector.js').Vec} Vec */
/**
 * Where a ray meets a shape: distance along the ray, unit normal (outwards) and the point in the shape's own frame.
 * @typedef {{ t: number, normal: Vec, local: Vec }} Hit
 */
/**
 * A shape answers with its first hit beyond `near`, or null. The direction has unit length.
 * @typedef {(origin: Vec, direction: Vec, near: number) => Hit | null} Shape
 */

/**
 * A ball.
 * @param {Vec} centre
 * @param {number} radius
 * @returns {Shape}
 */
export function sphere(centre, radius) {
  return (origin, direction, near) => {
    const to = sub(centre, origin)
    const along = dot(to, direction)
    const d2 = radius * radius - dot(to, to) + along * along
    if (d2 < 0) return null
    const half = Math.sqrt(d2)
    const t = along - half > near ? along - half : along + half
    if (t <= near) return null
    const local = sub(add(origin, scale(direction, t)), centre)
    return { t, normal: scale(local, 1 / radius), local }
  }
}

/**
 * The horizontal plane at a height.
 * @param {number} height
 * @returns {Shape}
 */
export function floor(height) {
  return (origin, direction, near) => {
    const t = (height - origin[1]) / direction[1]
    if (!(t > near)) return null
    return { t, normal: [0, 1, 0], local: add(origin, scale(direction, t)) }
  }
}

/**
 * The upright wall that faces +z.
 * @param {number} z
 * @returns {Shape}
 */
export function wall(z) {
  return (origin, direction, near) => {
    const t = (z - origin[2]) / direction[2]
    if (!(t > near)) return null
    return { t, normal: [0, 0, 1], local: add(origin, scale(direction, t)) }
  }
}

/**
 * A rod with round ends; `local` is [distance along the axis, 0, angle].
 * @param {Vec} from
 * @param {Vec} to
 * @param {number} radius
 * @returns {Shape}
 */
export function rod(from, to, radius) {
  const axis = unit(sub(to, from))
  const length = dot(sub(to, from), axis)
  const side = unit(cross(axis, [0, 1, 0.001]))
  const up = cross(side, axis)
  const [first, last] = [sphere(from, radius), sphere(to, radius)]
  return (origin, direction, near) => {
    const o = sub(origin, from)
    const [oa, da] = [dot(o, axis), dot(direction, axis)]
    const flatO = sub(o, scale(axis, oa))
    const flatD = sub(direction, scale(axis, da))
    const [a, b, c] = [dot(flatD, flatD), dot(flatO, flatD), dot(flatO, flatO) - radius * radius]
    const d2 = b * b - a * c
    if (d2 < 0) return null
    const t = (-b - Math.sqrt(d2)) / a
    const y = oa + t * da
    if (t > near && y >= 0 && y <= length) {
      const normal = scale(add(flatO, scale(flatD, t)), 1 / radius)
      return { t, normal, local: [y, 0, Math.atan2(dot(normal, side), dot(normal, up))] }
    }
    const end = (y < 0 ? first : last)(origin, direction, near)
    return end && { ...end, local: [y < 0 ? 0 : length, 0, 0] }
  }
}

/**
 * A surface of revolution: a profile of points [radius, height] turned about an axis through `base`, smoothly shaded.
 * Normals point to the left of the way along the profile, so a profile that goes up outside and down inside is a cup.
 * `local` is [radius, height, angle].
 * @param {readonly (readonly [number, number])[]} profile
 * @param {Vec} base
 * @param {Vec} [axis]
 * @returns {Shape}
 */
export function lathe(profile, base, axis = [0, 1, 0]) {
  const up = unit(axis)
  const side = unit(cross(up, [0.3, 0.1, 1]))
  const front = cross(side, up)
  const normals = profile.map((_, i) => {
    const [r0, y0] = profile[Math.max(0, i - 1)] ?? [0, 0]
    const [r1, y1] = profile[Math.min(profile.length - 1, i + 1)] ?? [0, 0]
    const length = Math.hypot(y1 - y0, r1 - r0)
    return /** @type {const} */ ([(y1 - y0) / length, -(r1 - r0) / length])
  })
  const heights = profile.map(([, y]) => y)
  const middle = (Math.min(...heights) + Math.max(...heights)) / 2
  const reach = Math.max(...profile.map(([r, y]) => Math.hypot(r, y - middle)))
  const bound = sphere(add(base, scale(up, middle)), reach * 1.001)
  return (origin, direction, near) => {
    if (bound(origin, direction, near) === null) return null
    const rel = sub(origin, base)
    const [ox, oy, oz] = [dot(rel, side), dot(rel, up), dot(rel, front)]
    const [dx, dy, dz] = [dot(direction, side), dot(direction, up), dot(direction, front)]
    let best = Infinity
    let segment = -1
    let share = 0
    for (let i = 0; i + 1 < profile.length; i++) {
      const [r0, y0] = profile[i] ?? [0, 0]
      const [r1, y1] = profile[i + 1] ?? [0, 0]
      // radius = m + k * height along the segment; a flat one is met at its height
      const isFlat = Math.abs(y1 - y0) < 1e-9
      const k = isFlat ? 0 : (r1 - r0) / (y1 - y0)
      const m = r0 - k * y0
      const roots = isFlat
        ? [(y0 - oy) / dy]
        : quadratic(
            dx * dx + dz * dz - k * k * dy * dy,
            ox * dx + oz * dz - k * dy * (m + k * oy),
            ox * ox + oz * oz - (m + k * oy) ** 2,
          )
      for (const t of roots) {
        if (!(t > near && t < best)) continue
        const y = oy + t * dy
        const r = Math.hypot(ox + t * dx, oz + t * dz)
        const s = isFlat ? (r - r0) / (r1 - r0) : (y - y0) / (y1 - y0)
        if (s < 0 || s > 1 || (!isFlat && m + k * y < 0)) continue
        best = t
        segment = i
        share = s
      }
    }
    if (segment < 0) return null
    const [nr0, ny0] = normals[segment] ?? [1, 0]
    const [nr1, ny1] = normals[segment + 1] ?? [1, 0]
    const [nr, ny] = [nr0 + (nr1 - nr0) * share, ny0 + (ny1 - ny0) * share]
    const [x, y, z] = [ox + best * dx, oy + best * dy, oz + best * dz]
    const r = Math.hypot(x, z) || 1e-9
    const flat = add(scale(side, (nr * x) / r), scale(front, (nr * z) / r))
    return { t: best, normal: unit(add(flat, scale(up, ny))), local: [r, y, Math.atan2(z, x)] }
  }
}

/**
 * A ring (torus) by sphere tracing, cut off where `keep` says no.
 * @param {Vec} centre
 * @param {Vec} axis
 * @param {number} ring radius of the ring
 * @param {number} tube radius of the tube
 * @param {(p: Vec) => boolean} keep
 * @returns {Shape}
 */
export function torus(centre, axis, ring, tube, keep) {
  const up = unit(axis)
  const bound = sphere(centre, ring + tube)
  /** @type {(p: Vec) => { distance: number, nearest: Vec }} */
  const nearestOnRing = (p) => {
    const rel = sub(p, centre)
    const flat = sub(rel, scale(up, dot(rel, up)))
    const nearest = add(centre, scale(flat, ring / (Math.hypot(...flat) || 1e-9)))
    return { distance: Math.hypot(...sub(p, nearest)) - tube, nearest }
  }
  return (origin, direction, near) => {
    const entry = bound(origin, direction, near)
    if (entry === null) return null
    const isInside = Math.hypot(...sub(origin, centre)) < ring + tube
    let t = isInside ? near : entry.t
    for (let step = 0; step < 80 && t < entry.t + 2 * (ring + tube); step++) {
      const p = add(origin, scale(direction, t))
      const { distance, nearest } = nearestOnRing(p)
      if (distance < 1e-4 && t > near) {
        return keep(p) ? { t, normal: unit(sub(p, nearest)), local: sub(p, centre) } : null
      }
      t += Math.max(distance, 1e-4)
    }
    return null
  }
}

/**
 * Roots of a t^2 + 2 b t + c = 0.
 * @type {(a: number, b: number, c: number) => readonly number[]}
 */
const quadratic = (a, b, c) => {
  if (Math.abs(a) < 1e-12) return [-c / (2 * b)]
  const d2 = b * b - a * c
  if (d2 < 0) return []
  const d = Math.sqrt(d2)
  return [(-b - d) / a, (-b + d) / a]
}
