type Bytes = Uint8Array<ArrayBuffer>

/** A module by its key, assembled when asked for: equal keys mean equal bytes. What assembles rarer ones is loaded only then. */
export interface KernelModule<Code extends Bytes | Promise<Bytes> = Bytes | Promise<Bytes>> {
  readonly key: string
  readonly assemble: () => Code
}
