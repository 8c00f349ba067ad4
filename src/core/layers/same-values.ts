/**
 * Whether two values are alike all the way down: numbers as Object.is has them (NaN is NaN, -0 is not 0), arrays of floats and lists
 * element by element, plain objects by their settings (undefined is a setting that is not there). Anything else, such as a file,
 * is alike only to itself. Parts that are the same object are not looked into, so immutable documents compare quickly.
 */
export function sameValues(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Float32Array) return b instanceof Float32Array && sameFloats(a, b)
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b)
  if (!isPlain(a) || !isPlain(b)) return false
  const others = new Map(Object.entries(b))
  for (const [key, value] of Object.entries(a)) {
    if (!sameValues(value, others.get(key))) return false
    others.delete(key)
  }
  return [...others.values()].every((value) => value === undefined)
}

function sameFloats(a: Float32Array, b: Float32Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false
  return true
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => sameValues(item, b[i]))
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
