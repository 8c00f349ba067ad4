/** What a key does in a number cell. */
export type CellAction =
  | { readonly type: 'step'; readonly by: number }
  | { readonly type: 'move'; readonly rows: number; readonly columns: number }
  | { readonly type: 'commit' | 'edit' | 'cancel' | 'clear' }

/** A number cell as its keys find it. */
export interface CellState {
  /** Text is being typed. */
  readonly typing: boolean
  /** Typing was begun by Enter or F2: left and right move the caret. */
  readonly caret: boolean
  /** There are cells beside this one. */
  readonly inGrid: boolean
}

const MOVES: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -Infinity],
  End: [0, Infinity],
}

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>

/** What a key does, null where it is left to the browser. Keys as in a spreadsheet. */
export function cellAction(event: Key, { typing, caret, inGrid }: CellState): CellAction | null {
  const { key, shiftKey, altKey } = event
  if (event.ctrlKey || event.metaKey) return null
  const isVertical = key === 'ArrowUp' || key === 'ArrowDown'
  if (isVertical && (shiftKey || altKey)) {
    return { type: 'step', by: (key === 'ArrowUp' ? 1 : -1) * (altKey ? 0.01 : 0.1) }
  }
  const move = MOVES[key]
  if (move !== undefined) {
    const isCaret = typing && caret && !isVertical
    if (shiftKey || altKey || isCaret || !inGrid) return null
    return { type: 'move', rows: move[0], columns: move[1] }
  }
  if (key === 'Enter') return { type: typing ? 'commit' : 'edit' }
  if (key === 'F2' && !typing) return { type: 'edit' }
  if (key === 'Escape' && typing) return { type: 'cancel' }
  if ((key === 'Delete' || key === 'Backspace') && !typing) return { type: 'clear' }
  return null
}
