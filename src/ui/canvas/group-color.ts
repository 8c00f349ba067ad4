/** How many colours of groups there are. */
export const HUES = 8

/** The colour token of a group; groups beyond the eighth repeat. */
export function groupColor(group: number): string {
  return `var(--g${group % HUES})`
}

/** Text on a filled label of that colour. In light, even groups are lighter and carry ink; in dark all do. */
export function onGroupColor(group: number): string {
  return group % 2 === 0 ? 'light-dark(var(--ink), var(--on-ink))' : 'var(--on-ink)'
}
