import { floor, lathe, rod, sphere, torus, wall } from './shapes.js'
import { add, dot, frame, mix, noise, scale, smoothstep, sub, turbulence, unit } from './vector.js'

/** @typedef {import('./vector.js').Vec} Vec */
/** @typedef {import('./shapes.js').Shape} Shape */
/** @typedef {import('./shapes.js').Hit} Hit */
/**
 * A surface: colour in linear light, mirror reflection at normal incidence (0: matt), bump of the normal.
 * @typedef {{ color: Vec, shine: number, bump?: Vec }} Surface
 */
/** @typedef {{ shape: Shape, surface: (hit: Hit, point: Vec) => Surface }} Thing */

/** @type {(hex: number) => Vec} */
const srgb = (hex) => {
  const [r, g, b] = [hex >> 16, (hex >> 8) & 255, hex & 255].map((v) => (v / 255) ** 2.2)
  return [r ?? 0, g ?? 0, b ?? 0]
}

/** @type {(p: Vec, size: number, strength: number) => Vec} */
const roughness = (p, size, strength) => {
  const q = scale(p, 1 / size)
  const here = noise(q)
  return [
    strength * (noise(add(q, [0.3, 0, 0])) - here),
    strength * (noise(add(q, [0, 0.3, 0])) - here),
    strength * (noise(add(q, [0, 0, 0.3])) - here),
  ]
}

// The table: planks along x with rings, fibres and a dark joint between them.
const PLANK = 1.15
/** @type {(p: Vec) => Surface} */
const wood = ([x, , z]) => {
  const plank = Math.floor(z / PLANK)
  const shift = 17.3 * noise([plank * 7.1, 3, 0])
  const warp = 0.55 * turbulence([x * 0.35 + shift, 1, z * 1.4], 3)
  const rings = 0.5 + 0.5 * Math.sin(46 * (z * 0.42 + warp) + shift)
  const fibre = turbulence([x * 2.2 + shift, 5, z * 55], 3)
  const base = mix(srgb(0x7a4420), srgb(0xc98a4b), 0.25 + 0.5 * rings ** 1.5 + 0.45 * (fibre - 0.5))
  const joint = Math.abs(z / PLANK - Math.round(z / PLANK)) * PLANK
  const tone = 0.78 + 0.4 * noise([plank * 3.7, 9, 0])
  return { color: scale(base, tone * smoothstep(joint, 0.004, 0.022)), shine: 0.025 + 0.02 * fibre }
}

// A gingham cloth on the table, turned, woven from white and blue threads, with a fringe of stitches.
const CLOTH = { centre: /** @type {const} */ ([0.55, 0.45]), turn: 0.34, half: 2.15, check: 0.36 }
/** @type {(p: Vec) => Surface} */
const table = (p) => {
  const [dx, dz] = [p[0] - CLOTH.centre[0], p[2] - CLOTH.centre[1]]
  const u = dx * Math.cos(CLOTH.turn) + dz * Math.sin(CLOTH.turn)
  const v = dz * Math.cos(CLOTH.turn) - dx * Math.sin(CLOTH.turn)
  const inside = CLOTH.half - Math.max(Math.abs(u), Math.abs(v))
  if (inside < 0) {
    const under = wood(p)
    return { ...under, color: scale(under.color, 0.6 + 0.4 * smoothstep(-inside, 0, 0.06)) }
  }
  const threadU = Math.sin(u * 150)
  const threadV = Math.sin(v * 150)
  const dyed = (/** @type {number} */ w) => (Math.floor(w / CLOTH.check + 0.5) % 2 === 0 ? 1 : 0)
  const isWarp = threadU * threadV > 0
  const amount = isWarp ? dyed(u) : dyed(v)
  const blend = 0.5 * (dyed(u) + dyed(v))
  const color = mix(srgb(0xf3eee2), srgb(0x1f4fa3), 0.65 * blend + 0.35 * amount)
  const hem = inside < 0.11 && inside > 0.09 && Math.sin((Math.abs(u) > Math.abs(v) ? v : u) * 60) > -0.2
  const shade = 0.86 + 0.14 * Math.abs(isWarp ? threadU : threadV)
  return {
    color: scale(hem ? srgb(0xd8342a) : color, shade),
    shine: 0,
    bump: [0.1 * Math.cos(u * 150), 0, 0.1 * Math.cos(v * 150)],
  }
}

const CUP = /** @type {Vec} */ ([-0.95, 0.1, -0.1])
/** @type {readonly (readonly [number, number])[]} */
const CUP_OUTSIDE = [
  [0, 0.02],
  [0.4, 0.02],
  [0.46, 0],
  [0.5, 0.04],
  [0.52, 0.09],
  [0.66, 0.26],
  [0.76, 0.5],
  [0.81, 0.8],
  [0.845, 1.07],
  [0.85, 1.1],
  [0.835, 1.12],
]
/** @type {readonly (readonly [number, number])[]} */
const CUP_INSIDE = [
  [0.835, 1.12],
  [0.81, 1.1],
  [0.765, 0.8],
  [0.715, 0.52],
  [0.6, 0.28],
  [0.4, 0.15],
  [0, 0.13],
]
/** @type {readonly (readonly [number, number])[]} */
const SAUCER_PROFILE = [
  [0, 0],
  [0.6, 0],
  [0.7, 0.02],
  [1.1, 0.1],
  [1.42, 0.2],
  [1.46, 0.225],
  [1.42, 0.24],
  [1.1, 0.15],
  [0.7, 0.085],
  [0.55, 0.07],
  [0, 0.07],
]
const CERAMIC = 0.05

