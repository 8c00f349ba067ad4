import type { BlendStep, MeanStep, PlaceStep } from '../../kernels/maps/steps.ts'
import { longestRun, type Places } from '../../kernels/maps/places.ts'
import type { Ptr } from '../../kernels/program/pointer.ts'
import { writeTiles } from '../../kernels/program/tiles.ts'
import type { Placement } from '../../core/layers/placement.ts'
import { bandTiles, tablesOf, writtenMaps, type LayerWork } from './layer-work.ts'
import { wordTable, type Scratch } from './scratch.ts'

/** The step of a layer whose values are those of its input at other places, or between neighbours. */
export function movedStep(work: LayerWork): PlaceStep | BlendStep {
  const { index, plan, planes, scratch } = work
  const { placement, blend } = plan
  const written = { layer: index, ...writtenMaps(work, planes.outputs) }
  const inputWidth = plan.input[3]
  if (placement !== null) {
    const inputs = planes.outputs.flatMap(({ map }) =>
      placement
        .sources(map)
        .map((source) => (planes.inputs[source.map] ?? 0) + 4 * (source.row * inputWidth + source.column)),
    )
    const outputs = planes.outputs.map(({ plane }) => plane)
    const pitches = { inputPitch: inputWidth, outputPitch: plan.output[3] }
    const places = writePlaces(scratch, placement, inputs, outputs, pitches)
    return { ...written, kind: 'place', tiles: writeTiles('place', bandTiles(work)), places }
  }
  if (blend === null) throw new TypeError('a layer that moves values is planned as one')
  const { rows, columns } = blend
  return {
    ...written,
    kind: 'blend',
    tiles: writeTiles('blend', bandTiles(work)),
    ...tablesOf(work, planes.inputs),
    first: rows.first,
    second: rows.second,
    part: Float32Array.from(rows.part),
    columns: writeBlend(scratch, columns),
    inputWidth,
  }
}

/** The step that takes the mean of every map. */
export function meanStep(work: LayerWork): MeanStep {
  const { index, plan, planes } = work
  const [, , height, width] = plan.input
  return {
    kind: 'mean',
    layer: index,
    tiles: writeTiles('mean', bandTiles(work)),
    ...tablesOf(work, planes.inputs),
    floats: height * width,
    inputStats: plan.inputMap.statsOffset,
    inputBands: plan.inputMap.bands,
    ...writtenMaps(work, planes.outputs),
  }
}

/** Write the tables of planes whose values come from other places. @param inputs addresses where their first values would stand */
export function writePlaces(
  scratch: Scratch,
  { cell, firstOfCell, rows, columns, value }: Omit<Placement, 'below' | 'sources'>,
  inputs: readonly number[],
  outputs: readonly Ptr[],
  pitches: Pick<Places, 'inputPitch' | 'outputPitch'>,
): Places {
  const offsets = scratch.take(columns.byteLength)
  scratch.write(
    offsets,
    Uint32Array.from(columns, (column) => (column < 0 ? 2 ** 32 - 1 : 4 * column)),
  )
  return {
    inputTable: wordTable(scratch, inputs),
    outputTable: wordTable(scratch, outputs),
    cell,
    firstOfCell,
    rows,
    columns: offsets,
    count: columns.length,
    run: longestRun(columns),
    value,
    ...pitches,
  }
}

function writeBlend(
  scratch: Scratch,
  {
    first,
    second,
    part,
  }: { readonly first: Int32Array; readonly second: Int32Array; readonly part: Float64Array },
): Ptr {
  const count = first.length
  const table = new Uint32Array(3 * count)
  table.set(first.map((column) => 4 * column))
  table.set(
    second.map((column) => 4 * column),
    count,
  )
  new Float32Array(table.buffer).set(part, 2 * count)
  const at = scratch.take(table.byteLength)
  scratch.write(at, table)
  return at
}
