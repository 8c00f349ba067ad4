/** A file to be saved. */
export interface ExportedFile {
  readonly name: string
  readonly blob: Blob
}

/** Have the browser save a file. */
export function download({ name, blob }: ExportedFile): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
