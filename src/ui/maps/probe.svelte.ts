import { getContext, setContext } from 'svelte'
import type { Attachment } from 'svelte/attachments'
import type { MapPlace, Pin } from '../../state/view/pin.svelte.ts'

const KEY = Symbol('pin')

/** Let the maps below be pointed at. */
export function providePin(pin: Pin): void {
  setContext(KEY, pin)
}

/**
 * What lets a map's picture be pointed at and shows the pin on it, while anyone looks. Without a pin above it does nothing.
 * Call it while a component is made.
 */
export function pixelProbe(): (channel: number) => Attachment<HTMLCanvasElement> {
  const pin = getContext<Pin | undefined>(KEY)
  return (channel) => (canvas) => {
    if (!pin?.active) return
    const place = (event: MouseEvent) => placeAt(canvas, channel, pin, event)
    const onmove = (event: PointerEvent) => pin.point(place(event))
    const onleave = () => pin.point(null)
    const onclick = (event: MouseEvent) => {
      const at = place(event)
      if (at !== null && event.detail > 0) pin.pin(at)
    }
    canvas.addEventListener('pointermove', onmove)
    canvas.addEventListener('pointerleave', onleave)
    canvas.addEventListener('click', onclick)
    const isHere = $derived(pin.place?.channel === channel)
    $effect(() => (isHere ? mark(canvas, pin) : undefined))
    return () => {
      canvas.removeEventListener('pointermove', onmove)
      canvas.removeEventListener('pointerleave', onleave)
      canvas.removeEventListener('click', onclick)
    }
  }
}

/** Where in the map an event on its picture is; the picture stands in the middle of the canvas, in proportion. */
function placeAt(canvas: HTMLCanvasElement, channel: number, pin: Pin, event: MouseEvent): MapPlace | null {
  const { shape } = pin
  if (shape === null) return null
  const [, , height, width] = shape
  const { left, top } = canvas.getBoundingClientRect()
  const box = contentBox(canvas)
  const fraction = (at: number, from: number, size: number) => Math.min(Math.max((at - from) / size, 0), 1)
  const y = fraction(event.clientY, top + box.top, box.height)
  const x = fraction(event.clientX, left + box.left, box.width)
  return {
    channel,
    y: Math.min(height - 1, Math.floor(y * height)),
    x: Math.min(width - 1, Math.floor(x * width)),
  }
}

/** The pixels of a canvas with `object-fit: contain`, in CSS pixels of its box. */
function contentBox(canvas: HTMLCanvasElement) {
  const { clientWidth, clientHeight } = canvas
  const scale = Math.min(clientWidth / canvas.width, clientHeight / canvas.height)
  const [width, height] = [canvas.width * scale, canvas.height * scale]
  return { left: (clientWidth - width) / 2, top: (clientHeight - height) / 2, width, height }
}

/** Smallest mark, in CSS pixels. */
const MARK = 9
/** Seen on any picture: ink between two lines of paper. */
const LOOK =
  'position: absolute; z-index: 1; box-sizing: border-box; border: 2px solid var(--ink); border-radius: 2px; ' +
  'outline: 1.5px solid var(--paper); box-shadow: inset 0 0 0 1px var(--paper); pointer-events: none;'

/** Marks the place on the canvas. Returns what takes the mark away. */
function mark(canvas: HTMLCanvasElement, pin: Pin): () => void {
  const element = document.createElement('i')
  element.className = 'pin-mark'
  element.style.cssText = LOOK
  canvas.after(element)
  $effect(() => {
    const { place, shape } = pin
    if (place === null || shape === null) return
    const box = contentBox(canvas)
    const edge = Math.max(MARK, box.width / shape[3])
    const middle = (at: number, count: number, size: number) => ((at + 0.5) / count) * size - edge / 2
    Object.assign(element.style, {
      width: `${edge}px`,
      height: `${edge}px`,
      left: `${canvas.offsetLeft + box.left + middle(place.x, shape[3], box.width)}px`,
      top: `${canvas.offsetTop + box.top + middle(place.y, shape[2], box.height)}px`,
    })
  })
  return () => element.remove()
}
