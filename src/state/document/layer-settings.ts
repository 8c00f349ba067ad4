import type { Sources } from '../../core/layers/groups.ts'
import { setBiasEnabled, setKernelSize, setParams } from '../../core/bank/bank.ts'
import { ShapeError } from '../../core/errors.ts'
import { byNumber, grown } from '../../core/bank/filter-list.ts'
import {
  hasBank,
  type AvgPool2dParams,
  type BankLayer,
  type Conv2dParams,
  type FilterBank,
  type GeluForm,
  type Layer,
  type MaxPool2dParams,
  type Sides,
  type UpsampleParams,
} from '../../core/layers/layer.ts'
import { droppedWeights, setGroups, setOutChannels } from '../../core/bank/rewire.ts'
import type { Pair } from '../../core/tensor.ts'

/** Settings of a Conv2d that keep its input channels. */
export interface Conv2dSettings extends Conv2dParams {
  readonly outChannels: number
  readonly kernelSize: Pair
  readonly bias: boolean
}

/** Settings of a layer of any type; not all of them belong to every layer. */
export interface LayerSettings extends Partial<Conv2dSettings> {
  readonly ceilMode?: boolean
  readonly countIncludePad?: boolean
  readonly negativeSlope?: number
  readonly outputPadding?: Pair
  /** Of Pad, whose padding has four sides. */
  readonly sides?: Sides
  readonly value?: number
  readonly scaleFactor?: Pair
  readonly mode?: UpsampleParams['mode']
  readonly alignCorners?: boolean
  readonly factor?: number
  readonly alpha?: number
  readonly beta?: number
  readonly threshold?: number
  readonly min?: number
  readonly max?: number
  readonly approximate?: GeluForm
}

/** A layer with other settings: what was changed ("Groups 4 → 8") and how many weights other than zero were lost. */
export interface ChangedLayer {
  readonly layer: Layer
  readonly label: string
  readonly dropped: number
  /** Which old filter each filter of a bank is. */
  readonly filters?: Sources
}

/** The settings of a Conv2d as they are. */
function conv2dSettings(bank: FilterBank): Conv2dSettings {
  const [outChannels, , kH, kW] = bank.weight.shape
  return { ...bank.params, outChannels, kernelSize: [kH, kW], bias: bank.bias !== null }
}

/** The settings of a layer as they are; none for layers without any. */
export function layerSettings(layer: Layer): LayerSettings {
  switch (layer.type) {
    case 'conv2d':
      return conv2dSettings(layer.bank)
    case 'convTranspose2d':
      return { ...conv2dSettings(layer.bank), outputPadding: layer.outputPadding }
    case 'affine':
    case 'prelu':
      return {}
    case 'pad':
      return { sides: layer.padding, paddingMode: layer.mode, value: layer.value }
    default: {
      const { type: _type, ...settings } = layer
      return settings
    }
  }
}

/**
 * A layer with some of its settings changed; a Conv2d keeps what can be kept of its weights.
 * @throws ShapeError when the settings do not go together, as far as the layer alone can tell
 */
export function withSettings(layer: Layer, changes: LayerSettings): ChangedLayer {
  const label = describe(layerSettings(layer), changes)
  if (!hasBank(layer)) return { layer: otherLayer(layer, changes), label, dropped: 0 }
  const { bank, filters } = changedBank(layer.bank, changes)
  const dropped = droppedWeights(layer.bank, bank, filters)
  if (layer.type === 'conv2d') return { layer: { ...layer, bank }, label, dropped, filters }
  const outputPadding = changes.outputPadding ?? layer.outputPadding
  return { layer: { ...layer, bank, outputPadding }, label, dropped, filters }
}

/** Groups and channels may only be right together: both new go by way of a dense bank, which fits everything. */
function changedBank(
  before: FilterBank,
  changes: LayerSettings,
): { readonly bank: FilterBank; readonly filters: Sources } {
  const { outChannels, kernelSize, groups, bias } = changes
  const { stride, padding, paddingMode, dilation } = { ...before.params, ...changes }
  const [count] = before.weight.shape
  let bank = before
  let filters = byNumber(count, count)
  if (kernelSize !== undefined) bank = setKernelSize(bank, kernelSize)
  if (outChannels !== undefined && outChannels !== count) {
    if (groups !== undefined) bank = setGroups(bank, 1)
    const kept = bank.params.groups
    bank = setOutChannels(bank, outChannels)
    filters = grown(count, kept, outChannels)
  }
  if (groups !== undefined) bank = setGroups(bank, groups)
  if (bias !== undefined) bank = setBiasEnabled(bank, bias)
  return { bank: setParams(bank, { stride, padding, paddingMode, dilation }), filters }
}

