import type { PointwiseOp, PointwiseStep } from '../../kernels/maps/steps.ts'
import { writeTiles } from '../../kernels/program/tiles.ts'
import { bandTiles, tablesOf, type LayerWork } from './layer-work.ts'
import { writeFloats } from './scratch.ts'

/** The step that computes a layer value by value. @param params of a channel, of operations that have some */
export function pointwiseStep(
  work: LayerWork,
  op: PointwiseOp,
  params: (channel: number) => readonly number[] = () => [],
): PointwiseStep {
  const { index, plan, planes, scratch } = work
  const [, channels] = plan.output
  return {
    kind: 'pointwise',
    layer: index,
    tiles: writeTiles('pointwise', bandTiles(work)),
    op,
    ...tablesOf(work, planes.inputs),
    params: writeFloats(
      scratch,
      planes.outputs.flatMap(([map]) => params(map % channels)),
    ),
    width: plan.output[3],
    statsOffset: plan.map.statsOffset,
    bandRows: plan.map.bandRows,
  }
}
