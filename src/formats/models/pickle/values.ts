/*
 * What a pickle's values are here: plain data. Nothing of it is code, and nothing is called.
 */

/** A name that a pickle refers to, such as `collections.OrderedDict`: a class or a function of Python. */
export class PickleName {
  constructor(readonly name: string) {}
}

/** An object of a class: what it was made with, and the state that it got. */
export class PickleObject {
  state: PickleValue = null
  constructor(
    readonly className: string,
    readonly args: readonly PickleValue[],
  ) {}
}

/** What stands outside the pickle, such as a tensor's storage, by what the pickle says of it. */
export class PickleReference {
  constructor(readonly id: PickleValue) {}
}

/** A dict, of any of Python's kinds, with its entries in order. */
export type PickleDict = Map<PickleValue, PickleValue>

export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickleName
  | PickleObject
  | PickleReference
  | PickleDict
  | PickleValue[]
