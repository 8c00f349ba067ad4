/** The set with `name` in it, or without it where it was. */
export function toggled(chosen: ReadonlySet<string>, name: string): Set<string> {
  const next = new Set(chosen)
  if (!next.delete(name)) next.add(name)
  return next
}

/** All names from one position to another, both included, in whatever order. */
export function upTo(names: readonly string[], from: number, to: number): Set<string> {
  return new Set(names.slice(Math.min(from, to), Math.max(from, to) + 1))
}
