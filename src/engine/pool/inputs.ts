import type { Tensor } from '../../core/tensor.ts'

/** The pictures of runs that are under way or wait for their turn: until those have ended their values must stay. */
export class Inputs {
  readonly #runs = new Map<Tensor, number>()

  has(input: Tensor): boolean {
    return this.#runs.has(input)
  }

  /** Do work that reads the input's values. */
  during<T>(input: Tensor, work: () => Promise<T>): Promise<T> {
    this.#runs.set(input, (this.#runs.get(input) ?? 0) + 1)
    return work().finally(() => {
      const left = (this.#runs.get(input) ?? 0) - 1
      if (left > 0) this.#runs.set(input, left)
      else this.#runs.delete(input)
    })
  }
}
