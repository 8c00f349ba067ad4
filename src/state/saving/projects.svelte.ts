import { untrack } from 'svelte'
import { StorageError } from '../../core/errors.ts'
import type { Session } from '../session/session.svelte.ts'
import type { Keeper } from './keeper.svelte.ts'
import { viewOf } from './kept-view.ts'
import { tabStore, wordsOf } from '../browser.ts'
import { DRAFT, lastProject, rememberProject } from './tab-memory.ts'

/** What to do with a link of which a project was made before. */
export interface LinkOffer {
  /** Name of the project. */
  readonly name: string
  readonly goOn: () => Promise<void>
  readonly openAnew: () => Promise<void>
}

/**
 * The projects of this device, as the first view needs them: what was open last comes back, changes are noticed. The code
 * that saves is loaded when there is something to open or to keep.
 */
export class Projects {
  #keeper = $state.raw<Keeper | null>(null)
  #isRestoring = $state(false)
  #problem = $state<string | null>(null)
  /** Whether the list of projects is open. */
  isListOpen = $state(false)
  /** A link was opened of which a project was made that is another by now. */
  linkOffer = $state.raw<LinkOffer | null>(null)
  #loading: Promise<Keeper> | null = null
  readonly #session: Session

  /** Construct it where effects may be made. */
  constructor(session: Session) {
    this.#session = session
    $effect(() => {
      void [session.document, session.pictures.current?.photo, JSON.stringify(viewOf(session.view))]
      untrack(() => this.#changed())
    })
  }

  /** What saves; null until it was needed. */
  get keeper(): Keeper | null {
    return this.#keeper
  }

  /** Whether the project of the last visit is on its way. */
  get isRestoring(): boolean {
    return this.#isRestoring
  }

  /** Why something is not saved or could not be opened, in plain words, or null; until it was read. */
  get problem(): string | null {
    return this.#problem ?? this.#keeper?.news ?? null
  }

  dismissProblem(): void {
    this.#problem = null
    this.#keeper?.dismissProblem()
  }

  /** Show what the last visit left: its project, and what it could not save. Resolves when it is there, or when there is none. */
  async restore(): Promise<void> {
    await this.#restoreProject()
    const draft = tabStore.getItem(DRAFT)
    if (!draft || this.#isTouched) return
    const { restoreDraft } = await import('./tab-draft.ts')
    await restoreDraft(this.#session, draft)
  }

  async #restoreProject(): Promise<void> {
    const remembered = lastProject()
    if (remembered?.id === null && remembered.at === Infinity) return // this tab's own is a new one
    if (remembered === null && !(await isAnythingStored())) return
    this.#isRestoring = true
    try {
      const keeper = await this.load()
      const id = await keeper.store.lastId(remembered)
      if (id !== null && !this.#isTouched && !(await keeper.open(id))) rememberProject(null)
    } catch (error) {
      if (error instanceof StorageError && error.reason === 'damaged') rememberProject(null)
      this.#tell(error)
    } finally {
      this.#isRestoring = false
    }
  }

  /** Load what saves. */
  async load(): Promise<Keeper> {
    this.#loading ??= this.#import()
    try {
      return await this.#loading
    } catch (error) {
      this.#loading = null // the next change tries again
      throw error
    }
  }

  /** Save now what is not saved yet. */
  async flush(): Promise<void> {
    await this.#keeper?.flush()
  }

  /** Save when the page is left or out of sight, and ask before it goes with something that cannot be saved. */
  watchPage(): () => void {
    const ended = new AbortController()
    const options = { signal: ended.signal }
    const save = () => {
      this.#keeper?.rescue()
      void this.flush()
    }
    addEventListener('pagehide', save, options)
    document.addEventListener('visibilitychange', save, options)
    addEventListener(
      'beforeunload',
      (event) => {
        const keeper = this.#keeper
        if (keeper?.isUnsaved && (keeper.isElsewhere || keeper.problem !== null)) event.preventDefault()
      },
      options,
    )
    return () => ended.abort()
  }

  async #import(): Promise<Keeper> {
    const [{ Keeper }, { ProjectStore }] = await Promise.all([
      import('./keeper.svelte.ts'),
      import('./project-store.ts'),
    ])
    this.#keeper = new Keeper(this.#session, new ProjectStore())
    return this.#keeper
  }

  get #isTouched(): boolean {
    const { canUndo, canRedo } = this.#session.history
    return canUndo || canRedo
  }

  #changed(): void {
    if (this.#keeper === null && !this.#isTouched) return
    this.load().then(
      (keeper) => keeper.changed(),
      (error: unknown) => this.#tell(error),
    )
  }

  #tell(error: unknown): void {
    this.#problem = wordsOf(error)
  }
}

/** Whether the browser's storage holds anything of the app, without the code that reads it. */
async function isAnythingStored(): Promise<boolean> {
  try {
    const databases = await indexedDB.databases()
    return databases.length > 0
  } catch {
    return false // denied, which is told as soon as there is something to save
  }
}
