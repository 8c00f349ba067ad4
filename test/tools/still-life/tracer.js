import { room, THINGS, WINDOW, windowSeen } from './scene.js'
import { add, cross, dot, frame, mix, scale, sub, times, unit } from './vector.js'

/** @typedef {import('./vector.js').Vec} Vec */

const EPSILON = 1e-3
const EYE = /** @type {Vec} */ ([0.15, 3.5, 6.9])
const LOOK_AT = /** @type {Vec} */ ([0.05, 0.42, -0.15])
/** Half the width of the picture at distance 1, and the radius of the lens. */
const HALF_WIDTH = 0.36
const LENS = 0.03

const FORWARD = unit(sub(LOOK_AT, EYE))
const RIGHT = unit(cross(FORWARD, [0, 1, 0]))
const UP = cross(RIGHT, FORWARD)
const FOCUS = Math.hypot(...sub(LOOK_AT, EYE)) - 0.5

/** @typedef {() => number} Random */

/** @type {(origin: Vec, direction: Vec) => { thing: (typeof THINGS)[number], hit: import('./shapes.js').Hit } | null} */
const trace = (origin, direction) => {
  let best = null
  for (const thing of THINGS) {
    const hit = thing.shape(origin, direction, EPSILON)
    if (hit !== null && (best === null || hit.t < best.hit.t)) best = { thing, hit }
  }
  return best
}

/** @type {(origin: Vec, direction: Vec, distance: number) => boolean} */
const isBlocked = (origin, direction, distance) =>
  THINGS.some(({ shape }) => {
    const hit = shape(origin, direction, EPSILON)
    return hit !== null && hit.t < distance - EPSILON
  })

/** Light of the window on a surface: one point of the window at random. @type {(p: Vec, n: Vec, random: Random) => Vec} */
const windowLight = (p, n, random) => {
  const [a, b] = frame(WINDOW.normal)
  const u = (2 * random() - 1) * WINDOW.half
  const v = (2 * random() - 1) * WINDOW.half
  const to = sub(add(WINDOW.centre, add(scale(a, u), scale(b, v))), p)
  const distance = Math.hypot(...to)
  const direction = scale(to, 1 / distance)
  const cosine = dot(n, direction)
  const facing = -dot(WINDOW.normal, direction)
  if (cosine <= 0 || facing <= 0 || isBlocked(p, direction, distance)) return [0, 0, 0]
  const area = 4 * WINDOW.half ** 2
  return scale(WINDOW.light, (cosine * facing * area) / (Math.PI * distance * distance))
}

/** A direction about the normal, weighted by the cosine. @type {(n: Vec, random: Random) => Vec} */
const scatter = (n, random) => {
  const [a, b] = frame(n)
  const r = Math.sqrt(random())
  const turn = 2 * Math.PI * random()
  const flat = add(scale(a, r * Math.cos(turn)), scale(b, r * Math.sin(turn)))
  return unit(add(flat, scale(n, Math.sqrt(Math.max(0, 1 - r * r)) + 1e-6)))
}

/**
 * Light that comes along a ray: the window's light on the surface, one bounce of everything else, and reflection.
 * @param {Vec} origin
 * @param {Vec} direction
 * @param {number} bounces
 * @param {Random} random
 * @returns {Vec}
 */
export function radiance(origin, direction, bounces, random) {
  const found = trace(origin, direction)
  if (found === null) return room(direction)
  const { hit, thing } = found
  const p = add(origin, scale(direction, hit.t))
  const { color, shine, bump } = thing.surface(hit, p)
  const outwards = dot(hit.normal, direction) < 0 ? hit.normal : scale(hit.normal, -1)
  const n = bump === undefined ? outwards : unit(sub(outwards, bump))
  let light = windowLight(p, n, random)
  light = add(light, bounces > 0 ? radiance(p, scatter(n, random), bounces - 1, random) : [0.2, 0.19, 0.19])
  const matt = times(color, light)
  if (shine === 0) return matt
  // Schlick's approximation of Fresnel's reflection
  const facing = Math.max(0, -dot(n, direction))
  const mirror = shine + (1 - shine) * (1 - facing) ** 5
  if (bounces <= 0) return matt
  const reflected = sub(direction, scale(n, 2 * dot(direction, n)))
  const towards = unit(reflected)
  const pane = windowSeen(p, towards)
  const seen =
    pane !== null && !isBlocked(p, towards, Infinity) ? pane : radiance(p, towards, bounces - 1, random)
  return mix(matt, shine > 0.5 ? times(seen, color) : seen, mirror)
}

/**
 * The ray through a point of the picture, x and y from 0 to 1 across and down, through a random point of the lens.
 * @param {number} x
 * @param {number} y
 * @param {number} aspect width over height
 * @param {Random} random
 * @returns {readonly [origin: Vec, direction: Vec]}
 */
export function cameraRay(x, y, aspect, random) {
  const across = scale(RIGHT, (2 * x - 1) * HALF_WIDTH)
  const down = scale(UP, ((1 - 2 * y) * HALF_WIDTH) / aspect)
  const target = add(EYE, scale(add(FORWARD, add(across, down)), FOCUS))
  const r = LENS * Math.sqrt(random())
  const turn = 2 * Math.PI * random()
  const origin = add(EYE, add(scale(RIGHT, r * Math.cos(turn)), scale(UP, r * Math.sin(turn))))
  return [origin, unit(sub(target, origin))]
}

/** Linear light as an sRGB value 0..255, bright parts rolled off. @type {(value: number) => number} */
export const develop = (value) => {
  const x = value * 1.05
  const rolled = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)
  return 255 * Math.min(1, Math.max(0, rolled)) ** (1 / 2.2)
}
