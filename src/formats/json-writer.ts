/** A short decimal that reads back as this float32 (the shortest, subnormals aside), -0 included; non-finite numbers as strings. As JSON text. */
export function float32Text(value: number): string {
  if (!Number.isFinite(value)) return JSON.stringify(String(value))
  if (Object.is(value, -0)) return '-0'
  // Decimals of up to 6 digits survive float32, so fewer need no try; 9 tell any two float32 apart.
  for (let digits = 6; digits < 9; digits++) {
    const decimal = Number(value.toPrecision(digits))
    if (Math.fround(decimal) === value) return String(decimal)
  }
  return String(Number(value.toPrecision(9)))
}

/** A float64 as JSON text; non-finite numbers as strings. */
export function float64Text(value: number): string {
  if (!Number.isFinite(value)) return JSON.stringify(String(value))
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Values nested in arrays of the given shape, as JSON text; the outermost entries stand on lines of their own. */
export function nestedText(values: Float32Array, shape: readonly number[], indent: string): string {
  const nest = (offset: number, depth: number): string => {
    const count = shape[depth]
    if (count === undefined) return float32Text(values[offset] ?? NaN)
    const stride = shape.slice(depth + 1).reduce((product, n) => product * n, 1)
    const items = Array.from({ length: count }, (_, i) => nest(offset + i * stride, depth + 1))
    return depth === 0 ? `[\n${indent}  ${items.join(`,\n${indent}  `)}\n${indent}]` : `[${items.join(', ')}]`
  }
  return nest(0, 0)
}

/** Float32 values as a flat JSON array. */
export function flatText(values: Float32Array): string {
  return `[${Array.from(values, float32Text).join(', ')}]`
}

/** An object of fields whose values are JSON text already. */
export function objectText(
  fields: readonly (readonly [key: string, text: string])[],
  separator = ', ',
): string {
  return fields.map(([key, text]) => `${JSON.stringify(key)}: ${text}`).join(separator)
}
