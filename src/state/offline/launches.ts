/** The part of the Launch Handler API that is used; Chromium only, and not in TypeScript's libraries. */
interface LaunchParams {
  readonly targetURL?: string
  readonly files?: readonly FileSystemHandle[]
}
interface LaunchQueue {
  setConsumer(consumer: (params: LaunchParams) => void): void
}

function isLaunchQueue(value: unknown): value is LaunchQueue {
  return typeof value === 'object' && value !== null && 'setConsumer' in value
}

/** Hear of files and addresses that the system hands to the app, at its start or while it runs. */
export function followLaunches(open: { file(file: File): void; address(url: URL): void }): void {
  const queue: unknown = Reflect.get(globalThis, 'launchQueue')
  if (!isLaunchQueue(queue)) return
  queue.setConsumer(({ targetURL, files = [] }) => {
    const first = files.find((handle) => handle instanceof FileSystemFileHandle)
    if (first) void first.getFile().then((file) => open.file(file))
    else if (targetURL !== undefined) open.address(new URL(targetURL))
  })
}
