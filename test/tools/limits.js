/**
 * Milliseconds after which one test, or one wait in it, is taken to hang: many times what the slowest takes on a slow
 * machine, so that slowness alone never meets it. There is no limit on a whole suite.
 */
export const HANG_MS = 300_000
