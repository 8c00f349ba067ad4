import { readObject, readString, refuse, type Node } from './json-reader.ts'

/** The contents of a file as the browser's storage keeps them where it takes no Blob. */
export interface FileBytes {
  /** Media type, '' where it is not known. */
  readonly type: string
  readonly bytes: ArrayBuffer
}

/** UTF-16 units of a media type. */
const MAX_TYPE = 255

/** A stored file: a Blob, or FileBytes in its place. @throws FormatError with the path of the field */
export function readStoredFile(node: Node): Blob {
  if (node.value instanceof Blob) return node.value
  const fields = readObject(node, ['type', 'bytes'])
  const type = readString(fields.type, MAX_TYPE)
  return fields.bytes.value instanceof ArrayBuffer
    ? new Blob([fields.bytes.value], { type })
    : refuse(fields.bytes, 'expected the bytes of a file')
}
