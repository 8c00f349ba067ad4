import { type Algorithm, tapsOf } from '../../kernels/conv/choose.ts'
import type { FasterConv } from '../../kernels/conv/algorithms.ts'
import type { Ptr } from '../../kernels/program/program.ts'
import { rowForm } from '../../kernels/conv/row-winograd/form.ts'
import { rowWinogradLayout } from '../../kernels/conv/row-winograd/layout.ts'
import { packRowWinograd, rowWinogradFloats } from '../../kernels/conv/row-winograd/run.ts'
import { rowWinogradModule } from '../../kernels/conv/row-winograd/module.ts'
import {
  packSeparable,
  separableBlock,
  separableFloats,
  separableModules,
  separableWorkspace,
} from '../../kernels/conv/separable/separable.ts'
import { packSparse, sparseModule, sparseWords } from '../../kernels/conv/sparse/sparse.ts'
import { winogradLayout } from '../../kernels/conv/winograd/layout.ts'
import { TILE } from '../../kernels/conv/winograd/matrices.ts'
import { packWinograd, winogradFloats } from '../../kernels/conv/winograd/run.ts'
import { winogradModule } from '../../kernels/conv/winograd/module.ts'
import { packRuns, tilesOf, type ConvWork, type PackedRuns, type Share } from './conv-steps.ts'
import { layoutOf } from './layer-steps.ts'

/**
 * The faster way of a share of a convolution: asks for its kernels and workspace and packs its weights.
 * @param tame the words of the layer's TameStep: one for each group of each image
 */
export function fasterConv(
  algorithm: Exclude<Algorithm, 'direct'>,
  work: ConvWork,
  share: Share,
  tame: Ptr,
): FasterConv {
  const withTiles = (packed: PackedRuns) => {
    const { groups } = work.layer.bank.params
    const tiles = tilesOf(share, (run) => [run.n * groups + run.group, packed.offset(run)])
    return { weights: packed.at, tame, tiles: Int32Array.from(tiles) }
  }
  switch (algorithm) {
    case 'winograd':
      return winograd(work, share, withTiles)
    case 'rowWinograd':
      return rowWinograd(work, share, withTiles)
    case 'separable':
      return separable(work, share, withTiles)
    case 'sparse':
      return sparse(work, share, withTiles)
  }
}

type WithTiles = (packed: PackedRuns) => Pick<FasterConv, 'weights' | 'tame' | 'tiles'>

function winograd(work: ConvWork, share: Share, withTiles: WithTiles): FasterConv {
  const { plan, conv, window, layer, kernels } = work
  const { weight, bias } = layer.bank
  const [, inPerGroup] = weight.shape
  const last = share.rows.at(-1) ?? [0, 0]
  const tileRows = new Set([plan.map.bandRows, last[1] - last[0]].map((rows) => Math.ceil(rows / TILE)))
  const shape = {
    inPerGroup,
    width: plan.output[3],
    rowPitch: window.geometry.rowPitch,
    tileRows: [...tileRows],
    ...conv.winograd,
  }
  const module = winogradModule({ ...shape, set: kernels.set, shared: kernels.shared })
  kernels.need(module.key, module.assemble)
  kernels.workspace(winogradLayout(shape).bytes)
  const form = `winograd ${shape.filters} of ${shape.chunk}`
  const floatsOf = ({ length }: readonly number[]) => length * winogradFloats(inPerGroup)
  const pack = (target: Float32Array, filters: readonly number[]) => {
    packWinograd(target, weight.data, bias, filters, shape)
  }
  const packed = packRuns(work, share, form, floatsOf, pack, { algorithm: 'winograd', shape })
  return { algorithm: 'winograd', module: module.key, shape, ...withTiles(packed) }
}

function rowWinograd(work: ConvWork, share: Share, withTiles: WithTiles): FasterConv {
  const { plan, conv, window, layer, kernels } = work
  const { weight, bias } = layer.bank
  const [, inPerGroup, height, width] = weight.shape
  const { rowPitch, phasePitch } = window.geometry
  const shape = {
    inPerGroup,
    kernel: [height, width],
    strideHeight: window.h.stride,
    dilationHeight: window.h.dilation,
    dilationWidth: window.w.dilation,
    ...rowForm(window.w),
    width: plan.output[3],
    rowPitch,
    phasePitch,
    tileRows: Math.min(plan.map.height, conv.rowsPerTile.rowWinograd),
    ...conv.rowWinograd,
  } as const
  const module = rowWinogradModule({ ...shape, set: kernels.set, shared: kernels.shared })
  kernels.need(module.key, module.assemble)
  kernels.workspace(rowWinogradLayout(shape).bytes)
  const form = `row winograd ${shape.filters} of ${shape.chunk}`
  const floatsOf = ({ length }: readonly number[]) => length * rowWinogradFloats(shape)
  const pack = (target: Float32Array, filters: readonly number[]) => {
    packRowWinograd(target, weight.data, bias, filters, shape)
  }
  const packed = packRuns(work, share, form, floatsOf, pack, { algorithm: 'rowWinograd', shape })
  return { algorithm: 'rowWinograd', module: module.key, shape, ...withTiles(packed) }
}

function separable(work: ConvWork, share: Share, withTiles: WithTiles): FasterConv {
  const { plan, conv, window, layer, kernels } = work
  const { weight, bias } = layer.bank
  const [, inPerGroup, height, width] = weight.shape
  const layout = layoutOf(window)
  const modules = separableModules(kernels.set, kernels.shared, layout, inPerGroup)
  kernels.need(modules.rows.key, modules.rows.assemble)
  kernels.need(modules.columns.key, modules.columns.assemble)
  const shape = {
    inPerGroup,
    kernel: [height, width],
    strideHeight: window.h.stride,
    dilationHeight: window.h.dilation,
    width: plan.output[3],
    rowPitch: layout.rowPitch,
    tileRows: Math.min(plan.map.height, conv.rowsPerTile.separable),
    block: separableBlock(kernels.set),
  } as const
  kernels.workspace(separableWorkspace(shape))
  const floatsOf = ({ length }: readonly number[]) => length * separableFloats(shape)
  const packed = packRuns(work, share, 'separable', floatsOf, (target, filters) => {
    packSeparable(target, weight.data, bias, filters, shape)
  })
  return {
    algorithm: 'separable',
    module: modules.rows.key,
    columnModule: modules.columns.key,
    shape,
    ...withTiles(packed),
  }
}

function sparse(work: ConvWork, share: Share, withTiles: WithTiles): FasterConv {
  const { plan, window, layer, kernels } = work
  const { weight, bias } = layer.bank
  const [, inPerGroup] = weight.shape
  const layout = layoutOf(window)
  const shape = { width: plan.output[3], inputRowStep: window.h.stride * layout.rowPitch }
  const module = sparseModule({ ...shape, set: kernels.set, shared: kernels.shared })
  kernels.need(module.key, module.assemble)
  const each = weight.data.length / weight.shape[0]
  const floatsOf = (filters: readonly number[]) =>
    filters.reduce(
      (sum, filter) => sum + sparseWords(tapsOf(weight.data.subarray(filter * each, (filter + 1) * each))),
      0,
    )
  const form = `sparse ${layout.rowPitch}/${layout.phasePitch}`
  const packed = packRuns(work, share, form, floatsOf, (target, filters) => {
    packSparse(target, weight.data, bias, filters, inPerGroup, layout)
  })
  return { algorithm: 'sparse', module: module.key, shape, ...withTiles(packed) }
}
