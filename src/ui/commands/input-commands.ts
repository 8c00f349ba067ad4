import { wholePart, withRatio } from '../../core/image/crop-shapes.ts'
import { RESOLUTIONS } from '../../state/document/document.ts'
import { setInput, setResolution } from '../../state/document/edits.ts'
import { SAMPLES } from '../../state/photo/samples.ts'
import { EXACT_SIZES } from '../choices/exact-sizes.ts'
import type { AtBench, Command } from './command.ts'

const VALUES = [
  ['0..1', '0 … 1'],
  ['-1..1', '−1 … 1'],
  ['imagenet', 'ImageNet'],
] as const
const MATTES = [
  ['#ffffff', 'white'],
  ['#000000', 'black'],
] as const
const LIGHTS = [
  ['srgb', 'sRGB'],
  ['linear', 'linear light'],
] as const

/** Opens one of the pictures that come with the app. */
export const OPEN_SAMPLE: readonly Command<AtBench>[] = SAMPLES.map(({ id, name }) => ({
  id: `sample-${id}`,
  group: 'Files',
  name: `Sample: ${name}`,
  label: name,
  words: 'photo chart',
  run: ({ bench }) => bench.session.openSample(id),
}))

/** How the photo becomes a tensor. */
export const INPUT: readonly Command<AtBench>[] = [
  ...RESOLUTIONS.map((size) => ({
    id: `resolution-${size}`,
    name: `Working resolution: ${size === 0 ? 'full' : `${size} px`}`,
    words: 'size',
    run: ({ bench: { session } }: AtBench) => session.edit(setResolution(session.document, size)),
  })),
  ...VALUES.map(([range, name]) => ({
    id: `values-${range}`,
    name: `Values ${name}`,
    words: 'range normalise mean std',
    run: ({ bench: { session } }: AtBench) => session.edit(setInput(session.document, { range })),
  })),
  ...MATTES.map(([matte, name]) => ({
    id: `matte-${name}`,
    name: `Matte: ${name}`,
    words: 'transparent alpha background',
    run: ({ bench: { session } }: AtBench) => session.edit(setInput(session.document, { matte })),
  })),
  ...LIGHTS.map(([light, name]) => ({
    id: `light-${light}`,
    name: `Light: ${name}`,
    words: 'gamma',
    run: ({ bench: { session } }: AtBench) => session.edit(setInput(session.document, { light })),
  })),
  ...[...EXACT_SIZES, { id: 'none', label: 'none', size: null }].map(({ id, label, size }) => ({
    id: `exact-${id}`,
    name: `Exact size: ${label}`,
    words: 'resize crop centre',
    run: ({ bench: { session } }: AtBench) => session.edit(setInput(session.document, { size })),
  })),
  {
    id: 'crop-square',
    name: 'Crop: the middle square',
    words: 'cut part',
    when: ({ bench: { session } }: AtBench) => session.document.photo !== null,
    run: ({ bench: { session } }: AtBench) => {
      const { photo } = session.document
      if (photo === null) return
      session.edit(setInput(session.document, { crop: withRatio(wholePart(photo), 1, photo) }))
    },
  },
  {
    id: 'crop-none',
    name: 'Crop: none',
    words: 'cut part whole',
    when: ({ bench: { session } }: AtBench) => session.document.input.crop !== undefined,
    run: ({ bench: { session } }: AtBench) => session.edit(setInput(session.document, { crop: null })),
  },
].map((row) => ({ ...row, group: 'Input' }))
