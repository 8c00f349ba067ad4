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
export function followLaunches(open: { files(files: File[]): void; address(url: URL): void }): void {
  const queue: unknown = Reflect.get(globalThis, 'launchQueue')
  if (!isLaunchQueue(queue)) return
  queue.setConsumer(({ targetURL, files = [] }) => {
    const handles = files.filter((handle) => handle instanceof FileSystemFileHandle)
    if (handles.length > 0)
      void Promise.all(handles.map((handle) => handle.getFile())).then((all) => open.files(all))
    else if (targetURL !== undefined) open.address(new URL(targetURL))
  })
}
