/** What is drawn with to read pixels: of an OffscreenCanvas, or of a canvas of the page. */
export type Context = Pick<
  OffscreenCanvasRenderingContext2D,
  'fillStyle' | 'imageSmoothingEnabled' | 'fillRect' | 'drawImage' | 'getImageData' | 'putImageData'
>

/** A canvas to read pixels from. */
export interface Canvas {
  /** Null where the browser gives none of that size. */
  readonly context: Context | null
  /** What is on it as a PNG. */
  readonly png: () => Promise<Blob>
}

/** Makes opaque canvases. */
export type MakeCanvas = (width: number, height: number) => Canvas

/** Settings of their contexts. */
export const CONTEXT_SETTINGS = { willReadFrequently: true, alpha: false } as const
