import type { TrainedFilters } from '../../core/presets/trained.ts'
import { bankOf, type FilterBank, type Layer } from '../../core/layers/layer.ts'

/** What trained filters are opened in. */
export interface OpensFilters {
  readonly document: { readonly layers: readonly Layer[] }
  readonly view: { selectLayer(layer: number): void; selectFilter(filter: number): void }
  importFilters(file: File): Promise<boolean>
  say(text: string, undo?: boolean): void
  tell(error: unknown): void
}

/**
 * Replace the pipeline by trained filters, as one step with a message that has Undo; the first filter that is not nearly 0 is
 * selected. What cannot be loaded is told and changes nothing. Returns whether that went well.
 */
export async function openTrained(session: OpensFilters, trained: TrainedFilters): Promise<boolean> {
  const file = await fetchTrained(trained)
  if (typeof file === 'string') {
    session.tell(new Error(`${trained.name} could not be opened: ${file}. Nothing was changed.`))
    return false
  }
  if (!(await session.importFilters(file))) return false
  const { layers } = session.document
  const at = layers.findIndex(({ type }) => type === 'conv2d')
  const bank = bankOf(layers[at])
  session.view.selectLayer(at)
  if (bank !== null) session.view.selectFilter(firstAlive(bank))
  session.say(`Opened ${trained.name} in place of all layers.`, true)
  return true
}

/** A file that comes with the app, or why it could not be had, in words. */
export async function fetchTrained({ file: name }: Pick<TrainedFilters, 'file'>): Promise<File | string> {
  try {
    const response = await fetch(`${import.meta.env.BASE_URL}trained/${name}`)
    if (!response.ok) return `the server answered ${response.status}`
    return new File([await response.blob()], name)
  } catch {
    return 'there is no connection' // or it was lost on the way
  }
}

/** Weights below this part of the largest do nothing that is seen. */
const DEAD = 1e-3

/** The first filter that training has not made nearly 0. */
function firstAlive({ weight: { shape, data } }: FilterBank): number {
  const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const each = data.length / shape[0]
  const least = DEAD * largest(data)
  const found = Array.from({ length: shape[0] }, (_, filter) =>
    data.subarray(filter * each, (filter + 1) * each),
  ).findIndex((values) => largest(values) > least)
  return Math.max(0, found)
}
