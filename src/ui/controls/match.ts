/**
 * How well a search finds something by its name or by other words for it, 0 to 1: every word searched for must stand
 * somewhere in them; names that begin with it come first.
 */
export function match(name: string, search: string, others: readonly string[] = []): number {
  const [plain, text] = [name.toLowerCase(), others.join(' ').toLowerCase()]
  const words = search.toLowerCase().trim().split(/\s+/)
  if (!words.every((word) => plain.includes(word) || text.includes(word))) return 0
  const whole = words.join(' ')
  if (plain.startsWith(whole)) return 1
  if (plain.includes(whole)) return 0.9
  return words.every((word) => plain.includes(word)) ? 0.8 : 0.3
}
