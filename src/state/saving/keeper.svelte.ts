import { StorageError } from '../../core/errors.ts'
import type { ProjectRecord } from '../../formats/project-record.ts'
import type { ProjectView } from '../../formats/project-view.ts'
import type { FilterbankDocument, Photo } from '../document/document.ts'
import { selectionOf } from '../document/selection.ts'
import type { Session } from '../session/session.svelte.ts'
import { lastConv } from '../view/view.svelte.ts'
import { hear, holdProject, tell, type ProjectLock } from './project-lock.ts'
import { isSameView, showView, viewOf } from './kept-view.ts'
import { Lasting } from './lasting.ts'
import { newKey } from '../files/new-key.ts'
import { fromStored, recordOf, type NextProject, type ProjectOrigin, type Saved } from './project-parts.ts'
import type { ProjectStore } from './project-store.ts'
import { dropDraft, keepDraft } from './tab-draft.ts'
import { rememberProject } from './tab-memory.ts'
import { thumbnailOf } from './thumbnail.ts'
import { photoTooLarge, writeDocument } from './write-document.ts'

/** A change is saved after this time at the latest, in ms; longer where saving itself takes long, up to MOST. */
const SOON = 300
const MOST = 900

/**
 * Saves the session's document as it changes, into one project that only this tab may write. What fails is told by
 * `problem`, and tried again with the next change; what was saved before stays.
 */
export class Keeper {
  #current = $state.raw<ProjectRecord | null>(null)
  #isElsewhere = $state(false)
  #problem = $state<string | null>(null)
  /** The problem that was read: it is not told again as long as it lasts. */
  #read = $state<string | null>(null)
  readonly store: ProjectStore
  readonly #session: Session
  #lock: ProjectLock | null = null
  /** The project that will be made when there is something to keep. */
  #next: NextProject = { id: newKey() }
  /** What storage holds of the current project, null before it holds all. */
  #saved: Saved | null = null
  /** A photo whose bytes did not fit; it is not tried with every change. */
  #tooLarge: Photo | null = null
  /** The photo that the list's picture shows. */
  #pictured: Photo | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  #work: Promise<void> = Promise.resolve()
  #pause = SOON
  readonly #lasting = new Lasting()
  /** Nothing of a lesson is saved: one's own work was, before it stepped aside. */
  readonly #isLesson = () => this.#session.leaveLesson !== null

  constructor(session: Session, store: ProjectStore) {
    this.#session = session
    this.store = store
    hear((message) => {
      if (message.type === 'yield' && message.id === this.#current?.id) void this.#yield()
    })
  }

  /** The project that the session is saved in; null until there is something worth keeping. */
  get current(): ProjectRecord | null {
    return this.#isLesson() ? null : this.#current
  }

  /** Whether another tab holds the project, so that changes here are not saved. */
  get isElsewhere(): boolean {
    return this.#isElsewhere
  }

  /** Why the newest change is not saved, in plain words, or null. */
  get problem(): string | null {
    return this.#problem
  }

  /** The problem, until it was read. */
  get news(): string | null {
    return this.#problem === this.#read ? null : this.#problem
  }

  /** Whether something would be lost with the page. */
  get isUnsaved(): boolean {
    if (this.#isLesson()) return this.#isElsewhere || this.#problem !== null
    const { document } = this.#session
    const isWaiting = document !== this.#saved?.document && this.#isWorthKeeping
    return isWaiting || (this.#tooLarge !== null && document.photo === this.#tooLarge)
  }

  /** What is stored beside the document. */
  get #files(): (Blob | null | undefined)[] {
    return [this.#session.document.photo?.file, this.#current?.thumbnail]
  }

  /** What nobody has touched, such as the picture of a first visit, is not kept. */
  get #isWorthKeeping(): boolean {
    const { canUndo, canRedo } = this.#session.history
    return this.#current !== null || canUndo || canRedo
  }

  /** The problem was read; it stays one until it is solved. */
  dismissProblem(): void {
    this.#read = this.#problem
  }

  /** The document or the view has changed: it is saved soon. */
  changed(): void {
    this.store.prepare(this.#files).catch(() => undefined) // ahead, for `rescue`; saving tells what fails
    this.#timer ??= setTimeout(() => void this.flush(), this.#pause)
  }

  /** Save now what is not saved yet. Never rejects: `problem` tells. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    await this.#then(() => this.#save())
  }

  /** The page may end at any moment: hand what is not saved to the storage before this returns. `flush` comes next. */
  rescue(): void {
    const { document } = this.#session
    if (this.#isLesson() || this.#isElsewhere || !this.#isWorthKeeping || document === this.#saved?.document)
      return
    const project = recordOf(this.#session, this.#current ?? this.#next)
    rememberProject(project.id)
    if (this.#problem !== null) keepDraft(this.#session)
    if (!this.store.isReady(this.#files)) return // flush waits for what is missing
    this.#write(project, document).catch((error: unknown) => {
      this.#saved = null // the next save writes all of it
      this.#tell(error)
    })
  }

  /** Open a project. Returns false when there is none of this id. @throws StorageError in plain words */
  async open(id: string): Promise<boolean> {
    this.#session.leaveLesson?.()
    await this.flush()
    const saved = await this.store.load(id)
    if (saved === null) return false
    const { project } = saved
    await this.#then(async () => {
      this.#leave()
      const document = fromStored(saved.document, saved.photo)
      this.#session.history.reset(document)
      showView(this.#session.view, project.view)
      this.#enter(project, { document, view: viewOf(this.#session.view) })
      this.#pictured = project.thumbnail && document.photo
      const isPhotoLost = saved.document.photo !== null && saved.photo === null
      this.#problem = isPhotoLost
        ? 'The photo of this project cannot be read any more. Its filters are here.'
        : null
      this.#lock = await this.#hold(project.id, 'wait')
    })
    return true
  }

  /** What the session shows, if it is changed, goes into a project of its own; the one so far stays as it was saved. */
  async branch(origin: ProjectOrigin = {}, evenUntouched = false): Promise<void> {
    await this.#then(async () => {
      this.#leave()
      this.#next = { ...this.#next, ...origin }
      this.#session.history.open()
      await this.#save(evenUntouched)
    })
  }

  /** Show another document, which is saved in a project of its own as soon as it is changed. */
  async startNew(document: FilterbankDocument, view?: ProjectView): Promise<void> {
    this.#session.leaveLesson?.()
    await this.flush()
    await this.#then(() => {
      this.#leave()
      this.#session.history.reset(document)
      if (view) showView(this.#session.view, view)
      else this.#session.view.select(selectionOf(lastConv(document.layers)))
      return Promise.resolve()
    })
  }

  /** Keep what the session shows as a project of its own, now. */
  async keepCopy(origin: ProjectOrigin = {}): Promise<void> {
    await this.branch(origin, true)
  }

  /** Take the project from the other tab; what that tab saved last comes as an undoable step. */
  async takeOver(): Promise<void> {
    const project = this.#current
    if (project === null) return
    await this.#then(async () => {
      this.#lock = await this.#hold(project.id, 'takeOver')
      const newest = await this.store.load(project.id)
      if (newest === null || newest.project.modified === project.modified) return
      const document = fromStored(newest.document, newest.photo)
      this.#saved = { document, view: newest.project.view }
      this.#current = newest.project
      const message = 'This is what the other tab saved. Undo brings back what was here.'
      const select = newest.project.view.layer
      this.#session.edit({ label: 'Take over', document, message, origins: [], select })
    })
    await this.flush()
  }

