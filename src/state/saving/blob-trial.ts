import { deleteDB, openDB } from 'idb'

/** Of its own, as in WebKit a transaction with a Blob that is refused may hold up its database for ever. */
const NAME = 'filterbank-trial'
const STORE = 'files'
/** How long the browser may take, in ms. */
const LIMIT = 3000

/** Whether the browser's storage takes a Blob: false where it refuses one, or says nothing in time. Never rejects. */
export async function takesBlobs(): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, LIMIT, false)
  })
  const trial = storeBlob().then(
    () => true,
    () => false, // whatever the reason: bytes are taken wherever anything is
  )
  const answer = await Promise.race([trial, late])
  clearTimeout(timer)
  return answer
}

async function storeBlob(): Promise<void> {
  const database = await openDB(NAME, 1, {
    upgrade: (created) => {
      created.createObjectStore(STORE)
    },
  })
  try {
    await database.put(STORE, new Blob(['a file']), 0)
  } finally {
    database.close()
    deleteDB(NAME).catch(() => undefined) // what is left is six bytes, and used by the next trial
  }
}
