import * as Comlink from 'comlink'
import type { PeakWorkerApi } from './api.ts'
import { probePeak } from '../../src/kernels/run/peak-probe.ts'

Comlink.expose({ probe: probePeak } satisfies PeakWorkerApi)
