/** Colours of a plot as they stand, so that an exported picture needs no style sheet. */
export interface Palette {
  readonly paper: string
  readonly ink: string
  readonly quiet: string
  readonly line: string
  readonly negative: string
  readonly positive: string
  readonly groups: readonly string[]
  readonly font: string
}

const GROUPS = 8

/** The design tokens that hold at an element. */
export function paletteAt(element: Element): Palette {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    paper: token('--rail'),
    ink: token('--ink'),
    quiet: token('--ink-2'),
    line: token('--line'),
    negative: token('--neg'),
    positive: token('--pos'),
    groups: Array.from({ length: GROUPS }, (_, group) => token(`--g${group}`)),
    font: style.fontFamily,
  }
}
