const UNITS = [
  [60_000, 'minute'],
  [3_600_000, 'hour'],
  [86_400_000, 'day'],
  [2_592_000_000, 'month'],
] as const

/** How long ago something was, in one word and a number. @param ms milliseconds since then */
export function formatAge(ms: number): string {
  const unit = UNITS.findLast(([length]) => ms >= length)
  if (unit === undefined) return 'just now'
  const count = Math.floor(ms / unit[0])
  return `${count} ${unit[1]}${count === 1 ? '' : 's'} ago`
}
