import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import { costVariants } from '../../../../src/core/cost/variants.ts'
import {
  attainableGflops,
  explainRatio,
  measuredWork,
  ridgePoint,
  rooflinePoint,
  type MeasuredWork,
} from '../../../../src/core/cost/roofline.ts'
import { SEED } from '../arbitraries.ts'

const machine = { peakGflops: 50, bandwidthGBs: 20 }

describe('the roof', () => {
  it('rises with intensity up to the ridge and is flat from there', () => {
    expect(ridgePoint(machine)).toBe(2.5)
    expect([0, 1, 2.5, 100].map((intensity) => attainableGflops(machine, intensity))).toEqual([0, 20, 50, 50])
  })

  it('places what was measured under it', () => {
    expect(rooflinePoint(machine, { flops: 4e7, bytes: 4e7, ms: 4 })).toEqual({
      intensity: 1,
      gflops: 10,
      roof: 20,
      share: 0.5,
      limit: 'memory',
    })
    expect(rooflinePoint(machine, { flops: 4e8, bytes: 4e7, ms: 10 })).toMatchObject({
      gflops: 40,
      roof: 50,
      limit: 'arithmetic',
    })
    expect(rooflinePoint(machine, { flops: 0, bytes: 4e7, ms: 10 }).share).toBe(0)
  })
})

describe('measuredWork', () => {
  it('is what the cost table says of a variant, with its shortest sum', () => {
    const bank = { ...createBank(32, 64, [3, 3], { padding: [1, 1] }), bias: null }
    const variants = costVariants([1, 32, 112, 112], bank)
    const work = variants.map((variant) => measuredWork(variant, 2))
    expect(work.find(({ name }) => name === 'depthwise + 1x1')).toEqual({
      name: 'depthwise + 1x1',
      flops: 58_605_568,
      bytes: 8_037_504,
      terms: 9,
      ms: 2,
    })
    expect(work[0]).toMatchObject({ name: 'dense', terms: 288 })
    expect(variants.slice(0, 1).map((variant) => measuredWork(variant, 2, 0.5).paddingMs)).toEqual([0.5])
  })
})

