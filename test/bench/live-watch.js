/*
 * Runs in the app's page before the app does: notes when edits arrive, which run of the workers computes them, when the maps
 * are drawn and presented.
 */

/**
 * @typedef {object} LiveNotes
 * @property {number[]} drawn ms from each input event to the first draw call of maps that show its edit
 * @property {number[]} presented ms to the end of the frame in which that was drawn
 * @property {number[]} frames times of the frames
 * @property {number[]} longTasks ms of each task of the main thread over 50 ms
 */

/** Install the watch. `globalThis.liveNotes` collects while it is set. Self-contained: it is sent to the page as text. */
export function watchLive() {
  /** @typedef {{ posted: number, answers: number }} Program */
  /** Programs of the engine in order; each goes to all workers, and each worker answers it. @type {Program[]} */
  const programs = []
  /** Edits that no draw call has shown yet. @type {number[]} */
  let waiting = []
  let workers = 0

  const notes = () => {
    /** @type {LiveNotes | undefined} */
    const collected = Reflect.get(globalThis, 'liveNotes')
    return collected
  }

  class WatchedWorker extends Worker {
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      super(url, options)
      if (options?.name !== 'conv') return
      workers += 1
      /** Answers expected, by the id of the message. @type {Map<unknown, Program>} */
      const asked = new Map()
      let executed = 0
      const post = this.postMessage.bind(this)
      /** @param {unknown} message @param {Transferable[]} transfer */
      const watched = (message, transfer) => {
        const { id, path } = /** @type {{ id?: unknown, path?: unknown }} */ (message)
        if (Array.isArray(path) && path[0] === 'execute') {
          const program = (programs[executed++] ??= { posted: performance.now(), answers: 0 })
          asked.set(id, program)
        }
        post(message, transfer)
      }
      Object.defineProperty(this, 'postMessage', { value: watched })
      this.addEventListener('message', (/** @type {MessageEvent<{ id?: unknown }>} */ { data }) => {
        const program = asked.get(data.id)
        if (program !== undefined) program.answers += 1
        asked.delete(data.id)
      })
    }
  }
  Object.defineProperty(globalThis, 'Worker', { value: WatchedWorker })

  // The engine waits for a word that the workers set when all have left a program, or for their answers.
  const waitAsync = Atomics.waitAsync.bind(Atomics)
  /** @param {Int32Array} words @param {number} index @param {number} value */
  const watchedWait = (words, index, value) => {
    const program = programs.at(-1)
    const waiting = waitAsync(words, index, value)
    const over = () => {
      if (program !== undefined && Atomics.load(words, index) !== value) program.answers = workers
    }
    if (waiting.async) void waiting.value.then(over)
    else over()
    return waiting
  }
  Object.defineProperty(Atomics, 'waitAsync', { value: watchedWait })

  addEventListener(
    'keydown',
    ({ key, timeStamp }) => {
      if (key === 'ArrowUp' && notes() !== undefined) waiting.push(timeStamp)
    },
    { capture: true },
  )

  /** Edits before the newest run that all workers have answered are in the maps that are drawn now. */
  const onDraw = () => {
    const now = performance.now()
    const collected = notes()
    const { posted } = programs.findLast(({ answers }) => answers >= workers) ?? { posted: -Infinity }
    const shown = waiting.filter((edit) => edit <= posted)
    if (collected === undefined || shown.length === 0) return
    waiting = waiting.filter((edit) => edit > posted)
    collected.drawn.push(...shown.map((edit) => now - edit))
    requestAnimationFrame(() => {
      // A task behind the frame's rendering: what was drawn is on its way to the screen. A message would not do, since
      // Chromium holds messages back after a key was pressed, until the next frame.
      const word = new Int32Array(new SharedArrayBuffer(4))
      const rendered = waitAsync(word, 0, 0)
      Atomics.notify(word, 0)
      void Promise.resolve(rendered.value).then(() => {
        const end = performance.now()
        collected.presented.push(...shown.map((edit) => end - edit))
      })
    })
  }
  for (const name of ['putImageData', 'drawImage']) {
    /** @type {(...values: unknown[]) => void} */
    const original = Reflect.get(CanvasRenderingContext2D.prototype, name)
    /** @this {CanvasRenderingContext2D} @param {unknown[]} values */
    const drawn = function (...values) {
      Reflect.apply(original, this, values)
      if (this.canvas instanceof HTMLCanvasElement && this.canvas.closest('[aria-label="Feature maps"]'))
        onDraw()
    }
    Object.defineProperty(CanvasRenderingContext2D.prototype, name, { value: drawn })
  }

  const onFrame = (/** @type {number} */ time) => {
    notes()?.frames.push(time)
    requestAnimationFrame(onFrame)
  }
  requestAnimationFrame(onFrame)
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) notes()?.longTasks.push(duration)
  }).observe({ type: 'longtask' })
}
