import * as Comlink from 'comlink'
import type { PeakWorkerApi } from '../src/engine/peak-protocol.ts'
import { probePeak } from '../src/kernels/peak-probe.ts'

Comlink.expose({ probe: probePeak } satisfies PeakWorkerApi)
