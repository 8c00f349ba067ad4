/** How many photos are done, as "120 of 300 done, 3 failed". */
export function progressText(count: number, left: number, failed: number): string {
  const done = `${count - left - failed} of ${count} done`
  return failed === 0 ? done : `${done}, ${failed} failed`
}

/** A time to wait, as "about 4 min": seconds in tens, as nobody knows better. @param ms milliseconds */
export function leftText(ms: number): string {
  if (ms < 60_000) return `about ${Math.max(1, Math.ceil(ms / 10_000)) * 10} s`
  const minutes = Math.round(ms / 60_000)
  return minutes < 60 ? `about ${minutes} min` : `about ${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
