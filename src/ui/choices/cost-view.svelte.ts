/** The parts of Cost. */
export const COST_PARTS = [
  { value: 'variants', label: 'Variants', title: 'The layer beside other groups, counted and measured' },
  { value: 'layers', label: 'Layers', title: 'Every layer, and all together' },
  { value: 'roofline', label: 'Roofline', title: 'Why measured differs from predicted' },
  { value: 'workers', label: 'Workers', title: 'Who computed what, and how more of them help' },
  { value: 'blocks', label: 'Blocks', title: 'Grouped is block-diagonal dense' },
  { value: 'compare', label: 'A / B', title: 'This pipeline beside another' },
  { value: 'formulas', label: 'Formulas', title: 'Where the numbers come from' },
] as const

export type CostPart = (typeof COST_PARTS)[number]['value']

/** Which part is shown; it stays while other tabs are open. */
export const costView = $state<{ part: CostPart }>({ part: 'variants' })
