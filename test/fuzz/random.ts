import { seededRandom } from '../../src/core/random.ts'

/** Seeded choices. */
export class Dice {
  readonly #next: () => number

  constructor(seed: number) {
    this.#next = seededRandom(seed)
  }

  /** A whole number from 0 on, less than `sides`; 0 where there are none. */
  below(sides: number): number {
    return Math.floor(this.#next() * sides)
  }

  /** One of these. @throws RangeError for none */
  of<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)]
    if (choice === undefined) throw new RangeError('nothing to choose from')
    return choice
  }

  /** A number that is mostly small, up to `most`. */
  small(most: number): number {
    return this.below(this.below(most) + 1)
  }
}
