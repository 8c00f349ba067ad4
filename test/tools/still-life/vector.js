/** @typedef {readonly [number, number, number]} Vec A point, a direction or a linear colour. */

/** @type {(a: Vec, b: Vec) => Vec} */
export const add = (a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
/** @type {(a: Vec, b: Vec) => Vec} */
export const sub = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
/** @type {(a: Vec, s: number) => Vec} */
export const scale = (a, s) => [a[0] * s, a[1] * s, a[2] * s]
/** @type {(a: Vec, b: Vec) => Vec} */
export const times = (a, b) => [a[0] * b[0], a[1] * b[1], a[2] * b[2]]
/** @type {(a: Vec, b: Vec) => number} */
export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
/** @type {(a: Vec, b: Vec) => Vec} */
export const cross = (a, b) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]
/** @type {(a: Vec) => Vec} */
export const unit = (a) => scale(a, 1 / Math.hypot(a[0], a[1], a[2]))
/** @type {(a: Vec, b: Vec, t: number) => Vec} */
export const mix = (a, b, t) => add(scale(a, 1 - t), scale(b, t))
/** @type {(x: number, low: number, high: number) => number} */
export const smoothstep = (x, low, high) => {
  const t = Math.max(0, Math.min(1, (x - low) / (high - low)))
  return t * t * (3 - 2 * t)
}

/**
 * Two directions that complete a unit direction to a right-angled frame.
 * @type {(n: Vec) => readonly [Vec, Vec]}
 */
export const frame = (n) => {
  const side = unit(cross(Math.abs(n[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0], n))
  return [side, cross(n, side)]
}

/**
 * Pseudo-random numbers 0..1 by mulberry32: the same picture every time.
 * @param {number} seed
 * @returns {() => number}
 */
export function random(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** @type {(x: number, y: number, z: number) => number} */
const lattice = (x, y, z) => {
  let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(z, 1274126177)
  h = Math.imul(h ^ (h >>> 13), 1103515245)
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
}

/**
 * Smooth value noise 0..1 with features of size 1.
 * @type {(p: Vec) => number}
 */
export const noise = ([x, y, z]) => {
  const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)]
  const [u, v, w] = [smoothstep(x - i, 0, 1), smoothstep(y - j, 0, 1), smoothstep(z - k, 0, 1)]
  let sum = 0
  for (let c = 0; c < 8; c++) {
    const [a, b, d] = [c & 1, (c >> 1) & 1, c >> 2]
    sum += (a ? u : 1 - u) * (b ? v : 1 - v) * (d ? w : 1 - w) * lattice(i + a, j + b, k + d)
  }
  return sum
}

/**
 * Noise of several sizes, each half as strong and twice as fine, 0..1.
 * @type {(p: Vec, octaves: number) => number}
 */
export const turbulence = (p, octaves) => {
  let [sum, weight, total] = [0, 1, 0]
  for (let o = 0; o < octaves; o++) {
    sum += weight * noise(scale(p, 2 ** o))
    total += weight
    weight /= 2
  }
  return sum / total
}
