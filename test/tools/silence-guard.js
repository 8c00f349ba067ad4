/**
 * Calls `onSilence` once nothing was heard for `ms` milliseconds. What goes on for long and says so is left alone.
 * @param {number} ms
 * @param {() => void} onSilence
 * @returns {{ heard: () => void, stop: () => void }}
 */
export function silenceGuard(ms, onSilence) {
  let timer = setTimeout(onSilence, ms)
  return {
    heard() {
      clearTimeout(timer)
      timer = setTimeout(onSilence, ms)
    },
    stop() {
      clearTimeout(timer)
    },
  }
}
