import { fileKind } from '../../formats/file-kinds.ts'
import { filesOf } from './folders.ts'
import type { Transferred } from './transfer.ts'

/** The files behind a drop, or why there are none to open. */
export interface Dropped {
  readonly files: readonly File[]
  /** False when there are more files than were looked at. */
  readonly isWhole: boolean
  readonly problem: string | null
}

/** Look for files in what is no file itself: folders, and what was dragged from another page. */
export async function readFurther({ files, folders, link }: Transferred): Promise<Dropped> {
  if (link !== null) {
    const picture = pictureIn(link)
    if (picture === null) return { files: [], isWhole: true, problem: wordsOf(link) }
    return { files: [picture], isWhole: true, problem: null }
  }
  const inside = await filesOf(folders)
  const all = [...files, ...inside.files]
  const isHopeless = all.every((file) => ['other', 'unknown'].includes(fileKind(file)))
  const names = folders.map(({ name }) => `“${name}”`).join(', ')
  const problem = isHopeless ? `There is no picture in the folder ${names}.` : null
  return { ...inside, files: all, problem }
}

/** A picture that is written out in the page itself, as small ones often are. */
function pictureIn({ address, html }: NonNullable<Transferred['link']>): File | null {
  for (const source of [address, imageOf(html) ?? '']) {
    const [, type, base64] = /^data:(image\/[\w.+-]+);base64,([\w+/=\s]+)$/.exec(source) ?? []
    if (type === undefined || base64 === undefined) continue
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    return new File([bytes], 'Dropped picture', { type })
  }
  return null
}

function wordsOf({ html }: NonNullable<Transferred['link']>): string {
  const advice = 'Save it there first and open the file, or copy it and paste it here.'
  return imageOf(html) === null
    ? 'That was a link, not a picture. Drop a picture, a folder of pictures, or a file that was saved.'
    : `A picture on another page cannot be fetched from here: Filterbank speaks to no other site. ${advice}`
}

/** Where the first picture of a piece of HTML comes from, or null. It is parsed only: nothing is loaded. */
function imageOf(html: string): string | null {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  return body.querySelector('img')?.getAttribute('src') ?? null
}