describe('explainRatio', () => {
  const dense: MeasuredWork = { name: 'dense', flops: 400e6, bytes: 23e6, terms: 576, ms: 8.7 }
  const g4 = { name: 'g 4', flops: 100e6, bytes: 23e6, terms: 144 }
  const explain = (variant: Partial<MeasuredWork> & { ms: number }, from = dense, dispatchMs = 0.05) =>
    explainRatio({ peakGflops: 56, bandwidthGBs: 8.2 }, from, { ...g4, ...variant }, dispatchMs)

  it('bytes that stay the same', () => {
    const reason = explain({ ms: 2.8 })
    expect(reason.kind).toBe('bandwidth')
    expect(reason.sentence).toBe(
      'g 4 does a quarter of the arithmetic but moves the same 23 MB, so it is 3.1 × faster, not 4 ×.',
    )
    expect(reason.ratio).toBeCloseTo(8.7 / 2.8, 12)
    expect(reason.ideal).toBe(4)
    expect(reason.lostMs).toBeCloseTo(2.8 - 8.7 / 4, 12)
  })

  it('bytes that shrink less than the arithmetic', () => {
    expect(explain({ ms: 3, bytes: 20e6 }).sentence).toBe(
      'g 4 does a quarter of the arithmetic but moves 20 MB of dense’s 23 MB, so it is 2.9 × faster, not 4 ×.',
    )
  })

  it('a ratio near the ideal', () => {
    const reason = explain({ ms: 2.3 })
    expect(reason).toMatchObject({ kind: 'ideal', causes: [] })
    expect(reason.sentence).toBe('g 4 does a quarter of the arithmetic and is 3.8 × faster, as predicted.')
  })

  it('more than the arithmetic says', () => {
    expect(explain({ ms: 1.5 })).toMatchObject({
      kind: 'faster',
      lostMs: 0,
      sentence:
        'g 4 does a quarter of the arithmetic and is 5.8 × faster, not just 4 ×: dense itself reaches only 46 of 56 GFLOP/s.',
    })
  })

  it('the padded copy of the input', () => {
    const reason = explain({ ms: 4, bytes: 1e6, paddingMs: 1.6 }, { ...dense, paddingMs: 1.6 })
    expect(reason.kind).toBe('padding')
    expect(reason.sentence).toBe(
      'g 4 does a quarter of the arithmetic, but copying its input into padded form takes 1.6 of 4 ms, so it is 2.2 × faster, not 4 ×.',
    )
    expect(reason.causes[0]?.ms).toBeCloseTo(1.2, 12)
  })

  it('starting a run', () => {
    const small = { ...dense, flops: 4e6, ms: 0.4, bytes: 1e5 }
    const reason = explain({ flops: 1e6, bytes: 1e5, ms: 0.24 }, small, 0.2)
    expect(reason.kind).toBe('dispatch')
    expect(reason.sentence).toBe(
      'g 4 does a quarter of the arithmetic, but starting and ending a run takes 0.2 of 0.24 ms, so it is 1.7 × faster, not 4 ×.',
    )
  })

  it('short sums', () => {
    const reason = explain({ name: 'depthwise', flops: 400e6 / 64, bytes: 1e5, terms: 9, ms: 0.4 }, dense, 0)
    expect(reason.kind).toBe('shortSums')
    expect(reason.sentence).toBe(
      'Depthwise does 1/64 of the arithmetic, but each value is a sum of only 9 products, not 576, so starting and storing it weighs more: it is 22 × faster, not 64 ×.',
    )
  })

  it('nothing known', () => {
    const reason = explain({ bytes: 1e5, ms: 5 }, dense, 0)
    expect(reason.kind).toBe('other')
    expect(reason.sentence).toBe(
      'g 4 does a quarter of the arithmetic but is 1.7 × faster, not 4 ×: neither bytes, padding, dispatch nor short sums explain that.',
    )
  })

  it('as much or more arithmetic', () => {
    expect(explain({ flops: 400e6, ms: 8.6 }).sentence).toBe(
      'g 4 does the same arithmetic and is as fast, as predicted.',
    )
    expect(explain({ flops: 800e6, ms: 17, bytes: 1e5 }).sentence).toBe(
      'g 4 does 2 times the arithmetic and is 2 × slower, as predicted.',
    )
  })

  it('slower than dense, or faster than dense could be', () => {
    expect(explain({ ms: 10.5, bytes: 1e5 }, dense, 0).sentence).toContain('is 1.2 × slower, not 4 × faster:')
    expect(explain({ flops: 800e6, ms: 40, bytes: 1e5 }, dense, 0).sentence).toContain(
      'is 4.6 × slower, not 2 ×:',
    )
    expect(explain({ ms: 0.5 }, { ...dense, ms: 7.2 }).sentence).toContain(
      'which bytes and arithmetic do not explain.',
    )
  })

  it('never blames more than was lost, and names a cause it has listed', () => {
    const positive = (max: number) => fc.double({ min: 1e-3, max, noNaN: true })
    const work = fc.record({
      name: fc.constant('x'),
      flops: positive(1e9),
      bytes: positive(1e8),
      terms: fc.integer({ min: 1, max: 5000 }),
      ms: positive(1e3),
      paddingMs: positive(100),
    })
    fc.assert(
      fc.property(work, work, positive(10), (from, variant, dispatchMs) => {
        const { kind, causes, lostMs, sentence } = explainRatio(machine, from, variant, dispatchMs)
        for (const { ms } of causes) expect(ms).toBeLessThanOrEqual(lostMs)
        if (!['ideal', 'faster', 'other'].includes(kind)) expect(causes[0]?.kind).toBe(kind)
        expect(sentence).not.toMatch(/NaN|undefined/)
      }),
      SEED,
    )
  })
})
