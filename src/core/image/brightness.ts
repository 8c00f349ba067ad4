/** Weights of R, G and B in brightness (ITU-R BT.601). */
export const LUMA = [0.299, 0.587, 0.114] as const

/** How much each of `channels` channels counts towards their brightness: BT.601 for three, else their mean. */
export function brightness(channels: number): readonly number[] {
  return channels === 3 ? LUMA : Array.from({ length: channels }, () => 1 / channels)
}