/** @type {(hit: Hit) => Surface} */
const cupSurface = ({ local: [, y] }) => ({
  color: y > 0.62 && y < 0.72 ? srgb(0xf4d35e) : srgb(0xc81e1e),
  shine: CERAMIC,
})

/** @type {(hit: Hit) => Surface} */
const saucerSurface = ({ local: [r, , angle] }) => {
  const isRim = r > 1.22 && r < 1.3
  const isDot =
    r > 1.02 && r < 1.14 && Math.hypot(r - 1.08, (((angle * 12) / Math.PI) % 1) * 0.25 - 0.12) < 0.045
  return { color: isRim ? srgb(0xf4d35e) : isDot ? srgb(0xf6f0e4) : srgb(0xb81a1a), shine: CERAMIC }
}

/** @type {(hit: Hit, p: Vec) => Surface} */
const coffee = (_, p) => {
  const rel = sub(p, CUP)
  const swirl = Math.atan2(rel[2], rel[0]) + 5 * Math.hypot(rel[0], rel[2])
  const foam = turbulence([Math.cos(swirl) * 1.6, 4 * Math.hypot(rel[0], rel[2]), Math.sin(swirl) * 1.6], 4)
  return { color: mix(srgb(0x5a2c0e), srgb(0xd09a5b), smoothstep(foam, 0.38, 0.68)), shine: 0.03 }
}

/** @type {(hit: Hit, p: Vec) => Surface} */
const apple = ({ local: [r, y, angle] }, p) => {
  const streak = turbulence([Math.cos(angle) * 6, y * 0.9, Math.sin(angle) * 6], 4)
  const blush = smoothstep(streak + 0.35 * Math.sin(angle + 0.6), 0.45, 0.95)
  const speck = smoothstep(noise(scale(p, 26)), 0.84, 0.93)
  const skin = mix(srgb(0x5fa61f), srgb(0xd7c53a), blush)
  const dip = smoothstep(r, 0.02, 0.22)
  return { color: scale(mix(skin, srgb(0xe8ecb8), 0.7 * speck), 0.35 + 0.65 * dip), shine: 0.04 }
}

/** @type {(hit: Hit, p: Vec) => Surface} */
const lemon = (_, p) => ({ color: srgb(0xf7ce1b), shine: 0.035, bump: roughness(p, 0.035, 0.55) })
/** @type {(hit: Hit, p: Vec) => Surface} */
const orange = (_, p) => ({ color: srgb(0xf07a13), shine: 0.035, bump: roughness(p, 0.03, 0.5) })
/** @type {(hit: Hit) => Surface} */
const ball = ({ local }) => {
  const q = unit(local)
  const turned = q[0] * 0.55 + q[1] * 0.8 - q[2] * 0.25
  const stripe = Math.floor((Math.asin(Math.max(-1, Math.min(1, turned))) / Math.PI) * 9 + 0.5)
  return { color: stripe % 2 === 0 ? srgb(0x1d55c4) : srgb(0xf3f0e8), shine: 0.05 }
}

/** @type {(color: number) => (hit: Hit) => Surface} */
const pencil =
  (color) =>
  ({ local: [along, , angle] }) => {
    const facet = Math.abs(((angle / Math.PI) * 3) % 1)
    const isBand = along < 0.16 || (along > 0.2 && along < 0.23)
    const edge = smoothstep(Math.min(facet, 1 - facet), 0.02, 0.1)
    return { color: scale(isBand ? srgb(0xe8e2d0) : srgb(color), 0.75 + 0.25 * edge), shine: 0.04 }
  }

/** @type {(p: Vec) => Surface} */
const plaster = (p) => {
  const grain = turbulence([p[0] * 1.3, p[1] * 1.3, 0], 5)
  return { color: mix(srgb(0x24505a), srgb(0x3f7d80), grain), shine: 0 }
}

/** @type {(radius: number, height: number, ends: number, steps: number) => readonly (readonly [number, number])[]} */
const lemonProfile = (radius, height, ends, steps) =>
  Array.from({ length: steps + 1 }, (_, i) => {
    const a = (i / steps) * Math.PI
    const tip = 0.13 * (Math.exp(-((a / ends) ** 2)) + Math.exp(-(((Math.PI - a) / ends) ** 2)))
    return /** @type {const} */ ([radius * Math.sin(a), -Math.cos(a) * (height + tip)])
  })

