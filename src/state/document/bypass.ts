import { all } from '../../core/bank/filter-list.ts'
import type { Layer, Pipeline } from '../../core/layers/layer.ts'
import type { FilterbankDocument } from './document.ts'

/** Stands for a bypassed layer. */
const PASS: Layer = { type: 'identity' }

/**
 * The layers that run: those of the document, with a layer that passes its input on in place of each bypassed one, so that
 * positions stay.
 */
export function runningLayers({
  layers,
  bypassed = [],
}: Pick<FilterbankDocument, 'layers' | 'bypassed'>): Pipeline {
  return bypassed.length === 0 ? layers : layers.map((layer, at) => (bypassed.includes(at) ? PASS : layer))
}

/** The layers that do something, for files and code: those of the document without the bypassed ones. */
export function activeLayers({
  layers,
  bypassed = [],
}: Pick<FilterbankDocument, 'layers' | 'bypassed'>): Pipeline {
  return bypassed.length === 0 ? layers : layers.filter((_, at) => !bypassed.includes(at))
}

/** What of a document's bypassed layers is left out of files, in words; '' where nothing is. */
export function leftOut({ bypassed = [] }: Pick<FilterbankDocument, 'bypassed'>): string {
  if (bypassed.length === 0) return ''
  const numbers = bypassed.map((at) => at + 1)
  return numbers.length === 1
    ? `Bypassed layer ${numbers[0]} is left out.`
    : `Bypassed layers ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)} are left out.`
}

/** Whether a layer is bypassed. */
export function isBypassed({ bypassed = [] }: FilterbankDocument, at: number): boolean {
  return bypassed.includes(at)
}

/** Bypassed positions after a change of the list. @param origins where each layer stood before, null for a new one */
export function followBypassed(
  bypassed: readonly number[],
  origins: readonly (number | null)[],
): readonly number[] {
  return all(origins.length).filter((at) => bypassed.includes(origins[at] ?? -1))
}
