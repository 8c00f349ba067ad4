import '../../workers/conv/worker.ts'

/** A worker as all are, with a slow clock. It times each tile and job: there is time to act in the middle of a run. */
const SLOW_MS = 12
const nothing = new Int32Array(new SharedArrayBuffer(4))
const now = performance.now.bind(performance)

performance.now = () => {
  Atomics.wait(nothing, 0, 0, SLOW_MS)
  return now()
}
