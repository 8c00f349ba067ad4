import { filterOf } from '../bank/bank.ts'
import type { Sources } from '../layers/groups.ts'
import type { FilterBank } from '../layers/layer.ts'
import { PRESETS } from './presets.ts'

/** Behind the name of a preset whose weights were changed since. */
export const EDITED = ', edited'

const KERNELS = new Set(PRESETS.map(({ name }) => name))
/** What banks and mixes of colours call their filters, and kernels that turn from filter to filter; a test holds that it is all of them. */
const OTHERS =
  /^((Edge|Motion blur|Oriented edge|Gabor) \d+°( even| odd)?|DCT \d+, \d+|Haar (mean|x|y|diagonal)|Random \d+|Luma|Red − green|Yellow − blue|(Sepia )?(red|green|blue)|Red|Green|Blue)$/

/** Whether a filter of this name says that it is a preset. */
export function claimsPreset(name: string): boolean {
  return KERNELS.has(name) || OTHERS.test(name)
}

/**
 * Names that stay true through an edit: a filter that is called after a preset, and whose weights are others now, is called
 * "Sobel x, edited". Names that a person gave stay.
 * @param sources which old filter each filter is, where filters, channels, groups or the size of kernels were changed: then
 * weights may stand elsewhere, and it counts whether some other than zero are gone
 */
export function withTrueNames(before: FilterBank, after: FilterBank, sources?: Sources): FilterBank {
  if (after.weight === before.weight) return after
  const names = after.names.map((name, filter) => {
    const source = sources === undefined ? filter : (sources[filter] ?? null)
    if (source === null || before.names[source] !== name || !claimsPreset(name)) return name
    const [from, to] = [filterOf(before, source), filterOf(after, filter)]
    const isSame = sources
      ? countNonzero(to) >= countNonzero(from)
      : to.every((value, i) => Object.is(value, from[i]))
    return isSame ? name : name + EDITED
  })
  return { ...after, names }
}

function countNonzero(values: Float32Array): number {
  return values.reduce((count, value) => count + (value === 0 ? 0 : 1), 0)
}