function otherLayer(layer: Exclude<Layer, BankLayer>, changes: LayerSettings): Layer {
  switch (layer.type) {
    case 'maxPool2d':
    case 'avgPool2d':
      return { ...layer, ...poolSettings(layer, changes) }
    case 'pad': {
      const { sides, paddingMode: mode = layer.mode, value } = changes
      return {
        type: 'pad',
        padding: sides ?? layer.padding,
        mode,
        value: mode === 'zeros' ? (value ?? layer.value) : 0,
      }
    }
    case 'upsample': {
      const { scaleFactor, mode = layer.mode, alignCorners } = changes
      return {
        type: 'upsample',
        scaleFactor: scaleFactor ?? layer.scaleFactor,
        mode,
        alignCorners: mode === 'bilinear' && (alignCorners ?? layer.alignCorners),
      }
    }
    case 'pixelShuffle':
    case 'pixelUnshuffle':
      return { ...layer, factor: changes.factor ?? layer.factor }
    case 'channelShuffle':
      return { ...layer, groups: changes.groups ?? layer.groups }
    case 'clip':
    case 'elu':
    case 'gelu':
    case 'leakyRelu':
    case 'softplus':
      return ownSettings(layer, changes)
    default:
      return layer
  }
}

/** A layer with those changes that are of its settings. */
function ownSettings<L extends Layer>(layer: L, changes: LayerSettings): L {
  return { ...layer, ...Object.fromEntries(Object.entries(changes).filter(([key]) => key in layer)) }
}

function poolSettings(
  layer: MaxPool2dParams | AvgPool2dParams,
  { kernelSize, stride, padding, dilation, ceilMode, countIncludePad }: LayerSettings,
): Partial<MaxPool2dParams & AvgPool2dParams> {
  if (typeof padding === 'string') throw new ShapeError(`pooling has no padding '${padding}'`, 'padding')
  return {
    kernelSize: kernelSize ?? layer.kernelSize,
    stride: stride ?? layer.stride,
    padding: padding ?? layer.padding,
    ceilMode: ceilMode ?? layer.ceilMode,
    ...('dilation' in layer && { dilation: dilation ?? layer.dilation }),
    ...('countIncludePad' in layer && { countIncludePad: countIncludePad ?? layer.countIncludePad }),
  }
}

/** What settings are called. */
export const SETTING_NAMES: Readonly<Record<keyof LayerSettings, string>> = {
  outChannels: 'Out channels',
  kernelSize: 'Kernel size',
  stride: 'Stride',
  padding: 'Padding',
  paddingMode: 'Padding mode',
  dilation: 'Dilation',
  groups: 'Groups',
  bias: 'Bias',
  ceilMode: 'Ceil mode',
  countIncludePad: 'Count padding',
  negativeSlope: 'Negative slope',
  outputPadding: 'Output padding',
  sides: 'Padding',
  value: 'Value',
  scaleFactor: 'Scale factor',
  mode: 'Mode',
  alignCorners: 'Align corners',
  factor: 'Factor',
  alpha: 'Alpha',
  beta: 'Beta',
  threshold: 'Threshold',
  min: 'Min',
  max: 'Max',
  approximate: 'Approximate',
}

/** "Groups 4 → 8", or the names of several settings. */
function describe(before: LayerSettings, changes: LayerSettings): string {
  const keys = SETTINGS.filter(
    (key) => key in changes && settingWords(changes[key]) !== settingWords(before[key]),
  )
  const [only, ...more] = keys
  if (only === undefined) return 'Settings'
  if (more.length > 0) return keys.map((key) => SETTING_NAMES[key]).join(', ')
  return `${SETTING_NAMES[only]} ${settingWords(before[only])} → ${settingWords(changes[only])}`
}

const SETTINGS = Object.keys(SETTING_NAMES).filter((key): key is keyof LayerSettings => key in SETTING_NAMES)

/** A setting's value as it is read: "2", "2 × 3", "1, 1, 0, 0", "on". */
export function settingWords(value: LayerSettings[keyof LayerSettings]): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'object') {
    const [first] = value
    return value.every((each) => each === first)
      ? String(first)
      : value.join(value.length === 2 ? ' × ' : ', ')
  }
  return String(value)
}
