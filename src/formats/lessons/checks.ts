import { pipelineCost } from '../../core/cost/cost.ts'
import { totalCost } from '../../core/cost/figures.ts'
import { pipelineReach, type Reach } from '../../core/layers/reach.ts'
import { MAX_CHANNELS, MAX_LAYERS } from '../../core/layers/limits.ts'
import {
  readArray,
  readFinite,
  readInteger,
  readObject,
  readWord,
  refuse,
  type Node,
} from '../json-reader.ts'
import { LAYER_FORMS } from '../layers/forms.ts'
import { channelWords, type Check, type CheckedState } from './checked-state.ts'
import { LESSON_TABS } from './setup.ts'
import { biasCheck, settingCheck, sumCheck, weightsCheck } from './weight-checks.ts'

export type { Check, CheckedState }

/** What a task can ask for, by name: each reads its fields. docs/lessons.md lists them. */
const CHECKS: Readonly<Record<string, (node: Node) => Check>> = {
  bias: biasCheck,
  layers: layersCheck,
  macs: macsCheck,
  measured: measuredCheck,
  output: outputCheck,
  sameOutput: sameOutputCheck,
  sees: seesCheck,
  selected: selectedCheck,
  setting: settingCheck,
  sum: sumCheck,
  tab: tabCheck,
  weights: weightsCheck,
}

/** @throws FormatError with the path of the field */
export function readCheck(node: Node): Check {
  const { value } = node
  if (typeof value !== 'object' || value === null || !('check' in value)) {
    refuse(node, 'expected a check: an object with the field "check"')
  }
  const name = readWord({ value: value.check, path: `${node.path}.check` }, Object.keys(CHECKS))
  return CHECKS[name]?.(node) ?? refuse(node, 'unknown check')
}

/** What of a task is not done yet: the first thing, in a sentence; null when all is. */
export function whatIsMissing(checks: readonly Check[], state: CheckedState): string | null {
  for (const check of checks) {
    const missing = check(state)
    if (missing !== null) return missing
  }
  return null
}

const layerOf = (node: Node) => readInteger(node, 0, MAX_LAYERS - 1)

/** The layers are of these types, in this order. */
function layersCheck(node: Node): Check {
  const fields = readObject(node, ['check', 'types'])
  const types = readArray(fields.types, null, MAX_LAYERS).map((type) =>
    readWord(type, Object.keys(LAYER_FORMS)),
  )
  return ({ layers }) => {
    const are = layers.map(({ type }) => type)
    if (are.join() === types.join()) return null
    return `The layers are ${are.join(', ')}; wanted are ${types.join(', ')}.`
  }
}

/** All layers together take this many multiply-adds. */
function macsCheck(node: Node): Check {
  const fields = readObject(node, ['check', 'most'])
  const most = readFinite(fields.most)
  return ({ input, layers, shapes }) => {
    if (shapes === null) return 'A layer does not fit: its settings say why.'
    const { macs } = totalCost(pipelineCost(input, layers))
    return macs <= most
      ? null
      : `All layers together take ${macWords(macs)} MACs; wanted are at most ${macWords(most)}.`
  }
}

function macWords(count: number): string {
  if (count < 1e5) return count.toLocaleString('en')
  return `${(count / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} M`
}

/** The variants of the selected layer have been measured. */
function measuredCheck(node: Node): Check {
  readObject(node, ['check'])
  return ({ measured }) => (measured ? null : 'Nothing is measured yet.')
}

