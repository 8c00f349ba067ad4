import { StepRun } from './step-run.ts'

/** A value that can be typed and stepped. */
interface Field<Value> {
  /** Read reactively. */
  readonly value: () => Value
  /** What a text means, null where it means nothing. */
  readonly parse: (text: string) => Value | null
  /** When a text that means nothing may come to mean something. */
  readonly ready?: () => Promise<void>
  /** The value one step up or down from another. */
  readonly next: (from: Value, direction: 1 | -1) => Value
  /** @param gesture steps in a row are one, which Escape takes back; what was typed is none */
  readonly change: (value: Value, gesture?: string) => void
}

/**
 * A value that is typed over or stepped. Text is taken over on Enter or when the field is left; what means nothing stays
 * until it is corrected, dropped by Escape, or the value changes under it.
 */
export class TypedValue<Value> {
  #typing = $state.raw<{ readonly text: string; readonly over: Value } | null>(null)
  readonly #run: StepRun<Value>
  readonly #field: Field<Value>

  /** @param id of the control */
  constructor(id: string, field: Field<Value>) {
    this.#run = new StepRun(id)
    this.#field = field
  }

  /** The text being typed; null while the field shows its value. */
  readonly text: string | null = $derived.by(() =>
    this.#typing !== null && isSame(this.#typing.over, this.#field.value()) ? this.#typing.text : null,
  )
  readonly #read: Value | null = $derived.by(() => (this.text === null ? null : this.#field.parse(this.text)))
  /** What is typed means nothing. */
  readonly isUnread: boolean = $derived(this.text !== null && this.#read === null)

  type(text: string): void {
    this.#typing = { text, over: this.#field.value() }
  }

  /** Take over what is typed, where it means something. */
  commit(): void {
    if (this.#read !== null) this.choose(this.#read)
    else if (this.text !== null)
      void this.#field.ready?.().then(() => this.#read !== null && this.choose(this.#read))
  }

  /** A choice by itself. */
  choose(value: Value): void {
    this.#typing = null
    this.end()
    if (!isSame(value, this.#field.value())) this.#field.change(value)
  }

  /** One step on, from what is typed where that means something. */
  step(direction: 1 | -1): void {
    const value = this.#field.value()
    const next = this.#field.next(this.#read ?? value, direction)
    this.#typing = null
    if (!isSame(next, value)) this.#field.change(next, this.#run.step(value, next))
  }

  /** Drop what is typed, or go back to where the steps began. False where there is neither. */
  takeBack(): boolean {
    const isTyped = this.text !== null
    const back = isTyped ? null : this.#run.takeBack(this.#field.value())
    this.#typing = null
    if (back !== null) this.#field.change(back.value, back.gesture)
    return isTyped || back !== null
  }

  /** The next step begins another gesture. */
  end(): void {
    this.#run.end()
  }

  readonly onkeydown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') this.commit()
    else if (event.key === 'ArrowUp') this.step(1)
    else if (event.key === 'ArrowDown') this.step(-1)
    else return
    event.preventDefault()
  }
}

/** As they are written: 0 is -0. */
function isSame(a: unknown, b: unknown): boolean {
  return String(a) === String(b)
}
