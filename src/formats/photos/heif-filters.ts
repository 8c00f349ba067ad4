/** libde265's parameters that leave out the filters which HEVC runs over the edges of blocks (de265.h). */
const LEFT_OUT = [7, 8]
/** `i32.const` and `call` of WebAssembly, and the number of the local that holds the decoder. */
const [CONST, CALL, GET] = [0x41, 0x10, 0x20]

/**
 * Let libheif's decoder of HEVC run all of the standard's filters. Built for JavaScript it leaves deblocking and sample adaptive
 * offset out to be faster (heif_decoder_libde265.cc), so that colours at the edges of blocks are up to 7 levels off.
 * @param wasm the library's code, which is changed: where it switches both filters off, it switches them on. Other builds stay what they are
 * @returns places that were changed
 */
export function switchFiltersOn(wasm: Uint8Array): number {
  let places = 0
  for (let at = wasm.indexOf(CONST); at >= 0; at = wasm.indexOf(CONST, at + 1)) {
    // a call of two arguments and a function's number in two bytes, twice with a local between
    const second = at + 9
    if (!LEFT_OUT.every((parameter, i) => isCall(wasm, at + 9 * i, parameter)) || wasm[second - 2] !== GET)
      continue
    for (const call of [at, second]) wasm[call + 3] = 0
    places += 1
  }
  return places
}

/** Whether a parameter is set to 1 there. */
function isCall(wasm: Uint8Array, at: number, parameter: number): boolean {
  return [CONST, parameter, CONST, 1, CALL].every((byte, i) => wasm[at + i] === byte)
}
