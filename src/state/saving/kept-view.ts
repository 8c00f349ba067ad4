import { sameValues } from '../../core/layers/same-values.ts'
import type { ProjectView } from '../../formats/project-view.ts'
import { selectionOf } from '../document/selection.ts'
import type { View } from '../view/view.svelte.ts'

/** What is kept of the view. */
export function viewOf({ layer, filter, channel, colorMap, range, fixed, shown }: View): ProjectView {
  return { layer: Math.max(0, layer), filter, channel, colorMap, range, fixed, shown }
}

/** Show what a kept view showed. */
export function showView(view: View, { layer, filter, channel, ...look }: ProjectView): void {
  view.select(selectionOf(layer, filter, channel))
  Object.assign(view, look)
}

/** Whether two views are alike. */
export function isSameView(a: ProjectView, b: ProjectView | undefined): boolean {
  return sameValues(a, b)
}
