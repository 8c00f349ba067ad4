/** What a file is taken for, by its name and type alone. */
export type FileKind = 'photo' | 'picture' | 'project' | 'filters' | 'unknown' | 'other'

/** What is known of a file before it is read. */
export interface NamedFile {
  readonly name: string
  readonly type: string
}

/** What is opened. */
const PHOTOS = /^(jpe?g|jfif|pjpeg|png|apng|webp|gif|bmp|avif|svg\+xml|jxl|tiff|hei[cf])$/
const PHOTO_ENDINGS = /\.(jpe?g|jfif|png|apng|webp|gif|bmp|avif|jxl|tiff?|hei[cf])$/i
/** Pictures of which one of the former is mostly kept too: RAW, and what phones and scanners write. */
const PICTURE_ENDINGS = /\.(dng|cr[23]|crw|nef|nrw|arw|orf|raf|rw2|pef|srw|psd|jp2|exr|hdr|tga|ico|svg)$/i
/** Filter banks, and files of trained models. */
const FILTER_ENDINGS = /\.(json|onnx|safetensors|np[yz]|pth?)$/i
/** What lies beside photos: sidecars, texts, films, and the system's own. */
const OTHER_ENDINGS = /\.(xmp|aae|thm|txt|md|csv|html?|xml|ini|db|pdf|mp4|mov|avi|mp3|wav|zip|docx?|xlsx?)$/i
/** Files that a system leaves in folders and nobody has chosen. */
const SYSTEM_FILES = /^(\..*|thumbs\.db|desktop\.ini)$/i

/** What a file is taken for. `unknown` may be anything, `other` no picture. */
export function fileKind({ name, type }: NamedFile): FileKind {
  const [family, form = ''] = type.split('/')
  if (/\.filterbank$/i.test(name)) return 'project'
  if (type === 'application/json' || FILTER_ENDINGS.test(name)) return 'filters'
  if (OTHER_ENDINGS.test(name)) return 'other'
  if (family === 'image') return PHOTOS.test(form) ? 'photo' : 'picture'
  if (PHOTO_ENDINGS.test(name)) return 'photo'
  if (PICTURE_ENDINGS.test(name)) return 'picture'
  return family === '' || type === 'application/octet-stream' ? 'unknown' : 'other'
}

/** What is opened first of several; the order of the files decides between equals. */
const ORDER: readonly FileKind[] = ['photo', 'picture', 'project', 'filters', 'unknown', 'other']

/**
 * One of the files that came together, to be opened, and those that are left: a photo if there is one, so that sidecars and
 * texts beside it are not in its way. Files that the system keeps in folders are as if they were not there.
 */
export function sortFiles<F extends NamedFile>(
  files: readonly F[],
): { readonly open: F | null; readonly left: readonly F[] } {
  const chosen = files.filter(({ name }) => !SYSTEM_FILES.test(name))
  const [open = null] = ORDER.flatMap((kind) => chosen.filter((file) => fileKind(file) === kind))
  return { open, left: chosen.filter((file) => file !== open) }
}

/** Names that are read out; more are counted. */
const NAMED = 3

/** What was opened of several files and what was not. @param more whether there are more than those left */
export function leftWords(opened: string, left: readonly string[], more = false): string {
  const rest = left.length - NAMED
  const names = rest > 1 ? left.slice(0, NAMED) : left
  const named = rest > 1 ? `${names.join(', ')} and ${rest} more` : names.join(', ')
  const count = `${more ? 'more than ' : ''}${left.length} other${left.length === 1 && !more ? '' : 's'}`
  return `Opened ${opened}; left ${count}: ${named}.`
}
