import type { LargeMode } from '../../state/view/view.svelte.ts'

/** What the large view can show. */
export const LARGE_MODES: readonly {
  readonly value: LargeMode
  readonly label: string
  readonly title: string
}[] = [
  { value: 'split', label: 'Split', title: 'Photo and map in one frame' },
  { value: 'side', label: 'Side by side', title: 'Photo and map, moved together' },
  { value: 'map', label: 'Map', title: 'The map alone' },
  { value: 'rgb', label: 'RGB', title: 'Three maps as red, green and blue' },
  { value: 'difference', label: 'A − B', title: 'The signed difference of two maps' },
]
