/** What every .npy file begins with (NumPy Enhancement Proposal 1). */
export const NPY_MAGIC: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
