import { withoutCrop } from '../../core/image/crop.ts'
import { fileKind } from '../../formats/file-kinds.ts'
import { fileName } from '../../formats/file-name.ts'
import { patternProblem } from '../../formats/name-pattern.ts'
import { wordsOf } from '../browser.ts'
import { ExportSettings } from '../export/export-settings.svelte.ts'
import { removeLeftovers } from '../export/export-leftovers.ts'
import { rangesOf } from '../export/export-ranges.ts'
import { filesOf } from '../files/folders.ts'
import type { Session } from '../session/session.svelte.ts'
import { photoKey } from './batch-photo.svelte.ts'
import { forgetBatch, keepDone, keepRun, keptBatch, type KeptBatch, type KeptRun } from './batch-store.ts'
import { FolderTarget, GatheredZipTarget, ZipTarget, type BatchTarget } from './batch-target.ts'
import { Batch, type BatchKeeper, type BatchOrder } from './batch.svelte.ts'
import { chooseFolder, mayWrite } from './chosen-folder.ts'
import { endZipFolder, takeZipFolder } from './zip-folder.ts'

/** Nothing is kept of it. */
const NO_KEEPER: BatchKeeper = { keep: () => Promise.resolve() }

/** What is chosen of a run over many photos, until it begins; and the run. */
export class BatchSetup {
  files: readonly File[] = $state.raw([])
  /** What of the chosen files is no photo, or why there is none, in words. */
  note = $state('')
  pattern = $state('{name}-{map}')
  where = $state<'zip' | 'folder'>('zip')
  problem = $state<string | null>(null)
  batch: Batch | null = $state.raw(null)
  /** A run that was interrupted. */
  kept: KeptBatch | null = $state.raw(null)
  readonly settings: ExportSettings
  readonly #session: Session
  /** Whether the run that began is the one that is kept: another tab may keep one. */
  #isKept = false

  constructor(session: Session) {
    this.#session = session
    this.settings = new ExportSettings(session)
    void keptBatch().then((kept) => (this.kept = kept))
  }

  /** Why the names of the files do not do, in words; null where they do. */
  readonly patternProblem: string | null = $derived.by(() =>
    patternProblem(
      this.pattern,
      this.settings.channels.length > 1 && !this.settings.together && this.settings.form !== 'npy',
    ),
  )

  /** Take files, and those in folders, among those that are chosen. */
  async add(files: readonly File[], folders: readonly FileSystemDirectoryEntry[] = []): Promise<void> {
    const inside = await filesOf(folders)
    const all = [...files, ...inside.files]
    const photos = all.filter((file) => ['photo', 'picture'].includes(fileKind(file)))
    const known = new Set(this.files.map(photoKey))
    this.files = [...this.files, ...photos.filter((file) => !known.has(photoKey(file)))]
    const left = all.length - photos.length
    const more = inside.isWhole ? '' : ' A folder holds more than 1,000 files: the rest was not looked at.'
    this.note = `${left === 0 ? '' : `Left ${left} that ${left === 1 ? 'is no picture' : 'are no pictures'}.`}${more}`
  }

  /** Forget the chosen files. */
  clear(): void {
    this.files = []
    this.note = ''
  }

  /** Begin with what is chosen. */
  async start(): Promise<void> {
    await this.#begin(async () => {
      const { document, view } = this.#session
      await this.#session.settled()
      const { choice } = this.settings
      const ranges = await rangesOf(this.#session, choice)
      const { layer, look } = view
      const plain = { ...document, photo: null, input: withoutCrop(document.input) }
      const order: BatchOrder = { document: plain, layer, look, choice, ranges, pattern: this.pattern }
      if (this.where === 'zip') {
        const name = fileName(document.name, '-photos.zip', 'photos')
        const place = await takeZipFolder({ isNew: true })
        if (place === null) return new Batch(this.files, order, new ZipTarget(name), NO_KEEPER)
        const target = new GatheredZipTarget(name, place)
        return await this.#into(target, { order, folder: place.folder, zip: name }, [])
      }
      const folder = await chooseFolder()
      return folder && (await this.#into(new FolderTarget(folder), { order, folder }, []))
    })
  }

  /** Go on with the run that was interrupted, with the photos that were chosen again. */
  async goOn(): Promise<void> {
    await this.#begin(async () => {
      if (this.kept === null) return null
      const { run, done } = this.kept
      const { folder, photos, zip } = run
      const place = new Map(photos.map((key, i) => [key, i]))
      const files = this.files.filter((file) => place.has(photoKey(file)))
      const missing = photos.length - files.length
      if (missing > 0) {
        throw new Error(
          `${missing} of the ${photos.length} photos ${missing === 1 ? 'is' : 'are'} missing: choose the same ones again.`,
        )
      }
      files.sort((a, b) => (place.get(photoKey(a)) ?? 0) - (place.get(photoKey(b)) ?? 0))
      return await this.#into(await targetOf(folder, zip), run, done, files)
    })
  }

  /** Forget the run that was interrupted. */
  forget(): void {
    this.kept = null
    void forgetRun().then(removeLeftovers)
  }

  /** Stop for good. */
  dispose(): void {
    this.batch?.dispose()
  }

  /** Back to choosing. */
  again(): void {
    this.batch?.dispose()
    this.batch = null
  }

  async #into(
    target: BatchTarget,
    run: Pick<KeptRun, 'order' | 'folder' | 'zip'>,
    done: readonly string[],
    files = this.files,
  ): Promise<Batch> {
    const photos = files.map(photoKey)
    const isKept = (this.#isKept = await keepRun({ ...run, version: 1, photos }, done))
    // what a ZIP of before gathered is of no run any more
    if (!isKept || run.zip === undefined) await endZipFolder()
    this.note = isKept
      ? ''
      : 'This browser keeps nothing here: should the tab be closed, the run begins anew.'
    const before = new Set(done)
    return new Batch(files, run.order, target, isKept ? { keep: keepDone } : NO_KEEPER, (key) =>
      before.has(key),
    )
  }

  async #begin(make: () => Promise<Batch | null>): Promise<void> {
    this.problem = null
    this.#isKept = false
    try {
      const batch = await make()
      if (batch === null) return
      this.kept = null
      this.batch = batch
      await this.run()
    } catch (error) {
      this.problem = wordsOf(error)
    }
  }

  /** Save what is done of a run that was stopped. */
  async saveDone(): Promise<void> {
    try {
      await this.batch?.saveDone()
    } catch (error) {
      this.problem = wordsOf(error)
    }
  }

  /** Run, or go on with, what began. */
  async run(): Promise<void> {
    const { batch } = this
    if (batch === null) return
    this.problem = null
    try {
      await batch.run()
      if (this.#isKept && batch.left === 0 && batch.failed === 0) await forgetRun()
    } catch (error) {
      this.problem = wordsOf(error)
    }
  }
}

/** Where an interrupted run goes on. @throws Error in words where it cannot */
async function targetOf(folder: FileSystemDirectoryHandle, zip: string | undefined): Promise<BatchTarget> {
  if (zip === undefined) {
    if (!(await mayWrite(folder))) throw new Error('The folder may not be written into.')
    return new FolderTarget(folder)
  }
  const place = await takeZipFolder({ isNew: false })
  if (place === null)
    throw new Error(
      'What was done is not there any more, or another tab goes on with it. Forget it and begin anew.',
    )
  return new GatheredZipTarget(zip, place)
}

/** A run that is over, or given up, is not gone on with. */
async function forgetRun(): Promise<void> {
  await Promise.all([forgetBatch(), endZipFolder()])
}
