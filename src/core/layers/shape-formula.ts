import type { WindowAxis } from './window.ts'

/** What a number in the formula stands for. */
export type FormulaSymbol = 'size' | 'padding' | 'dilation' | 'kernel' | 'stride' | 'out'

/** A piece of a formula: a number put in for a symbol, or what stands between the numbers. */
export interface FormulaPart {
  readonly text: string
  readonly symbol: FormulaSymbol | null
}

/** The output size of one axis, written out. */
export interface ShapeFormula {
  /** With letters: "⌊(H + 2p − d·(k − 1) − 1) / s⌋ + 1". */
  readonly letters: string
  /** With the numbers put in, up to the result. */
  readonly parts: readonly FormulaPart[]
  /** The parts as one text. */
  readonly text: string
  /** What stands between the floor (or ceiling) signs. */
  readonly quotient: number
  /** Elements of the padded axis behind the last window, which no output sees. */
  readonly unseen: number
  /**
   * Ceil mode only: the last window would begin in the padding behind the input, and PyTorch drops it, so one is taken off.
   */
  readonly dropsWindow: boolean
}

/**
 * The formula of torch.nn.Conv2d and the pooling layers: out = floor((size + padding - dilation * (kernel - 1) - 1) / stride)
 * + 1, with the ceiling in ceil mode.
 * @param name the axis: H or W
 * @param axis as conv2dInfo and poolInfo give it
 * @param ceilMode of a pooling layer; its padding is then that before the axis on both sides, whatever `axis.after` says
 */
export function shapeFormula(name: 'H' | 'W', axis: WindowAxis, ceilMode = false): ShapeFormula {
  const { size, before, kernel, stride, dilation, out } = axis
  const after = ceilMode ? before : axis.after
  const quotient = (size + before + after - dilation * (kernel - 1) - 1) / stride
  const whole = (ceilMode ? Math.ceil(quotient) : Math.floor(quotient)) + 1
  const dropsWindow = ceilMode && whole !== out
  const [open, close] = ceilMode ? ['⌈', '⌉'] : ['⌊', '⌋']
  const drop = dropsWindow ? ' − 1' : ''
  const number = (symbol: FormulaSymbol, text: string | number): FormulaPart => ({
    text: String(text),
    symbol,
  })
  const between = (text: string): FormulaPart => ({ text, symbol: null })
  const parts = [
    between(`${open}(`),
    number('size', size),
    between(' + '),
    number('padding', before === after ? `2·${before}` : `${before} + ${after}`),
    between(' − '),
    number('dilation', dilation),
    between('·('),
    number('kernel', kernel),
    between(' − 1) − 1) / '),
    number('stride', stride),
    between(`${close} + 1${drop} = `),
    number('out', out),
  ]
  const padding = before === after ? '2p' : 'p₁ + p₂'
  return {
    letters: `${open}(${name} + ${padding} − d·(k − 1) − 1) / s${close} + 1${drop}`,
    parts,
    text: parts.map((part) => part.text).join(''),
    quotient,
    unseen: Math.max(0, size + before + after - ((out - 1) * stride + dilation * (kernel - 1) + 1)),
    dropsWindow,
  }
}
