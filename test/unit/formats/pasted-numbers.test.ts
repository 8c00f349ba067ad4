import { describe, expect, it } from 'vitest'
import { FormatError } from '../../../src/core/errors.ts'
import { parseKernelText } from '../../../src/formats/kernel-text.ts'

/** The binomial kernel, as most people write it first. */
const BLUR = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((each) => each / 16)
const SHARPEN = [0, -1, 0, -1, 5, -1, 0, -1, 0]
const HALF = Math.SQRT1_2
const SQUARE = [3, 3]

/** What people paste: where it is from, the text, its sizes and numbers. */
const FORMS: readonly (readonly [
  from: string,
  text: string,
  shape: readonly number[],
  values: readonly number[],
])[] = [
  ['NumPy, divided', 'kernel = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16', SQUARE, BLUR],
  ['NumPy, divided, with a type', 'np.array([[1,2,1],[2,4,2],[1,2,1]], dtype=np.float32)/16.0', SQUARE, BLUR],
  [
    'NumPy, multiplied from the left',
    '(1/16) * np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], np.float32)',
    SQUARE,
    BLUR,
  ],
  ['NumPy’s ones', 'np.ones((3, 3), np.float32)/9', SQUARE, Array<number>(9).fill(1 / 9)],
  ['NumPy in a list', '[[np.sqrt(2)/2, -np.pi], [np.e, 1e-3]]', [2, 2], [HALF, -Math.PI, Math.E, 1e-3]],
  ['NumPy, reshaped', 'np.array([0, -1, 0, -1, 5, -1, 0, -1, 0]).reshape(3, 3)', SQUARE, SHARPEN],
  ['NumPy, a minus before it', '-np.array([[1, -1]])', [1, 2], [-1, 1]],
  [
    'Python, nested, with arithmetic',
    '[[1/16, 2/16, 1/16], [2/16, 4/16, 2/16], [1/16, 2/16, 1/16]]',
    SQUARE,
    BLUR,
  ],
  [
    'Python, math and powers',
    '[[math.sqrt(2)/2, 2**-4], [-(1 + 2)/3, 2*math.pi]]',
    [2, 2],
    [HALF, 1 / 16, -1, 2 * Math.PI],
  ],
  ['Python, with comments', '[[1, 2],  # above\n [3, 4]]  # below', [2, 2], [1, 2, 3, 4]],
  ['PyTorch, divided', 'torch.tensor([[1., 2., 1.], [2., 4., 2.], [1., 2., 1.]]) / 16', SQUARE, BLUR],
  [
    'PyTorch, for conv2d',
    'w = torch.tensor([[0., -1., 0.], [-1., 5., -1.], [0., -1., 0.]]).view(1, 1, 3, 3)',
    [1, 1, 3, 3],
    SHARPEN,
  ],
  [
    'PyTorch, with expressions',
    'torch.tensor([[-math.sqrt(2) / 2, 1/9]], device="cpu").float()',
    [1, 2],
    [-HALF, 1 / 9],
  ],
  ['PyTorch, made into floats', 'torch.ones(3, 3).float() / 9', SQUARE, Array<number>(9).fill(1 / 9)],
  ['JAX', 'jnp.array([[1, 0], [0, -1]])*0.5', [2, 2], [0.5, 0, 0, -0.5]],
  ['MATLAB', 'h = [1 2 1; 2 4 2; 1 2 1] / 16;', SQUARE, BLUR],
  ['MATLAB, with commas and a factor', '1/16*[1,2,1;2,4,2;1,2,1]', SQUARE, BLUR],
  ['MATLAB, a line a row', 'K = [ 0 -1  0\n     -1  5 -1\n      0 -1  0 ];', SQUARE, SHARPEN],
  [
    'MATLAB, signs and differences',
    '[1 -2, 3 - 4; -sqrt(2)/2 2*pi .5]',
    [2, 3],
    [1, -2, -1, -HALF, 2 * Math.PI, 0.5],
  ],
  ['MATLAB’s ones', 'ones(3)/9', SQUARE, Array<number>(9).fill(1 / 9)],
  ['MATLAB, without brackets', '1 2 1; 2 4 2; 1 2 1', SQUARE, [1, 2, 1, 2, 4, 2, 1, 2, 1]],
  ['MATLAB, with comments', '[0 1 % first\n 1 -4] % last', [2, 2], [0, 1, 1, -4]],
  [
    'C, two-dimensional',
    'const float kernel[3][3] = {\n  {0.f, -1.f, 0.f},\n  {-1.f, 5.f, -1.f},\n  {0.f, -1.f, 0.f}\n};',
    SQUARE,
    SHARPEN,
  ],
  [
    'C, flat, a line a row',
    'float k[9] = {\n 1.0f/16, 2.0f/16, 1.0f/16,\n 2.0f/16, 4.0f/16, 2.0f/16,\n 1.0f/16, 2.0f/16, 1.0f/16,\n};',
    SQUARE,
    BLUR,
  ],
  ['C, flat, with comments', 'static double k[] = {1, 0, /* gap */ -1}; // a derivative', [3], [1, 0, -1]],
  ['Java', 'float[] matrix = new float[] {0.111f, 0.222F, -1e-3f};', [3], [0.111, 0.222, -1e-3]],
  ['JavaScript', 'const kernel = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]];', SQUARE, SHARPEN],
  ['TypeScript, typed', 'const k = new Float32Array([0.25, 0.5, 0.25])', [3], [0.25, 0.5, 0.25]],
  ['Rust', 'let k: [[f32; 2]; 2] = [[1.0, -1.0], [0.5, -0.5]];', [2, 2], [1, -1, 0.5, -0.5]],
  ['GLSL', 'float k[3] = float[3](1.0/4.0, 2.0/4.0, 1.0/4.0);', [3], [0.25, 0.5, 0.25]],
  ['OpenCV’s Mat_', 'cv::Mat kernel = (cv::Mat_<float>(3,3) << 0,-1,0, -1,5,-1, 0,-1,0);', SQUARE, SHARPEN],
  [
    'OpenCV’s Mat_, divided',
    'Mat k = (Mat_<double>(3, 3) << 1, 2, 1,\n  2, 4, 2,\n  1, 2, 1) / 16;',
    SQUARE,
    BLUR,
  ],
  ['OpenCV’s Mat_, bare', 'Mat_<float>(1,3) << 1/4., 2/4., 1/4.', [1, 3], [0.25, 0.5, 0.25]],
  [
    'LaTeX, pmatrix with a fraction',
    '\\frac{1}{16}\\begin{pmatrix} 1 & 2 & 1 \\\\ 2 & 4 & 2 \\\\ 1 & 2 & 1 \\end{pmatrix}',
    SQUARE,
    BLUR,
  ],
  [
    'LaTeX, bmatrix, named',
    '\\[ K = \\begin{bmatrix}\n 0 & -1 & 0 \\\\\n -1 & 5 & -1 \\\\\n 0 & -1 & 0 \\\\\n\\end{bmatrix} \\]',
    SQUARE,
    SHARPEN,
  ],
  [
    'LaTeX, fractions and roots',
    '$$\\begin{bmatrix} \\frac{\\sqrt{2}}{2} & -\\tfrac12 \\\\[2pt] 2\\pi & \\dfrac{1}{9} \\end{bmatrix}$$',
    [2, 2],
    [HALF, -0.5, 2 * Math.PI, 1 / 9],
  ],
  [
    'LaTeX, an array in brackets',
    '\\frac{1}{9} \\cdot \\left[\\begin{array}{cc} 1 & 1 \\\\ \\hline 1 & 1 \\end{array}\\right]',
    [2, 2],
    [1, 1, 1, 1].map((each) => each / 9),
  ],
  ['ImageMagick', '3x3: 0,-1,0 -1,5,-1 0,-1,0', SQUARE, SHARPEN],
  [
    'ImageMagick, with an origin and lines',
    "'3x3+1+1:\n  1/16, 2/16, 1/16\n  2/16, 4/16, 2/16\n  1/16, 2/16, 1/16'",
    SQUARE,
    BLUR,
  ],
  ['ImageMagick, wider than high, with gaps', '3x1+0+0: 1,-,nan', [1, 3], [1, 0, 0]],
  ['ImageMagick, one size', '2: 1,2 3,4', [2, 2], [1, 2, 3, 4]],
  ['ImageMagick, several kernels', '2x1: 1,0 ; 2x1: 0,1', [2, 1, 2], [1, 0, 0, 1]],
  ['GIMP’s Script-Fu', '#(0 -1 0 -1 5 -1 0 -1 0)', [9], SHARPEN],
  ['Mathematica', '{{1, 2, 1}, {2, 4, 2}, {1, 2, 1}}/16', SQUARE, BLUR],
  ['as it is shown here', '1/16 × [1 2 1; 2 4 2; 1 2 1]', SQUARE, BLUR],
  ['a spreadsheet with fractions', '1/16\t2/16\t1/16\n2/16\t4/16\t2/16\n1/16\t2/16\t1/16', SQUARE, BLUR],
  ['a German spreadsheet', '0,0625\t0,125\n-1,5\t2', [2, 2], [0.0625, 0.125, -1.5, 2]],
  ['a spreadsheet with roots', 'sqrt(2)/2\t-sqrt(2)/2', [1, 2], [HALF, -HALF]],
  ['a table of Markdown', '| 1 | 2 |\n|---|:-:|\n| 3 | -4 |', [2, 2], [1, 2, 3, -4]],
  ['true minus signs', '[[0, −1], [−1, 5]]', [2, 2], [0, -1, -1, 5]],
]

