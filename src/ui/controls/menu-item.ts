import type { Snippet } from 'svelte'
import type { Chord } from './chords.ts'

/** An entry of a menu. */
export interface MenuItem {
  readonly label: string
  /** A second line or a value, in quiet type. */
  readonly hint?: string | undefined
  /** Drawn in front; gets the label. */
  readonly icon?: Snippet<[string]>
  readonly disabled?: boolean
  /** A key that does the same, shown at the end. */
  readonly keys?: Chord | undefined
  /** A line above it. */
  readonly parted?: boolean
  /** A menu of its own, in place of `onselect`. */
  readonly items?: readonly MenuItem[]
  readonly onselect?: () => void
}

/** What an open menu gets. */
export interface MenuListProps {
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly anchor: HTMLElement
  readonly align: 'start' | 'center' | 'end'
  /** Of the menu's box. */
  readonly listClass: string
  /** Opened by a key: the first entry takes the focus. */
  readonly byKey: boolean
  readonly onclose: () => void
}
