/** Drawn test pictures in full colour, square. All are pure functions of the position: the standard targets for filters. */
export type ChartId = 'zone-plate' | 'siemens-star' | 'colour-patches' | 'impulses' | 'gradients'

/** The charts with their names, in the order of the menu. */
export const CHARTS: readonly { readonly id: ChartId; readonly name: string }[] = [
  { id: 'zone-plate', name: 'Zone plate' },
  { id: 'siemens-star', name: 'Siemens star' },
  { id: 'colour-patches', name: 'Colour patches' },
  { id: 'impulses', name: 'Impulses' },
  { id: 'gradients', name: 'Gradients' },
]

/** Whether a text names a chart. */
export function isChart(id: string): id is ChartId {
  return CHARTS.some((chart) => chart.id === id)
}