describe('numbers as people paste them', () => {
  it.each(FORMS)('%s', (_, text, shape, values) => {
    const read = parseKernelText(text)
    expect([read.shape, [...read.values]]).toEqual([shape, values.map(Math.fround)])
  })

  it.each([
    ['too few for a Mat_', 'Mat_<float>(3,3) << 1, 2', '2 numbers for 3 × 3'],
    ['too few for ImageMagick', '3x3: 1,2', '2 numbers for 3 × 3'],
    ['kernels of other sizes', '2x1: 1,2; 1x2: 1,2', 'kernels of different sizes: 1 × 2, then 2 × 1'],
    ['rows of other lengths', '[1 2; 3]', 'rows of different lengths: 2, then 1'],
    ['a row that is left out', '[1 2;; 3 4]', 'a list is empty'],
    ['a list as a divisor', '1/[1 2]', 'a number is divided by a list'],
    ['two lists', '[1 2]*[3 4]', '“[3 4]” is not a number'],
    ['a division by nothing', '[1 2]/0', '1 does not fit into float32'],
    ['another shape', 'torch.tensor([1, 2, 3]).view(2, 2)', '3 numbers are not 2, 2'],
    ['another method', 'np.array([[1]]).__class__', 'unexpected “.__class__”'],
    ['many ones', 'np.ones((9999, 9999))', 'more than 961 equal numbers'],
    ['deep roots', `[${'sqrt('.repeat(1e5)}`, 'nested more than 32 deep'],
    ['deep powers', `[${'2^'.repeat(1e5)}2]`, 'nested more than 32 deep'],
    ['deep brackets', `(${'('.repeat(1e5)}[1]`, 'nested more than 4 deep'],
    ['a fraction without end', '\\begin{matrix} \\frac{1}{ \\end{matrix}', 'is not a number'],
  ])('refuses %s and says why', (_, text, message) => {
    expect(() => parseKernelText(text)).toThrow(FormatError)
    expect(() => parseKernelText(text)).toThrow(message)
  })

  it('is done with long hostile texts at once', () => {
    const long = (part: string) => part.repeat(2e5)
    for (const text of [
      `[1 ${long('/*')}`,
      `[${long('(1')}`,
      `[${long('(1)')}`,
      long('\\begin{a}['),
      `\\begin{a}${long('\\\\[')}`,
      `a${long('[')}`,
      long('#\n'),
      `[${long('%\n')}`,
      `|${long('-')}x`,
      `3x3: ${long("'")}`,
      `[1${long(', a=b(')}`,
      `[${long('np.')}`,
    ])
      expect(() => parseKernelText(text)).toThrow(FormatError)
  })
})
