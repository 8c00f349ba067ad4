/*
 * What a filter bank file may hold. Wider than what the controls offer, so that trained layers load; low enough that a
 * hostile file is refused before anything is allocated for it.
 */

/** UTF-16 units of the whole text. */
export const MAX_TEXT = 64 * 2 ** 20
export const MAX_LAYERS = 64
/** Input or output channels of one layer. */
export const MAX_CHANNELS = 1024
/** Rows or columns of a kernel or pooling window. */
export const MAX_KERNEL = 31
/** Stride, padding or dilation along one axis. */
export const MAX_STEP = 1024
/** Weights of all layers together: 16 MiB as float32. */
export const MAX_WEIGHTS = 4 * 2 ** 20
/** UTF-16 units of a name. */
export const MAX_NAME = 200
