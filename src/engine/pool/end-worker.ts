import * as Comlink from 'comlink'

/**
 * End a worker for good. Comlink keeps what speaks with one that is merely terminated, and with it all that hears of it: a pool,
 * and its memory.
 * @param remote what Comlink made of it; no call of it may follow
 */
export function endWorker(
  worker: Worker,
  remote: Pick<Comlink.ProxyMethods, typeof Comlink.releaseProxy>,
): void {
  remote[Comlink.releaseProxy]()
  worker.terminate()
}
