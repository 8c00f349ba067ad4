/** What a key does to the map on the stage. */
export type StageAct =
  | { readonly type: 'fit' | 'actual' }
  | { readonly type: 'zoom'; readonly factor: number }
  | { readonly type: 'move'; readonly right: number; readonly down: number }

const ZOOM = 1.5
/** CSS pixels that an arrow moves. */
const STEP = 60

const ACTS: Readonly<Record<string, StageAct>> = {
  '+': { type: 'zoom', factor: ZOOM },
  '=': { type: 'zoom', factor: ZOOM },
  '-': { type: 'zoom', factor: 1 / ZOOM },
  '0': { type: 'fit' },
  '1': { type: 'actual' },
  ArrowLeft: { type: 'move', right: -STEP, down: 0 },
  ArrowRight: { type: 'move', right: STEP, down: 0 },
  ArrowUp: { type: 'move', right: 0, down: -STEP },
  ArrowDown: { type: 'move', right: 0, down: STEP },
}

/** What a key press does, or null. */
export function stageKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): StageAct | null {
  return event.ctrlKey || event.metaKey || event.altKey ? null : (ACTS[event.key] ?? null)
}
