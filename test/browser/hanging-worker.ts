import * as Comlink from 'comlink'
import type { ConvWorkerApi } from '../../workers/conv/api.ts'

/** A worker that starts well, takes the first tile of a program and never gives it back; jobs it never answers. */
let memory: WebAssembly.Memory | null = null
const FIRST_STEP_NEXT_TILE = 4

const api: Pick<ConvWorkerApi, 'start'> & {
  execute(program: { control: number }): void
  compute(): Promise<never>
} = {
  start(_set, shared) {
    memory = shared
  },
  execute(program) {
    if (memory === null) throw new Error('not started')
    Atomics.add(new Int32Array(memory.buffer, program.control, 5), FIRST_STEP_NEXT_TILE, 1)
    const forever = new Int32Array(new SharedArrayBuffer(4))
    for (;;) Atomics.wait(forever, 0, 0, 1000)
  },
  compute: () => new Promise(() => undefined),
}

Comlink.expose(api)