  /** Take in a change that the list made to the record of the current project. */
  adopt(changes: Partial<Pick<ProjectRecord, 'name'>>): void {
    if (this.#current !== null) this.#current = { ...this.#current, ...changes }
  }

  /** Room was made: a photo that did not fit is tried again. */
  retry(): void {
    if (this.#problem === null) return
    this.#tooLarge = null
    this.#saved = null
    this.changed()
  }

  #enter(project: ProjectRecord, saved: Saved): void {
    this.#current = project
    this.#saved = saved
    rememberProject(project.id)
  }

  #leave(): void {
    this.#lock?.release()
    this.#lock = null
    this.#current = null
    this.#next = { id: newKey() }
    this.#saved = null
    this.#isElsewhere = false
    this.#tooLarge = null
    this.#pictured = null
    rememberProject(null)
  }

  async #hold(id: string, how: 'wait' | 'takeOver'): Promise<ProjectLock | null> {
    const lock = await holdProject(id, how, () => (this.#isElsewhere = true))
    this.#isElsewhere = lock === null
    return lock
  }

  /** Another tab asks for the project: save, and let go. */
  async #yield(): Promise<void> {
    await this.flush()
    this.#lock?.release()
    this.#lock = null
    this.#isElsewhere = true
  }

  /** One thing after the other; a failure is told. */
  async #then(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((error: unknown) => this.#tell(error))
    await this.#work
  }

  #tell(error: unknown): void {
    this.#problem = error instanceof Error ? error.message : String(error)
    if (error instanceof StorageError && error.reason === 'blocked')
      this.#problem += ` ${keepDraft(this.#session)}`
  }

  async #save(evenUntouched = false): Promise<void> {
    if (this.#isLesson() || this.#isElsewhere || !(evenUntouched || this.#isWorthKeeping)) return
    const isFirst = this.#lock === null
    // Held before it can be found: a tab that opens it in that moment is not to have it for itself.
    this.#lock ??= await this.#hold((this.#current ?? this.#next).id, 'wait')
    if (this.#lock === null) return
    await this.store.prepare(this.#files)
    const { document } = this.#session
    const view = viewOf(this.#session.view)
    const isNew = document !== this.#saved?.document
    if (isNew || !isSameView(view, this.#saved?.view)) {
      const start = performance.now()
      const project = recordOf(this.#session, this.#current ?? this.#next)
      if (isNew) await this.#write(project, document)
      else await this.store.save({ project })
      this.#enter(project, { document, view })
      if (isFirst) tell({ type: 'changed' })
      this.#pause = Math.min(MOST, Math.max(SOON, 4 * (performance.now() - start)))
    }
    await this.#picture(document)
    if (document.photo !== null) this.#lasting.ask()
  }

  async #write(project: ProjectRecord, document: FilterbankDocument): Promise<void> {
    const { photo } = document
    const before = this.#saved?.document.photo ?? null
    const isWhole = await writeDocument(this.store, project, document, before, this.#tooLarge)
    this.#tooLarge = isWhole ? null : photo
    this.#problem = isWhole ? null : photoTooLarge(photo)
    if (isWhole) this.#read = null
    dropDraft()
  }

  /** The picture for the list, once the photo is decoded. */
  async #picture({ photo }: FilterbankDocument): Promise<void> {
    const picture = this.#session.pictures.current
    if (this.#current === null || photo === this.#pictured || picture?.photo !== photo) return
    const thumbnail = await thumbnailOf(picture.preview)
    this.#pictured = photo
    this.#current = { ...this.#current, thumbnail }
    await this.store.update(this.#current.id, { thumbnail })
    tell({ type: 'changed' })
  }
}
