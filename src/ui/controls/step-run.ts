import { sameValues } from '../../core/layers/same-values.ts'

/** Steps of one control in a row, or a drag of it: one gesture, which Escape takes back. */
export class StepRun<Value> {
  #count = 0
  #run: { readonly of: string; readonly from: Value; readonly to: Value } | null = null

  /** @param id of the control */
  constructor(private readonly id: string) {}

  /**
   * A step from one value to the next. Returns the name of its gesture: that of the step before it, if that led here.
   * @param of what the control stands for
   */
  step(from: Value, to: Value, of = ''): string {
    const run = this.#run?.of === of && sameValues(this.#run.to, from) ? this.#run : null
    if (run === null) this.#count += 1
    this.#run = { of, from: run === null ? from : run.from, to }
    return this.#name
  }

  /** The next step begins another run. */
  end(): void {
    this.#run = null
  }

  /** Ends the run that has led here. Returns where it began and the gesture to go back in, null where there is none. */
  takeBack(now: Value, of = ''): { readonly value: Value; readonly gesture: string } | null {
    const run = this.#run
    this.#run = null
    return run?.of === of && sameValues(run.to, now) ? { value: run.from, gesture: this.#name } : null
  }

  get #name(): string {
    return `${this.id} ${this.#count}`
  }
}
