import { CONV_TRANSPOSE2D } from './conv-transpose2d.ts'
import { GLOBAL_AVG_POOL } from './global-avg-pool2d.ts'
import { addKinds } from './kinds.ts'
import { PAD } from './pad.ts'
import { PIXEL_SHUFFLE, PIXEL_UNSHUFFLE } from './pixel-shuffle.ts'
import { PRELU } from './prelu.ts'
import { UPSAMPLE } from './upsample.ts'

/*
 * What the rarer types of layers mean. Whatever makes such layers imports this file, or waits for it: what reads files and what is
 * stored, and what adds a layer by hand. The first view has none.
 */
addKinds({
  convTranspose2d: CONV_TRANSPOSE2D,
  globalAvgPool2d: GLOBAL_AVG_POOL,
  pad: PAD,
  pixelShuffle: PIXEL_SHUFFLE,
  pixelUnshuffle: PIXEL_UNSHUFFLE,
  prelu: PRELU,
  upsample: UPSAMPLE,
})