/** @type {(size: number) => readonly (readonly [number, number])[]} */
const appleProfile = (size) =>
  Array.from({ length: 33 }, (_, i) => {
    const a = (i / 32) * Math.PI
    const r = size * Math.sin(a) * (1 + 0.08 * Math.sin(a) - 0.1 * Math.cos(a) * -1 * Math.sin(a))
    const y =
      -size * 0.92 * Math.cos(a) -
      0.26 * size * (Math.exp(-(((Math.PI - a) / 0.42) ** 2)) - 0.5 * Math.exp(-((a / 0.4) ** 2)))
    return /** @type {const} */ ([r, y])
  })

const APPLE = /** @type {Vec} */ ([1.2, 0.68, -1.05])

/** Everything on the table. @type {readonly Thing[]} */
export const THINGS = [
  { shape: floor(0), surface: ({ local }) => table(local) },
  { shape: wall(-5.5), surface: (_, p) => plaster(p) },
  { shape: lathe(CUP_OUTSIDE, CUP), surface: cupSurface },
  { shape: lathe(CUP_INSIDE, CUP), surface: () => ({ color: srgb(0xf6f0e4), shine: CERAMIC }) },
  { shape: lathe(SAUCER_PROFILE, [CUP[0], 0.02, CUP[2]]), surface: saucerSurface },
  {
    shape: lathe(
      [
        [0, 0.86],
        [0.778, 0.86],
      ],
      CUP,
    ),
    surface: coffee,
  },
  {
    shape: torus(
      add(CUP, [-0.85, 0.56, 0.34]),
      [0.37, 0, 0.93],
      0.31,
      0.075,
      (p) => Math.hypot(p[0] - CUP[0], p[2] - CUP[2]) > 0.7,
    ),
    surface: () => ({ color: srgb(0xc81e1e), shine: CERAMIC }),
  },
  { shape: lathe(appleProfile(0.72), APPLE, [0.12, 1, 0.05]), surface: apple },
  {
    shape: rod(add(APPLE, [0.05, 0.42, 0]), add(APPLE, [0.2, 0.86, -0.03]), 0.032),
    surface: (_, p) => ({ color: scale(srgb(0x5b3a1c), 0.7 + 0.5 * noise(scale(p, 22))), shine: 0.01 }),
  },
  {
    shape: lathe(lemonProfile(0.46, 0.56, 0.3, 40), [1.62, 0.46, 0.55], [0.92, 0.06, -0.42]),
    surface: lemon,
  },
  { shape: sphere([0.12, 0.5, -1.55], 0.5), surface: orange },
  { shape: sphere([2.45, 0.42, -0.35], 0.42), surface: ball },
  { shape: sphere([0.62, 0.24, 0.85], 0.24), surface: () => ({ color: srgb(0xe9eef2), shine: 0.85 }) },
  { shape: sphere([-2.75, 0.3, -1.0], 0.3), surface: () => ({ color: srgb(0x18884a), shine: 0.05 }) },
  { shape: sphere([-2.35, 0.2, -0.35], 0.2), surface: () => ({ color: srgb(0x7a2bb0), shine: 0.05 }) },
  { shape: sphere([1.55, 0.15, 1.5], 0.15), surface: () => ({ color: srgb(0xd8222a), shine: 0.05 }) },
  { shape: sphere([1.98, 0.12, 1.28], 0.12), surface: () => ({ color: srgb(0x0f9aa8), shine: 0.05 }) },
  { shape: sphere([1.12, 0.1, 1.72], 0.1), surface: () => ({ color: srgb(0xf08a1c), shine: 0.05 }) },
  { shape: rod([-2.55, 0.075, 1.1], [-0.75, 0.075, 1.75], 0.075), surface: pencil(0x1c9e57) },
  { shape: rod([-2.3, 0.075, 1.55], [-0.5, 0.075, 1.3], 0.075), surface: pencil(0xe5a510) },
]

/** The window that lights the scene: a square of side 2 * half about `centre`, facing the table. */
export const WINDOW = (() => {
  const centre = /** @type {Vec} */ ([-4.6, 6.2, 3.4])
  const normal = unit(sub([0, 0.3, 0], centre))
  return { centre, normal, half: 1.35, light: /** @type {Vec} */ ([30, 27, 22.5]) }
})()

/** Light that comes from a direction of the room. @type {(direction: Vec) => Vec} */
export const room = (direction) => mix([0.2, 0.16, 0.13], [0.42, 0.5, 0.62], 0.5 + 0.5 * direction[1])

/** The window as a mirror shows it: four panes with a bar between. @type {(origin: Vec, direction: Vec) => Vec | null} */
export const windowSeen = (origin, direction) => {
  const along = dot(direction, WINDOW.normal)
  if (along >= 0) return null
  const t = dot(sub(WINDOW.centre, origin), WINDOW.normal) / along
  const [a, b] = frame(WINDOW.normal)
  const rel = sub(add(origin, scale(direction, t)), WINDOW.centre)
  const [u, v] = [Math.abs(dot(rel, a)) / WINDOW.half, Math.abs(dot(rel, b)) / WINDOW.half]
  return u < 1 && v < 1 && Math.min(u, v) > 0.07 ? [9, 8.4, 7.4] : null
}
