import type { Border } from '../../../../src/kernels/maps/halo-geometry.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { paddedIndex } from '../../../../src/core/layers/padding.ts'
import type { WindowAxis } from '../../../../src/core/layers/window.ts'
import { haloGeometry, inputGeometry, needsHalo } from '../../../../src/kernels/maps/halo.ts'
import { Harness, TARGETS } from '../harness.ts'

function axisOf(size: number, padding: number, kernel: number, stride: number, dilation: number): WindowAxis {
  const reach = dilation * (kernel - 1) + 1
  const out = Math.floor((size + 2 * padding - reach) / stride) + 1
  return { size, before: padding, after: padding, kernel, stride, dilation, out }
}

/** Padding up to what reflect allows. */
const axis = fc
  .record({
    size: fc.integer({ min: 1, max: 40 }),
    padding: fc.integer({ min: 0, max: 9 }),
    kernel: fc.integer({ min: 1, max: 7 }),
    stride: fc.integer({ min: 1, max: 9 }),
    dilation: fc.integer({ min: 1, max: 3 }),
  })
  .filter(
    ({ size, padding, kernel, dilation }) => padding < size && size + 2 * padding > dilation * (kernel - 1),
  )
  .map((a) => axisOf(a.size, a.padding, a.kernel, a.stride, a.dilation))

const border = fc.constantFrom<Border>('zeros', 'reflect', 'replicate', 'circular', 'minusInfinity')

describe.each(TARGETS)('halo in $name', ({ set, shared }) => {
  const harness = new Harness(set, shared)

  it('holds every element that a window reads, of every border', () => {
    fc.assert(
      fc.property(axis, axis, border, (h, w, mode) => {
        fc.pre(needsHalo(h, w))
        harness.clear()
        const map = Float32Array.from({ length: h.size * w.size }, (_, i) => i + 1)
        const geometry = haloGeometry(h, w)
        const [plane = 0] = harness.windowPlanes([harness.floats(map)], h, w, mode)
        const padded = harness.read(plane, geometry.floats)
        const found: (number | undefined)[] = []
        const wanted: (number | undefined)[] = []
        for (let row = 0; row < geometry.rows; row++) {
          for (let column = 0; column < geometry.columns; column++) {
            const inRow = (column % w.stride) * geometry.phasePitch + Math.floor(column / w.stride)
            found.push(padded[row * geometry.rowPitch + inRow])
            wanted.push(expected(map, h, w, mode, row, column))
          }
        }
        expect(found).toEqual(wanted)
      }),
      { seed: 21, numRuns: 300 },
    )
  })

  it('writes only the rows it is asked for', () => {
    harness.clear()
    const [h, w] = [axisOf(8, 1, 3, 1, 1), axisOf(13, 1, 3, 2, 1)]
    const geometry = haloGeometry(h, w)
    const source = harness.floats(new Float32Array(8 * 13).fill(1))
    const target = harness.take(4 * geometry.floats)
    harness.run({
      kind: 'halo',
      layer: 0,
      tiles: Int32Array.of(0, 2, 5),
      inputTable: harness.words([source]),
      outputTable: harness.words([target]),
      h,
      w,
      geometry,
      border: 'zeros',
    })
    const pitch = 4 * geometry.rowPitch
    harness.expectUntouched(target, 2 * pitch)
    harness.expectUntouched(target + 5 * pitch, 4 * geometry.floats - 5 * pitch)
    expect(harness.read(target + 2 * pitch, 1)[0]).toBe(0)
    expect(harness.read(target + 2 * pitch + 4, 1)[0]).toBe(1)
  })
})

function expected(
  map: Float32Array,
  h: WindowAxis,
  w: WindowAxis,
  mode: Border,
  row: number,
  column: number,
): number | undefined {
  const rule = mode === 'minusInfinity' ? 'zeros' : mode
  const y = paddedIndex(rule, row - h.before, h.size)
  const x = paddedIndex(rule, column - w.before, w.size)
  if (y < 0 || x < 0) return mode === 'minusInfinity' ? -Infinity : 0
  return map[y * w.size + x]
}

describe('the layout of haloed planes', () => {
  const none = axisOf(16, 0, 3, 1, 1)

  it('is needed for padding and for strides along rows', () => {
    expect(needsHalo(none, none)).toBe(false)
    expect(needsHalo(axisOf(16, 0, 3, 2, 1), none)).toBe(false)
    expect(needsHalo(none, axisOf(16, 0, 3, 2, 1))).toBe(true)
    expect(needsHalo(axisOf(16, 1, 3, 1, 1), none)).toBe(true)
    expect(needsHalo(none, axisOf(16, 1, 3, 1, 1))).toBe(true)
  })

  it('is needed where ceil mode reads behind the map', () => {
    expect(needsHalo(none, { ...none, after: 1, out: none.out + 1 })).toBe(true)
    expect(needsHalo({ ...none, after: 1, out: none.out + 1 }, none)).toBe(true)
  })

  it('is the map itself where it is not needed', () => {
    expect(inputGeometry(none, axisOf(20, 0, 3, 1, 1))).toMatchObject({ rows: 16, rowPitch: 20, phases: 1 })
  })

  it('has no rows or planes a multiple of 4096 bytes apart', () => {
    for (let size = 1; size < 2100; size++) {
      const { rowPitch, floats } = haloGeometry(axisOf(size, 1, 3, 1, 1), axisOf(size, 1, 3, 1, 1))
      expect((4 * rowPitch) % 4096, `rows of ${size}`).not.toBe(0)
      expect((4 * floats) % 4096, `planes of ${size}`).not.toBe(0)
    }
  })
})
