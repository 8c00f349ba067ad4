/**
 * A name that none has yet: itself, or with the first number from 2 on that makes it one.
 * @param taken all names so far, each with the number that it was last given; the new one is added
 */
export function uniqueName(name: string, taken: Map<string, number>): string {
  let unused = name
  let number = taken.get(name) ?? 1
  while (taken.has(unused)) {
    number += 1
    unused = `${name} (${number})`
  }
  if (unused !== name) taken.set(name, number)
  taken.set(unused, 1)
  return unused
}
