import { shown } from '../../formats/hidden-characters.ts'
import { linkKey } from '../../formats/link-key.ts'
import type { LinkContent } from '../../formats/link.ts'
import { DEFAULT_SAMPLE } from '../photo/samples.ts'
import { showView } from '../saving/kept-view.ts'
import { linkedDocument, readLink } from '../saving/link-content.ts'
import { findLinked, type LinkedProject } from '../saving/linked-project.ts'
import type { Projects } from '../saving/projects.svelte.ts'
import type { Session } from '../session/session.svelte.ts'
import { intoItsOwnProject, lacksPhoto } from './own-project.ts'

/** Of a name in a message, in UTF-16 units. */
const LONG = 60

/**
 * Open a link: the project that was made of it before, if that still is what the link says; where it was edited since, what to do
 * is asked for; else a new project, with the name that the link carries.
 */
export async function openLink(session: Session, projects: Projects, hash: string): Promise<void> {
  const content = await readLink(session, hash)
  if (content === null) {
    if (lacksPhoto(session)) await session.openSample(DEFAULT_SAMPLE)
    return
  }
  session.leaveLesson?.()
  const link = { key: linkKey(content), hash }
  const keeper = await projects.load()
  await keeper.flush()
  const found = await findLinked(keeper.store, link.key, content)
  const openAnew = () => openAsNew(session, projects, content, link)
  if (found === null) await openAnew()
  else if (found.isSame) {
    await goTo(session, projects, found)
    showView(session.view, content.view)
    session.say('Opened the project that was made of this link before.')
  } else projects.linkOffer = { name: found.name, goOn: () => goTo(session, projects, found), openAnew }
}

async function goTo(session: Session, projects: Projects, { id, name }: LinkedProject): Promise<void> {
  try {
    const keeper = await projects.load()
    if (keeper.current?.id === id || (await keeper.open(id))) return
    session.tell(new Error(`“${shown(name, LONG)}” is not there any more.`))
  } catch (error) {
    session.tell(error)
  }
}

async function openAsNew(
  session: Session,
  projects: Projects,
  content: LinkContent,
  link: { readonly key: string; readonly hash: string },
): Promise<void> {
  const { view, name } = content
  const open = () => {
    const document = linkedDocument(content, session.document.photo)
    session.edit({ label: 'Open link', document, origins: [], select: view.layer })
    showView(session.view, view)
    session.say('Opened the filters of the link. Undo brings back what was here.')
  }
  await intoItsOwnProject(session, projects, open, { link, ...(name !== undefined && { name }) })
  if (!lacksPhoto(session)) return
  await session.openSample(DEFAULT_SAMPLE)
  session.history.open() // with that photo
}
