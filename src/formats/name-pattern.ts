import { fileName } from './file-name.ts'

/** What stands for a part of a name. */
export const NAME_PARTS = ['name', 'number', 'map', 'filter', 'layer'] as const
/** One of them. */
export type NamePart = (typeof NAME_PARTS)[number]
/** Each of them for one file. */
export type NameFacts = Readonly<Record<NamePart, string>>

const PART = /\{([^{}]*)\}/g

/** Why a pattern such as "{name}-{map}" does not tell files apart, or does not say what it means; null where it does. */
export function patternProblem(pattern: string, severalMaps: boolean): string | null {
  const used = [...pattern.matchAll(PART)].map(([, part = '']) => part)
  const unknown = used.find((part) => !isPart(part))
  if (unknown !== undefined) {
    const known = NAME_PARTS.map((part) => `{${part}}`).join(', ')
    return `{${unknown}} stands for nothing: there are ${known}.`
  }
  const has = (...parts: readonly NamePart[]) => parts.some((part) => used.includes(part))
  if (!has('name', 'number')) return 'All photos would have one name: use {name} or {number}.'
  if (severalMaps && !has('map', 'filter'))
    return 'All maps of a photo would have one name: use {map} or {filter}.'
  return null
}

/** The name of a file by a pattern, safe on every system. @param ending as ".png" */
export function patternName(pattern: string, facts: NameFacts, ending: string): string {
  const text = pattern.replace(PART, (whole, part: string) => (isPart(part) ? facts[part] : whole))
  return fileName(text, ending, facts.number)
}

/** A name that is not taken yet, whatever its capitals; it then is. @param ending as ".png" */
export function freeName(name: string, ending: string, taken: Set<string>): string {
  const stem = name.slice(0, name.length - ending.length)
  for (let copy = 1; ; copy++) {
    const free = copy === 1 ? name : fileName(stem, `-${copy}${ending}`, stem)
    if (taken.has(free.toLowerCase())) continue
    taken.add(free.toLowerCase())
    return free
  }
}

function isPart(part: string): part is NamePart {
  return (NAME_PARTS as readonly string[]).includes(part)
}
