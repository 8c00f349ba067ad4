import { FILE_READERS } from './file-readers.ts'
import type { FuzzedReader } from './fuzz.ts'
import { MODEL_READERS } from './model-readers.ts'
import { PICTURE_READERS } from './picture-readers.ts'
import { TEXT_READERS } from './text-readers.ts'

/** Everything that reads what others made. A new reader is a row of one of these tables. */
export const READERS: readonly FuzzedReader[] = [
  ...TEXT_READERS,
  ...FILE_READERS,
  ...MODEL_READERS,
  ...PICTURE_READERS,
]
