import '../../workers/conv/worker.ts'

/** A worker as all are, in a browser that shares memory with pages alone. */
Reflect.deleteProperty(globalThis, 'SharedArrayBuffer')
