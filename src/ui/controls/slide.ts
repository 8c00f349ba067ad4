import type { Attachment } from 'svelte/attachments'
import type { StepRun } from './step-run.ts'

interface Slide<Value> {
  readonly run: StepRun<Value>
  /** The value of the moment. */
  readonly value: () => Value
  /** What the slider stands at, null for nothing. */
  readonly read: (slider: HTMLInputElement) => Value | null
  readonly change: (value: Value, gesture: string) => void
}

/** A native slider: a drag is a gesture, and so are keys in a row. Escape takes them back, and what is left of a drag is void. */
export function slide<Value>({ run, value, read, change }: Slide<Value>): Attachment<HTMLInputElement> {
  return (slider) => {
    let drag: 'none' | 'goes on' | 'taken back' = 'none'
    /** Where the slider stood when the drag began. */
    let start = slider.value

    function down() {
      run.end()
      drag = 'goes on'
      start = slider.value
    }

    function input() {
      if (drag === 'taken back') {
        slider.value = start
        return
      }
      const next = read(slider)
      if (next !== null) change(next, run.step(value(), next))
    }

    /** Let go, or stepped by a key. */
    function changed() {
      if (drag !== 'none') run.end()
      drag = 'none'
    }

    function key(event: KeyboardEvent) {
      if (event.key !== 'Escape') {
        if (drag === 'taken back') drag = 'none'
        return
      }
      const back = run.takeBack(value())
      if (back === null) return
      event.preventDefault()
      event.stopPropagation()
      if (drag === 'goes on') drag = 'taken back'
      change(back.value, back.gesture)
    }

    const listeners = { pointerdown: down, pointerup: changed, input, change: changed, blur: () => run.end() }
    for (const [type, listener] of Object.entries(listeners)) slider.addEventListener(type, listener)
    slider.addEventListener('keydown', key)
    return () => {
      for (const [type, listener] of Object.entries(listeners)) slider.removeEventListener(type, listener)
      slider.removeEventListener('keydown', key)
    }
  }
}
