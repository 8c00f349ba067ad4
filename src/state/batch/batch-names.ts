import { bankOf, type Pipeline } from '../../core/layers/layer.ts'
import type { ExportChoice } from '../export/export-workshop.ts'

/** What tells the files of one photo apart: the maps that are in each, as "map3" or "rgb-0-1-2", and the filter's name. */
export function channelFileNames(
  layers: Pipeline,
  layer: number,
  { form, together, channels }: Pick<ExportChoice, 'form' | 'together' | 'channels'>,
): { readonly map: string; readonly filter: string }[] {
  const names = bankOf(layers[layer])?.names ?? []
  const nameOf = (channel: number) => {
    const name = names[channel] ?? ''
    return name === '' ? `map${channel}` : name
  }
  if (form === 'npy' && channels.length > 1) return [{ map: 'maps', filter: 'maps' }]
  if (together) return [{ map: `rgb-${channels.join('-')}`, filter: 'rgb' }]
  return channels.map((channel) => ({ map: `map${channel}`, filter: nameOf(channel) }))
}