/** A layer makes maps of this many channels, rows and columns, as far as they are given. */
function outputCheck(node: Node): Check {
  const fields = readObject(node, ['check', 'layer'], ['channels', 'height', 'width'])
  const at = layerOf(fields.layer)
  const size = (field: Node | undefined) => (field ? readInteger(field, 1, 2 ** 18) : null)
  const wanted = { channels: size(fields.channels), height: size(fields.height), width: size(fields.width) }
  return ({ shapes }) => {
    const shape = shapes?.[at]
    if (shapes === null) return 'A layer does not fit: its settings say why.'
    if (shape === undefined) return `There is no layer ${at + 1}.`
    const [, channels, height, width] = shape
    const is = { channels, height, width }
    const off = (['channels', 'height', 'width'] as const).find(
      (name) => wanted[name] !== null && wanted[name] !== is[name],
    )
    if (off === undefined) return null
    if (off === 'channels') {
      return `Layer ${at + 1} makes ${channelWords(channels)}; wanted are ${wanted.channels ?? ''}.`
    }
    return `The maps of layer ${at + 1} are ${height} × ${width}; wanted is a ${off} of ${wanted[off] ?? ''}.`
  }
}

/** The last layer's maps have the height and width that they had when the step began. */
function sameOutputCheck(node: Node): Check {
  readObject(node, ['check'])
  return ({ shapes, startShapes }) => {
    if (shapes === null) return 'A layer does not fit: its settings say why.'
    const [is, was] = [shapes.at(-1)?.slice(2).join(' × '), startShapes.at(-1)?.slice(2).join(' × ')]
    return is === was ? null : `The last maps are ${is ?? 'gone'}; they are to stay ${was ?? 'as they were'}.`
  }
}

const COLOURS = ['red', 'green', 'blue']
const colours = (reach: Iterable<number>) => {
  const names = [...reach].sort((a, b) => a - b).map((channel) => COLOURS[channel] ?? `channel ${channel}`)
  return names.length === 0 ? 'nothing' : names.join(', ')
}

/** A map, or every map of a layer, follows from exactly these channels of the picture. */
function seesCheck(node: Node): Check {
  const fields = readObject(node, ['check', 'layer', 'channels'], ['map'])
  const at = layerOf(fields.layer)
  const map = fields.map ? readInteger(fields.map, 0, MAX_CHANNELS - 1) : null
  const channels = readArray(fields.channels, null, 3).map((each) => readInteger(each, 0, 2))
  const isWanted = (reach: Reach) =>
    reach.size === channels.length && channels.every((each) => reach.has(each))
  return ({ layers, shapes, input }) => {
    const maps = shapes === null ? undefined : pipelineReach(layers, input[1])[at]
    if (maps === undefined) return `There is no layer ${at + 1} that fits.`
    const off = map ?? maps.findIndex((reach) => !isWanted(reach))
    const reach = maps[off]
    if (off === -1 || (reach !== undefined && isWanted(reach))) return null
    if (reach === undefined) return `Layer ${at + 1} has no map ${off}.`
    return `Map ${off} of layer ${at + 1} sees ${colours(reach)}; wanted: ${colours(channels)}.`
  }
}

/** This is selected: layers count from 0 in the file, from 1 on the screen. */
function selectedCheck(node: Node): Check {
  const fields = readObject(node, ['check'], ['layer', 'filter', 'channel'])
  const wanted = (['layer', 'filter', 'channel'] as const).flatMap((name) => {
    const field = fields[name]
    return field ? [{ name, at: readInteger(field, 0, MAX_CHANNELS - 1) }] : []
  })
  if (wanted.length === 0) refuse(node, 'expected at least one of layer, filter, channel')
  return ({ selection }) => {
    const off = wanted.find(({ name, at }) => selection[name] !== at)
    if (off === undefined) return null
    const count = (at: number) => (off.name === 'layer' ? at + 1 : at)
    return `Selected is ${off.name} ${count(selection[off.name])}; wanted is ${off.name} ${count(off.at)}.`
  }
}

/** This tab is open. */
function tabCheck(node: Node): Check {
  const { is } = readObject(node, ['check', 'is'])
  const tab = readWord(is, LESSON_TABS)
  return ({ tabs }) => (tabs.includes(tab) ? null : `Open ${tab[0]?.toUpperCase() ?? ''}${tab.slice(1)}.`)
}
