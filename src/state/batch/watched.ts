import { ImageError } from '../../core/errors.ts'

/** How long a photo may show no progress before it is given up, in ms: decoding 150 megapixels on a slow machine is one step. */
const PATIENCE = 120_000

/**
 * What a long task gives, unless it stops telling of itself.
 * @param task is given what to call whenever it gets on
 * @throws ImageError when it hangs; AbortError when the signal fires; what the task throws
 */
export async function watched<T>(signal: AbortSignal, task: (alive: () => void) => Promise<T>): Promise<T> {
  let timer = 0
  let over: () => void = () => undefined
  try {
    return await new Promise<T>((resolve, reject) => {
      const alive = () => {
        clearTimeout(timer)
        timer = setTimeout(
          () => reject(new ImageError('It took too long. The file may be damaged.')),
          PATIENCE,
        )
      }
      over = () => reject(new DOMException('cancelled', 'AbortError'))
      signal.addEventListener('abort', over)
      alive()
      task(alive).then(resolve, reject)
    })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', over)
  }
}
