import type { Way } from '../commands/walks.ts'

/** A kernel of a bank, its channel counted within the group. */
export interface KernelPosition {
  readonly filter: number
  readonly channel: number
}

/** Where a way leads from a kernel, perhaps outside the bank. */
export function kernelMove(
  way: Way,
  { filter, channel }: KernelPosition,
  channelsPerGroup: number,
  filtersPerGroup: number,
): KernelPosition {
  switch (way) {
    case 'up':
      return { filter: filter - 1, channel }
    case 'down':
      return { filter: filter + 1, channel }
    case 'left':
      return { filter, channel: channel - 1 }
    case 'right':
      return { filter, channel: channel + 1 }
    case 'first':
      return { filter, channel: 0 }
    case 'last':
      return { filter, channel: channelsPerGroup - 1 }
    case 'before':
      return { filter: filter - filtersPerGroup, channel }
    case 'after':
      return { filter: filter + filtersPerGroup, channel }
  }
}
