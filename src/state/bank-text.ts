/** Whether a text claims to be the file of a filter bank, be it well-formed or not. */
export function isBankText(text: string): boolean {
  return /^\s*{\s*"format"\s*:\s*"filterbank\//.test(text)
}
