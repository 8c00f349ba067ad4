/**
 * From now on IndexedDB takes Blobs as WebKit does in a session that is forgotten: a transaction that writes one into its only
 * store is aborted, one of several stores never ends, and what waits for it waits for ever. It uses nothing of its module, so that its text runs
 * in other pages too.
 * @returns a function that ends it
 */
export function refuseBlobs(): () => void {
  const put = Reflect.get(IDBObjectStore.prototype, 'put')
  const commit = Reflect.get(IDBTransaction.prototype, 'commit')
  const stuck = new WeakSet<IDBTransaction>()
  const holdsBlob = (value: unknown): boolean =>
    value instanceof Blob ||
    (typeof value === 'object' &&
      value !== null &&
      !ArrayBuffer.isView(value) &&
      Object.values(value).some(holdsBlob))
  const keepAlive = (store: IDBObjectStore): void => {
    store.get('nothing').onsuccess = () => keepAlive(store)
  }
  IDBObjectStore.prototype.put = function (value: unknown, key?: IDBValidKey) {
    if (!holdsBlob(value)) return put.call(this, value, key)
    const { transaction } = this
    const request = this.get('nothing') as IDBRequest<IDBValidKey>
    if (transaction.objectStoreNames.length === 1) queueMicrotask(() => transaction.abort())
    else {
      stuck.add(transaction)
      keepAlive(this)
    }
    return request
  }
  IDBTransaction.prototype.commit = function () {
    if (!stuck.has(this)) commit.call(this)
  }
  return () => {
    IDBObjectStore.prototype.put = put
    IDBTransaction.prototype.commit = commit
  }
}
