/** Something that the command palette does. */
export interface Action {
  readonly name: string
  /** Heading it stands under. */
  readonly group: string
  readonly keys?: string
  /** Other words to find it by. */
  readonly words?: string
  readonly run: () => void
}
