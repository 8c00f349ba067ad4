import { StorageError } from '../../core/errors.ts'
import { fitting } from '../../core/image/crop.ts'
import { sameValues } from '../../core/layers/same-values.ts'
import type { LinkContent } from '../../formats/link.ts'
import type { StoredDocument } from '../../formats/stored-document.ts'
import type { ListedProject, ProjectStore, SavedProject } from './project-store.ts'

/** A project that was made of a link. */
export interface LinkedProject {
  readonly id: string
  readonly name: string
  /** Whether it still is what the link says. */
  readonly isSame: boolean
}

/** What is asked of the projects that are there. */
export type LinkedProjects = Pick<ProjectStore, 'list' | 'load'>

/**
 * The project that was made of a link: of several one that still is what the link says, else the newest; null where there is none
 * that can be opened, or no storage, which saving tells. @param key of the link, see linkKey
 */
export async function findLinked(
  store: LinkedProjects,
  key: string,
  content: LinkContent,
): Promise<LinkedProject | null> {
  let newest: LinkedProject | null = null
  for (const project of await orElse(() => store.list(), [])) {
    if (project.damaged || project.link?.key !== key) continue
    const saved = await orElse<SavedProject | null>(() => store.load(project.id), null)
    if (saved === null) continue
    const { id, name } = project
    if (isWhat(content, saved.document)) return { id, name, isSame: true }
    newest ??= { id, name, isSame: false }
  }
  return newest
}

/** Whether a document is what a link makes of its photo. */
function isWhat({ bank, resolution, bypassed = [] }: LinkContent, document: StoredDocument): boolean {
  const fromLink = { ...bank, input: fitting(bank.input, document.photo), resolution, bypassed }
  return sameValues(fromLink, {
    ...document.bank,
    resolution: document.resolution,
    bypassed: document.bypassed ?? [],
  })
}

async function orElse<T extends readonly ListedProject[] | SavedProject | null>(
  work: () => Promise<T>,
  instead: T,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StorageError) return instead
    throw error
  }
}
