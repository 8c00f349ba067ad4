/** From (C, P) to (P, C), or each of `count` such blocks one after the other: NCHW to NHWC, OIHW to OHWI. */
export function channelsLast(
  data: Float32Array,
  channels: number,
  pixels: number,
  count = 1,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(data.length)
  const size = channels * pixels
  for (let at = 0; at < count * size; at += size) {
    for (let c = 0; c < channels; c++) {
      for (let p = 0; p < pixels; p++) out[at + p * channels + c] = data[at + c * pixels + p] ?? NaN
    }
  }
  return out
}
