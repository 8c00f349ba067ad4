import { SHARE_PATH, SHARED_CACHE, SHARED_NAME, SHARED_QUERY } from '../../engine/offline-protocol.ts'
import { isLink, readLink } from '../../formats/link.ts'
import { ProjectList } from '../saving/project-list.svelte.ts'
import { showView } from '../saving/kept-view.ts'
import type { Projects } from '../saving/projects.svelte.ts'
import { DEFAULT_SAMPLE } from '../samples.ts'
import type { Session } from '../session.svelte.ts'
import { kindOf } from '../transfer.ts'

/*
 * What comes from outside: links, and files that the system opens or shares. It becomes an undoable step, in a project of its
 * own: a saved project is never overwritten by it.
 */

/** Open what the page's address asks for; the address is then plain again, so that a reload asks for nothing. */
export async function openAddress(session: Session, projects: Projects, address: URL): Promise<void> {
  const { hash, searchParams: query } = address
  const isOurs = isLink(hash) || [SHARED_QUERY, 'projects', 'sample'].some((word) => query.has(word))
  if (!isOurs) return
  history.replaceState(null, '', address.pathname)
  if (query.has('projects')) projects.isListOpen = true
  if (query.has('sample') && lacksPhoto(session)) await session.openSample(DEFAULT_SAMPLE)
  if (query.has(SHARED_QUERY)) await openShared(session, projects)
  if (isLink(hash)) await openLink(session, projects, hash)
}

/** Open a file that came from the system: a picture, or a project. */
export async function openFromSystem(session: Session, projects: Projects, file: File): Promise<void> {
  if (kindOf(file) === 'project') await openProjectFile(session, projects, file)
  else await intoItsOwnProject(session, projects, () => session.openFile(file, file.name || 'Shared picture'))
}

/** Open a `.filterbank` file as a new project; one that is refused changes nothing. */
export async function openProjectFile(session: Session, projects: Projects, file: Blob): Promise<void> {
  const list = new ProjectList(await projects.load())
  if (!(await list.import(file))) session.tell(new Error(list.problem ?? 'The project could not be opened.'))
}

async function openLink(session: Session, projects: Projects, hash: string): Promise<void> {
  await intoItsOwnProject(session, projects, async () => {
    try {
      const { bank, resolution, view, bypassed = [] } = readLink(hash)
      const { photo } = session.document
      session.edit({ label: 'Open link', document: { ...bank, photo, resolution, bypassed } })
      showView(session.view, view)
      session.say('Opened the filters of the link. Undo brings back what was here.')
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      session.tell(new Error(`The link cannot be opened: ${why}`))
    }
    if (lacksPhoto(session)) await session.openSample(DEFAULT_SAMPLE)
  })
}

async function openShared(session: Session, projects: Projects): Promise<void> {
  const cache = await caches.open(SHARED_CACHE)
  const response = await cache.match(SHARE_PATH)
  if (response === undefined) {
    session.tell(new Error('What was shared holds no file. Filterbank opens pictures and .filterbank files.'))
    return
  }
  const name = decodeURIComponent(response.headers.get(SHARED_NAME) ?? '')
  const file = new File([await response.blob()], name, { type: response.headers.get('content-type') ?? '' })
  await cache.delete(SHARE_PATH)
  await openFromSystem(session, projects, file)
}

async function intoItsOwnProject(
  session: Session,
  projects: Projects,
  work: () => Promise<void>,
): Promise<void> {
  const keeper = await projects.load()
  await keeper.flush()
  const before = session.document
  await work()
  if (session.document !== before) await keeper.branch()
}

/** At the start of a visit the session has a photo only in prospect. */
function lacksPhoto({ document, pictures }: Session): boolean {
  return document.photo === null && pictures.live === null
}
