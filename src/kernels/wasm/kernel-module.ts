/** A module by its key, assembled when asked for: equal keys mean equal bytes. */
export interface KernelModule {
  readonly key: string
  readonly assemble: () => Uint8Array<ArrayBuffer>
}
