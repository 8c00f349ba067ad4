/** What the large view shows. */
export type LargeMode = 'split' | 'side' | 'map' | 'rgb' | 'difference'
