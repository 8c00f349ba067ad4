import { readArray, readInteger, refuse, type Node } from './json-reader.ts'

/** A field of layers that pass their input on; written only where there are some. */
export interface BypassedField {
  /** Positions, ascending. */
  readonly bypassed?: readonly number[]
}

/** The field as it is written. */
export function bypassedField(bypassed: readonly number[] | undefined): BypassedField {
  return bypassed === undefined || bypassed.length === 0 ? {} : { bypassed: [...bypassed] }
}

/** Read the field; it may be missing. @param layers how many there are @throws FormatError with the path of a position */
export function readBypassed(node: Node | undefined, layers: number): BypassedField {
  if (node === undefined) return {}
  let last = -1
  const bypassed = readArray(node, null, layers).map((item) => {
    const at = readInteger(item, 0, layers - 1)
    if (at <= last) refuse(item, 'expected positions in ascending order')
    last = at
    return at
  })
  return bypassedField(bypassed)
}
