import { IMAGENET } from '../../core/image/image-tensor.ts'
import type { InputSettings } from '../../core/layers/layer.ts'
import { cropLines, resizeFunctions, resizeLines } from './framed.ts'

/** How the arrays of a library are written. */
export interface ArrayWords {
  /** What the library is imported as. */
  readonly module: 'torch' | 'np' | 'jnp'
  /** An array of float32. @param lists its numbers as Python text */
  readonly array: (lists: string) => string
  /** The statement that makes x of a picture, (N, 3, H, W) with values 0..1. */
  readonly fromPicture: string
}

/** NumPy's arrays. */
export const NUMPY_WORDS: ArrayWords = {
  module: 'np',
  array: (lists) => `np.array(${lists}, np.float32)`,
  fromPicture: 'x = np.asarray(image, np.float32).transpose(2, 0, 1)[None] / 255',
}

function isPlain({ range, light, crop, size }: InputSettings): boolean {
  return range === '0..1' && light === 'srgb' && crop === undefined && size === undefined
}

/** Mean and standard deviation that the values 0..1 are normalised with; null where they stay. */
function normalisation(range: InputSettings['range'], { array }: ArrayWords) {
  const channels = (values: readonly number[]) => `${array(`[${values.join(', ')}]`)}.reshape(3, 1, 1)`
  switch (range) {
    case '0..1':
      return null
    case '-1..1':
      return { mean: '0.5', std: '0.5' }
    case 'imagenet':
      return { mean: channels(IMAGENET.mean), std: channels(IMAGENET.std) }
  }
}

/** The function `preprocess`; nothing where the picture is fed as it is. */
export function preprocess(input: InputSettings, words: ArrayWords): string[] {
  if (isPlain(input)) return []
  const { module } = words
  const normalised = normalisation(input.range, words)
  const source = module === 'torch' ? ", as torchvision's to_tensor gives them" : ''
  return [
    ...resizeFunctions(input, words.array),
    '',
    'def preprocess(x):',
    `    """What the first layer sees of sRGB values 0..1, shape (N, 3, H, W)${source}."""`,
    ...cropLines(input),
    ...(input.light === 'linear'
      ? [`    x = ${module}.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)  # linear light`]
      : []),
    ...resizeLines(input),
    ...(normalised === null
      ? []
      : [`    mean = ${normalised.mean}`, `    std = ${normalised.std}`, '    x = (x - mean) / std']),
    '    return x',
    '',
  ]
}

/** How the program is used, as comments. */
export function usage(input: InputSettings, { module, fromPicture }: ArrayWords): string[] {
  const call = `maps = model(${isPlain(input) ? 'x' : 'preprocess(x)'})`
  return [
    `# ${fromPicture}`,
    ...(input.crop === undefined ? [] : ['# image stands upright, as PIL.ImageOps.exif_transpose makes it']),
    ...(module === 'torch' ? ['# with torch.no_grad():', `#     ${call}`] : [`# ${call}`]),
  ]
}
