/*
 * What stands around lists of numbers in code. Each matches where it is looked for and goes through a text once.
 */

/** A name that the numbers are given, with its type: `const float k[3][3] =`. */
export const GIVEN = /^(?:Parameter containing:\s*)?(?:[a-z_\\$][\w\s.:;*&<>,[\]\\{}^]{0,200}=)?\s*/i
/** Blanks, or a comment of C, Python or MATLAB. */
export const BLANKS = /\s+|\/\/[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*\*\/|#(?!\()[^\n]*|%[^\n]*/y
/** A plain number that ends where a list parts its items, the most of a long text. */
export const PLAIN = /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?(?=\s*[,;\])}]|\s+[-+]?[\d.])/iy
/** The calls that make an array of a list. */
export const MAKER =
  /(?:new\s+)?(?:(?:np|numpy|jnp|mx|tf|torch|nn|cv|cv2)\s*(?:\.|::)\s*){0,3}(?:(?:array|asarray|constant|matrix|[Tt]ensor|Parameter|FloatTensor|Float(?:32|64)Array)\s*\(|(?:float|double)(?:\s*\[\d*\])+(?=\s*[({])|#(?=\()|vec!(?=\s*\[))/y
/** Many times one number. */
export const FILLED =
  /((?:np|numpy|jnp|tf|torch)\s*\.\s*)?(ones|zeros)\s*\(\s*(?:[[(]\s*(\d+(?:\s*,\s*\d+){0,3})\s*,?\s*[\])]|(\d+(?:\s*,\s*\d+){0,3}))/y
/** OpenCV's matrix of so many rows and columns. */
export const MAT = /(?:cv\s*::\s*)?Mat_\s*<\s*\w+\s*>\s*\(\s*(\d+)\s*,\s*(\d+)\s*\)\s*<</y
/** More arguments of a call, by name or a type: `, dtype=torch.float32`. */
export const ARGUMENT =
  /\s*,\s*(?:[\w.]+\s*=\s*(?:[^,()[\]{}\n]|\([^()]*\))*|(?:(?:np|torch|numpy|tf)\s*\.\s*)?(?:float|double|half|int)\w*|["']\w+["'])?/y
export const RESHAPED =
  /\s*\.\s*(?:reshape|view)\s*\(\s*[[(]?\s*(-?\d+(?:\s*,\s*-?\d+){0,3})\s*,?\s*[\])]?\s*\)/y
/** What leaves the numbers as they are. */
export const KEPT =
  /\s*\.\s*(?:float|double|half|astype|to|type|cuda|cpu|contiguous|clone|copy|unsqueeze|squeeze)\s*\([^()]*\)/y

/**
 * Whether nothing but more arguments of a call stands behind the numbers: `, dtype=float32, device='cuda:0')`. Cut into
 * parts rather than matched, so that a long text cannot make it slow.
 */
export function isRest(text: string): boolean {
  const bare = text.trim().replace(/;$/, '').replace(/\)$/, '')
  return bare.split(',').every((part, i) => part.trim() === '' || (i > 0 && /^\s*[\w.]+=/.test(part)))
}
