/** How far a photo of many is. */
export type PhotoState =
  | { readonly type: 'waiting' }
  | { readonly type: 'running'; readonly done: number }
  | {
      readonly type: 'done'
      readonly ms: number | null
      readonly files: readonly string[]
      readonly clipped: number
    }
  | { readonly type: 'failed'; readonly why: string }

/** A photo of many, and what became of it. */
export class BatchPhoto {
  state: PhotoState = $state.raw({ type: 'waiting' })

  /** @param number from 1, in the order in which photos were chosen */
  constructor(
    readonly file: File,
    readonly number: number,
  ) {}
}

/** What tells a file from others, and is the same when it is chosen again. */
export function photoKey({ name, size, lastModified }: File): string {
  return `${name} ${size} ${lastModified}`
}
