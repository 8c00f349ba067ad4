import type { Layer, Pipeline } from '../core/layers.ts'
import type { FilterbankDocument } from './document.svelte.ts'

/** Stands for a bypassed layer: y = x on any shape, whatever the values. */
const PASS: Layer = { type: 'leakyRelu', negativeSlope: 1 }

let last: {
  readonly layers: Pipeline
  readonly bypassed: readonly number[]
  readonly running: Pipeline
} | null = null

/**
 * The layers that run: those of the document, with a layer that passes its input on in place of each bypassed one, so that
 * positions stay. The same document gives the same array.
 */
export function runningLayers({ layers, bypassed = [] }: FilterbankDocument): Pipeline {
  if (bypassed.length === 0) return layers
  if (last?.layers === layers && last.bypassed === bypassed) return last.running
  const running = layers.map((layer, at) => (bypassed.includes(at) ? PASS : layer))
  last = { layers, bypassed, running }
  return running
}

/** Whether a layer is bypassed. */
export function isBypassed({ bypassed = [] }: FilterbankDocument, at: number): boolean {
  return bypassed.includes(at)
}

/** Bypassed positions after a change of the list, each followed to where its layer went; null: it is gone. */
export function followBypassed(
  bypassed: readonly number[] | undefined,
  to: (at: number) => number | null,
): readonly number[] {
  return (bypassed ?? []).flatMap((at) => to(at) ?? []).sort((a, b) => a - b)
}
