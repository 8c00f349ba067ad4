import type { ProjectOrigin } from '../saving/project-parts.ts'
import type { Projects } from '../saving/projects.svelte.ts'
import type { Session } from '../session/session.svelte.ts'

/**
 * Do something to the document in a project of its own: the one so far stays as it was saved. A lesson is left first; one that
 * this opens is no project. @param origin of the project
 */
export async function intoItsOwnProject(
  session: Session,
  projects: Projects,
  work: () => Promise<void> | void,
  origin?: ProjectOrigin,
): Promise<void> {
  session.leaveLesson?.()
  const keeper = await projects.load()
  await keeper.flush()
  const before = session.document
  await work()
  if (session.document !== before && session.leaveLesson === null) await keeper.branch(origin)
}

/** At the start of a visit the session has a photo only in prospect. */
export function lacksPhoto({ document, pictures }: Session): boolean {
  return document.photo === null && pictures.live === null
}
