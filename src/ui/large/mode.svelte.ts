/** What the large view can show. */
export const LARGE_MODES = [
  { value: 'split', label: 'Split', title: 'Photo and map in one frame' },
  { value: 'side', label: 'Side by side', title: 'Photo and map, moved together' },
  { value: 'map', label: 'Map', title: 'The map alone' },
  { value: 'rgb', label: 'RGB', title: 'Three maps as red, green and blue' },
  { value: 'difference', label: 'A − B', title: 'The signed difference of two maps' },
] as const

/** What the large view shows. */
export type LargeMode = (typeof LARGE_MODES)[number]['value']

/** How a map is seen large; it stays while the view is closed. */
export const largeView = $state<{ mode: LargeMode }>({ mode: 'split' })
