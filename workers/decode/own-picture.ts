import type { Samples } from '../../src/core/image/samples.ts'
import type { PictureFacts } from '../../src/formats/conversions.ts'
import type { Orientation } from '../../src/formats/exif-orientation.ts'
import type { MakeCanvas } from './canvas.ts'

/** What a decoder of ours makes of a file. */
export interface OwnPicture {
  /** As stored, before orientation. */
  readonly samples: Samples
  /** As in EXIF, where the decoder alone finds it. */
  readonly orientation?: Orientation
  /** What was converted, kept or left out, in plain words; '' when there is nothing to say. */
  readonly note: string
}

/** What is known of a file before it is decoded. */
export interface ToDecode {
  /** The file's name, which messages begin with. */
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
  /** As FileKind. */
  readonly kind: string
  readonly facts: PictureFacts
  /** Whether colours are to be left as they are in the file. */
  readonly ownValues: boolean
  readonly makeCanvas: MakeCanvas
}
