import type { PointwiseStep } from '../../kernels/maps/steps.ts'
import { writeTiles } from '../../kernels/program/tiles.ts'
import { bandTiles, tablesOf, writtenMaps, type LayerWork } from './layer-work.ts'
import type { PointwiseCode } from './pointwise-code.ts'
import { writeFloats } from './scratch.ts'

const NO_PARAMS = [0, 0] as const

/** The step that computes a layer value by value. */
export function pointwiseStep(work: LayerWork, { op, params }: PointwiseCode): PointwiseStep {
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
      planes.outputs.flatMap(({ map }) => params?.(map % channels) ?? NO_PARAMS),
    ),
    ...writtenMaps(work, planes.outputs),
  }
}
