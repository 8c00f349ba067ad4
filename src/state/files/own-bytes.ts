import { ImageError } from '../../core/errors.ts'

/** More than this no browser gives to a page in one piece, in bytes. */
const MOST = 2 ** 31

/**
 * A file's bytes as the page's own. A File only stands for one on the disk, which may be changed, moved or taken out while
 * it is still needed. The browser may put the copy on its disk.
 * @throws ImageError in plain words when it cannot be read
 */
export async function ownBytes(file: Blob, name: string): Promise<Blob> {
  if (!(file instanceof File)) return file
  if (file.size >= MOST)
    throw new ImageError(`${name} is too large to be read: ${(file.size / 2 ** 30).toFixed(1)} GB.`)
  try {
    return new Blob([await file.arrayBuffer()], { type: file.type })
  } catch (error) {
    throw unreadable(error, name)
  }
}

/** Why a file's bytes cannot be had, in plain words. */
export function unreadable(error: unknown, name: string): ImageError {
  if (error instanceof Error && error.name === 'RangeError')
    return new ImageError(`${name} does not fit into memory.`)
  return new ImageError(
    `${name} cannot be read: it was moved, changed or deleted since it was chosen, or it may not be read. Choose it again.`,
  )
}
