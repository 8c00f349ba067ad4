import {
  SHARE_PATH,
  SHARED_CACHE,
  SHARED_LEFT,
  SHARED_NAME,
  SHARED_QUERY,
} from '../../../workers/service-worker/api.ts'
import { fileKind, sortFiles } from '../../formats/file-kinds.ts'
import { isLink } from '../../formats/link.ts'
import { ProjectList } from '../saving/project-list.svelte.ts'
import type { Projects } from '../saving/projects.svelte.ts'
import { DEFAULT_SAMPLE } from '../photo/samples.ts'
import type { Session } from '../session/session.svelte.ts'
import { intoItsOwnProject, lacksPhoto } from './own-project.ts'
import { openLink } from './open-link.ts'

/*
 * What comes from outside: links, and files that the system opens or shares. It becomes an undoable step, in a project of its
 * own: a saved project is never overwritten by it.
 */

/** Open what the page's address asks for; the address is then plain again, so that a reload asks for nothing. */
export async function openAddress(session: Session, projects: Projects, address: URL): Promise<void> {
  const { hash, searchParams: query } = address
  const [, lesson] = /^#lesson\/([\w-]+)$/.exec(hash) ?? []
  if (lesson !== undefined) {
    session.view.lesson = lesson // it stays in the address, so that a reload goes on with it
    return
  }
  const isOurs = isLink(hash) || [SHARED_QUERY, 'projects', 'sample'].some((word) => query.has(word))
  if (!isOurs) return
  history.replaceState(null, '', address.pathname)
  if (query.has('projects')) projects.isListOpen = true
  if (query.has('sample') && lacksPhoto(session)) await session.openSample(DEFAULT_SAMPLE)
  if (query.has(SHARED_QUERY)) await openShared(session, projects)
  if (isLink(hash)) await openLink(session, projects, hash)
}

/** Open one of the files that came from the system, as what it is. @param names of others that did not come along */
export async function openFromSystem(
  session: Session,
  projects: Projects,
  files: readonly File[],
  names: readonly string[] = [],
): Promise<void> {
  const { open } = sortFiles(files)
  const work = () => session.incoming.open(files, { names })
  if (open !== null && fileKind(open) === 'project') await work()
  else await intoItsOwnProject(session, projects, work)
}

/** Open a `.filterbank` file as a new project; one that is refused changes nothing. Returns whether it is open. */
export async function openProjectFile(session: Session, projects: Projects, file: File): Promise<boolean> {
  try {
    const list = new ProjectList(await projects.load())
    const isOpen = await list.import(file, session)
    if (list.problem !== null) session.tell(new Error(list.problem))
    return isOpen
  } catch (error) {
    session.tell(error) // what saves could not be loaded
    return false
  }
}

async function openShared(session: Session, projects: Projects): Promise<void> {
  const cache = await caches.open(SHARED_CACHE)
  const response = await cache.match(SHARE_PATH)
  if (response === undefined) {
    session.tell(new Error('What was shared holds no file. Filterbank opens pictures and .filterbank files.'))
    return
  }
  const header = (name: string) => decodeURIComponent(response.headers.get(name) ?? '')
  const type = response.headers.get('content-type') ?? ''
  const file = new File([await response.blob()], header(SHARED_NAME) || 'Shared picture', { type })
  const left = header(SHARED_LEFT).split('\n')
  await cache.delete(SHARE_PATH)
  await openFromSystem(
    session,
    projects,
    [file],
    left.filter((name) => name !== ''),
  )
}
