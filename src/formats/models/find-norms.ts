import { channelsOf } from './conv-shape.ts'
import { NORM_PARTS, normNames } from './conv-names.ts'
import type { FindOptions, WeightFound } from './found-weight.ts'
import type { NormBehind, StoredConv, StoredTensor } from './open-model.ts'

/** A BatchNorm among the tensors of a file. */
interface NormFound {
  readonly name: string
  readonly norm: NormBehind
  /** Position of its mean among the tensors. */
  readonly index: number
}

type Match = ReadonlyMap<WeightFound, NormFound>

/**
 * Convolutions with the BatchNorm behind each, as it is named beside it; in a file that keeps the order of definition also the
 * one that stands behind it in the same module.
 */
export function matchNorms(
  found: readonly WeightFound[],
  tensors: readonly StoredTensor[],
  byName: ReadonlyMap<string, StoredTensor>,
  { inOrder, facts }: FindOptions,
): StoredConv[] {
  const norms = findNorms(tensors, byName)
  const named = matchByName(found, norms, inOrder)
  const matches = inOrder ? matchByOrder(found, norms, named) : named
  return found.map((weight) => {
    const { index: _index, isTurned: _isTurned, ...conv } = weight
    const match = matches.get(weight)
    if (match === undefined) return { ...conv, batchNorm: false, norm: null }
    const { name, norm } = match
    const eps = facts?.(name)?.eps
    const usual = eps === undefined ? { usualEps: norm.eps } : {}
    return { ...conv, batchNorm: true, ...usual, norm: { ...norm, eps: eps ?? norm.eps } }
  })
}

function findNorms(
  tensors: readonly StoredTensor[],
  byName: ReadonlyMap<string, StoredTensor>,
): Map<string, NormFound> {
  const norms = new Map<string, NormFound>()
  tensors.forEach((runningMean, index) => {
    for (const words of NORM_PARTS) {
      const end = runningMean.name.endsWith(':0') ? ':0' : ''
      const ending = words.mean + end
      const before = runningMean.name.slice(0, -ending.length)
      if (!runningMean.name.endsWith(ending) || !/[./]$/.test(before)) continue
      const part = (word: string) => {
        const tensor = byName.get(before + word + end)
        return tensor?.shape.length === 1 && tensor.shape[0] === runningMean.shape[0] ? tensor : null
      }
      const runningVar = part(words.variance)
      if (runningVar === null || runningMean.shape.length !== 1) continue
      const [weight, bias] = [part(words.weight), part(words.bias)]
      const name = before.slice(0, -1)
      norms.set(name, { name, norm: { runningMean, runningVar, weight, bias, eps: words.eps }, index })
    }
  })
  return norms
}

function matchByName(
  found: readonly WeightFound[],
  norms: ReadonlyMap<string, NormFound>,
  inOrder: boolean,
): Match {
  const taken = new Set<NormFound>()
  const matches = new Map<WeightFound, NormFound>()
  for (const conv of found) {
    const norm = normNames(conv.name)
      .map((name) => norms.get(name))
      .find((each) => each && !taken.has(each) && fits(conv, each) && (!inOrder || each.index > conv.index))
    if (norm === undefined) continue
    taken.add(norm)
    matches.set(conv, norm)
  }
  return matches
}

/** What was not found by name: the first BatchNorm before the next convolution, where both stand in one module. */
function matchByOrder(
  found: readonly WeightFound[],
  norms: ReadonlyMap<string, NormFound>,
  named: Match,
): Match {
  const taken = new Set(named.values())
  const matches = new Map(named)
  const inOrder = [...norms.values()].sort((a, b) => a.index - b.index)
  found.forEach((conv, i) => {
    const end = found[i + 1]?.index ?? Infinity
    const next = inOrder.find(({ index }) => index > conv.index)
    if (!next || matches.has(conv) || taken.has(next)) return
    if (next.index < end && fits(conv, next) && parentOf(next.name) === parentOf(conv.name)) {
      matches.set(conv, next)
    }
  })
  return matches
}

/** Whether there are as many statistics as channels come out. */
function fits(conv: WeightFound, { norm }: NormFound): boolean {
  return norm.runningMean.shape[0] === channelsOf(conv, conv.settings.groups ?? 1)[1]
}

function parentOf(name: string): string {
  return name.slice(0, Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1)
}
