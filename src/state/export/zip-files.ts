import { crc32 } from '../../formats/crc32.ts'
import { zipFrame } from '../../formats/stored-zip.ts'
import type { ExportedFile } from '../files/download.ts'

/** A file for a ZIP. */
export interface ZippedFile extends ExportedFile {
  /** Its checksum, where that is known. */
  readonly crc32: number | null
}

/** Files in a ZIP, stored as they are: it refers to their bytes, wherever those lie. @throws RangeError for one of 4 GiB or more */
export async function zipOf(files: readonly ZippedFile[]): Promise<Blob> {
  const entries = []
  for (const { name, blob, crc32: known } of files)
    entries.push({ name, size: blob.size, crc32: known ?? (await checksumOf(blob)) })
  const { headers, directory } = zipFrame(entries)
  const parts = files.flatMap(({ blob }, i) => [headers[i] ?? new Uint8Array(), blob])
  return new Blob([...parts, directory], { type: 'application/zip' })
}

/** Read piece by piece: a file may be larger than the memory. */
async function checksumOf(blob: Blob): Promise<number> {
  const reader = blob.stream().getReader()
  let sum = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return sum
    sum = crc32(value, sum)
  }
}
