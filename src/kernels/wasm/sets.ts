/**
 * The instruction sets that kernels are assembled for: `relaxed` multiplies and adds in one rounding where the CPU can,
 * `simd` in two, `plain` uses scalar WASM instructions only. One emitter makes all three.
 */
export type KernelSet = 'plain' | 'simd' | 'relaxed'
