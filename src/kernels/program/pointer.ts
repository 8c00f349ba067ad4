declare const pointer: unique symbol
/** A byte address in the engine's WebAssembly memory, aligned to 4. */
export type Ptr = number & { readonly [pointer]: true }

/** The word, a pointer say, at an address of a memory seen as words. @throws RangeError */
export function wordAt(words: Uint32Array, address: number): number {
  const found = words[address / 4]
  if (found === undefined) throw new RangeError(`no word at ${address} in ${words.length}`)
  return found
}
