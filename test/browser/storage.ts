/** Delete what the app has stored; connections that are open are closed. */
export async function deleteDatabase(): Promise<void> {
  await resultOf(indexedDB.deleteDatabase('filterbank'))
}

/** Keys of what is stored, in order. */
export async function stored(name: StoreName): Promise<unknown[]> {
  return await request(name, 'readonly', (store) => store.getAllKeys())
}

/** Store a value as it is, whatever the app would say to it. */
export async function store(name: StoreName, value: object): Promise<void> {
  await request(name, 'readwrite', (objects) => objects.put(value))
}

type StoreName = 'projects' | 'documents' | 'photos'

async function request<T>(
  name: StoreName,
  mode: IDBTransactionMode,
  make: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await resultOf(indexedDB.open('filterbank'))
  try {
    return await resultOf(make(database.transaction(name, mode).objectStore(name)))
  } finally {
    database.close()
  }
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the request failed'))
  })
}
