/** A kernel of a bank, its channel counted within the group. */
export interface KernelPosition {
  readonly filter: number
  readonly channel: number
}

/** Where a key leads from a kernel (perhaps outside the bank), null for a key that leads nowhere. */
export function kernelMove(
  key: string,
  { filter, channel }: KernelPosition,
  channelsPerGroup: number,
  filtersPerGroup: number,
): KernelPosition | null {
  switch (key) {
    case 'ArrowUp':
      return { filter: filter - 1, channel }
    case 'ArrowDown':
      return { filter: filter + 1, channel }
    case 'ArrowLeft':
      return { filter, channel: channel - 1 }
    case 'ArrowRight':
      return { filter, channel: channel + 1 }
    case 'Home':
      return { filter, channel: 0 }
    case 'End':
      return { filter, channel: channelsPerGroup - 1 }
    case 'PageUp':
      return { filter: filter - filtersPerGroup, channel }
    case 'PageDown':
      return { filter: filter + filtersPerGroup, channel }
    default:
      return null
  }
}
