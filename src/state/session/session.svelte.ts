import { createContext, flushSync } from 'svelte'
import type { Pipeline } from '../../core/layers/layer.ts'
import { pipelineShapes } from '../../core/layers/pipeline.ts'
import type { Shape4 } from '../../core/tensor.ts'
import { ShapeError } from '../../core/errors.ts'
import type { PicturePart } from '../../core/picture-part.ts'
import type { Engine, PaintRequest } from '../../engine/engine.ts'
import { wordsOf } from '../browser.ts'
import type { Decoder } from '../photo/decoder.ts'
import type { FilterbankDocument } from '../document/document.ts'
import { DocumentHistory } from '../document/history.svelte.ts'
import { Editor, type Made, type MakeEdit } from '../document/editor.ts'
import { setPhoto, type Edit } from '../document/edits.ts'
import type { FilterForm } from '../export/filter-forms.ts'
import { download, type ExportedFile } from '../files/download.ts'
import type { ModelChoice } from '../files/model-choice.svelte.ts'
import type { Reading } from '../files/reading.ts'
import { Lab } from '../run/lab.ts'
import { ParamsDraft } from '../document/params-draft.svelte.ts'
import { Pin } from '../view/pin.svelte.ts'
import { PictureLoader } from '../photo/picture.svelte.ts'
import { mapRequest } from '../run/ranges.ts'
import { DocumentSource } from './document-source.ts'
import { Runner } from '../run/runner.svelte.ts'
import { SessionDraft } from './session-draft.ts'
import { DEFAULT_SAMPLE, findSample, loadSample } from '../photo/samples.ts'
import { Incoming } from '../files/incoming.ts'
import { View } from '../view/view.svelte.ts'

/** A sentence that passes by, with undo where something was lost. */
export interface Notice {
  readonly text: string
  readonly undo: boolean
  readonly kind: 'info' | 'error'
}

/** Everything behind the screen: the document and its history, what is shown, the picture and the engine's maps. */
export class Session {
  readonly history: DocumentHistory
  readonly view: View
  readonly pictures: PictureLoader
  readonly runner: Runner
  readonly draft: ParamsDraft
  /** The value that Inspect looks at. */
  readonly pin: Pin
  /** A second engine, for work beside the maps on screen. */
  readonly lab = new Lab()
  /** Opens what is dropped, pasted or chosen. */
  readonly incoming = new Incoming(this)
  #notice = $state.raw<Notice | null>(null)
  readonly decoder: Decoder
  readonly editor: Editor
  /** What a visit begins with, mostly a photo, is on its way: the screen is there already. */
  isStarting = $state(false)
  /** What is being read from outside, when it takes long. */
  reading = $state.raw<Reading | null>(null)
  /** The model's file that layers are being chosen from. */
  choosing = $state.raw<ModelChoice | null>(null)
  /** Ends the lesson whose document is shown, and brings one's own back; null while that is shown. See state/lessons. */
  leaveLesson: (() => void) | null = null
  /** Opens a project file and returns whether that went well; set by what keeps projects. */
  openProject: (file: File) => Promise<boolean> = () => Promise.resolve(false)

  /** Construct it where effects may be made: in a component, or in $effect.root. */
  constructor(engine: Promise<Engine>, decoder: Decoder, history = new DocumentHistory()) {
    this.history = history
    this.decoder = decoder
    this.view = new View(() => this.layers)
    this.editor = new Editor(history, this.view)
    this.pictures = new PictureLoader(
      decoder,
      () => history.current,
      (picture) => this.runner.uses(picture) || this.lab.isBusy,
    )
    this.runner = new Runner(engine, new DocumentSource(history, this.pictures))
    this.draft = new ParamsDraft(new SessionDraft(this))
    this.pin = new Pin(this.view, () => this.runner.completed?.shapes[this.view.layer] ?? null)
  }

  /** The document of the moment. */
  readonly document: FilterbankDocument = $derived.by(() => this.history.current)
  /** The document with the photo that its maps are of: a frame of the camera stands before its own. Files are named after it. */
  readonly shown: FilterbankDocument = $derived.by(() => ({
    ...this.document,
    photo: this.pictures.current?.photo ?? this.document.photo,
  }))
  /** The layers that run: bypassed ones pass their input on. */
  readonly layers: Pipeline = $derived.by(() => this.history.running)
  /** Whether a photo is open and can be shown; without one the screen shows the empty state. */
  readonly hasPhoto: boolean = $derived.by(() => {
    const isThere = this.history.current.photo !== null && this.pictures.missing === null
    return isThere || this.pictures.live !== null || this.isStarting
  })
  /** (1, 3, H, W) of the working picture, or null. */
  readonly inputShape: Shape4 | null = $derived.by(() => this.pictures.current?.tensor.shape ?? null)
  /** Output shape of every layer of the current document; null without a picture or while a layer does not fit it. */
  readonly shapes: readonly Shape4[] | null = $derived.by(() => shapesOf(this.inputShape, this.layers))
  /** Whether newer maps are on their way. */
  readonly busy: boolean = $derived.by(() => this.isStarting || this.runner.busy)

  get notice(): Notice | null {
    return this.#notice
  }

  dismissNotice(): void {
    this.#notice = null
  }

  /**
   * Make an edit one step of the history, select what it leaves selected, and tell what it lost. One that cannot be made, or
   * could not be saved, is told and changes nothing. Returns whether it was made.
   */
  edit(making: Edit | (() => Edit)): boolean {
    return this.#tellOf(this.editor.apply(making))
  }

  /**
   * Edit as part of a gesture (a drag, a run of steps in one control), which is one step in all: `make` is given what the
   * gesture began on, not what it has come to, and makes all of it. See DocumentHistory.apply.
   */
  editIn(gesture: string, make: MakeEdit): boolean {
    return this.#tellOf(this.editor.applyIn(gesture, make))
  }

  /** Take back all that a gesture has done, if it is still the last thing done. */
  takeBack(gesture: string): void {
    this.editIn(gesture, (document) => ({ label: '', document }))
  }

  undo(): void {
    this.#notice = null
    this.editor.undo()
    this.#follow()
  }

  redo(): void {
    this.#notice = null
    this.editor.redo()
    this.#follow()
  }

  #tellOf(made: Made | ShapeError): boolean {
    if (made instanceof ShapeError) {
      this.tell(made)
      return false
    }
    const { edit, isStep } = made
    if (edit.message !== undefined) this.#notice = { text: edit.message, undo: isStep, kind: 'info' }
    else if (this.#notice?.undo) this.#notice = null // its undo would take back something else
    this.#follow()
    return true
  }

  /** After a change of the document: the workers begin, then the screen says busy from this moment on. */
  #follow(): void {
    this.runner.begin()
    flushSync()
  }

  /** Shape of the maps behind a layer of the current document, -1: of the picture; null while there are none. */
  shapeAt(layer: number): Shape4 | null {
    return (layer === -1 ? this.inputShape : this.shapes?.[layer]) ?? null
  }

  /**
   * The request that paints a map as the view shows it; null while there is no such map. While the newest layers do not fit, it
   * is a map of the last good run. @param layer -1: the input
   */
  mapRequest(
    layer: number,
    channel: number,
    width: number,
    height: number,
    crop?: PicturePart,
  ): PaintRequest | null {
    const last = this.shapes === null ? this.runner.completed : null
    const shape = this.shapeAt(layer) ?? last?.shapes[layer]
    if (shape === undefined || channel >= shape[1]) return null
    const size = { width, height, ...(crop && { crop }) }
    const { look, colors } = this.view
    return mapRequest(last?.layers ?? this.layers, layer, channel, shape, size, look, colors)
  }

  /** Open a photo: it is decoded first, then becomes an undoable step; a failure leaves all as it was. Returns whether it is open. */
  async openFile(file: Blob, name: string): Promise<boolean> {
    return await this.#open(name, () => Promise.resolve(file))
  }

  /**
   * The photo of a visit without anything saved. The history starts with it; after an edit it is a step; a photo or project
   * that is opened meanwhile wins.
   */
  async welcome(): Promise<void> {
    if (this.pictures.opening !== null) return // a person was faster
    const sample = findSample(DEFAULT_SAMPLE)
    const { beginning } = this.history // reset by a project that is opened
    this.isStarting = true
    try {
      await this.pictures.open(
        sample.name,
        () => loadSample(sample, this.decoder),
        (photo) => {
          if (this.history.beginning !== beginning) return
          const edit = setPhoto(this.document, photo)
          if (this.history.canUndo || this.history.canRedo) this.edit(edit)
          else this.history.reset(edit.document)
        },
      )
    } finally {
      this.isStarting = false
    }
  }

  async openSample(id: string): Promise<void> {
    const sample = findSample(id)
    await this.#open(sample.name, () => loadSample(sample, this.decoder))
  }

  /** Replace the pipeline by a file's, as one step; one that is refused changes nothing. Returns whether that went well. */
  async importFilters(file: File): Promise<boolean> {
    try {
      const { importFilters } = await import('../files/import-filters.ts')
      return await importFilters(this, file)
    } catch (error) {
      this.tell(error)
      return false
    }
  }

  async exportFilters(form: FilterForm = 'json'): Promise<void> {
    try {
      const { exportFilters } = await import('../export/export.ts')
      download(await exportFilters(this.document, form))
    } catch (error) {
      this.tell(error)
    }
  }

  /** Save a layer's output of the newest run. @param layer the selected one unless given, -1: what the layers read */
  async exportMapsNpy(layer = this.view.layer): Promise<void> {
    await this.#export(async (engine) => {
      const { exportMapsNpy } = await import('../export/export.ts')
      return exportMapsNpy(engine, this.shown, layer)
    })
  }

  /** Save maps of the selected layer as they are seen: all of them, or what the large view makes of several. */
  async exportMapsPng(): Promise<void> {
    await this.#export(async (engine) => {
      const { exportSeen } = await import('../export/export-seen.ts')
      return await exportSeen(this, engine, await this.runner.settled())
    })
  }

  /** Resolves when the screen shows the newest document. @throws Error that says why it has no maps */
  async settled(): Promise<void> {
    await this.pictures.settled()
    if (this.pictures.missing !== null) throw new Error(this.pictures.missing)
    await this.runner.settled()
  }

  async #open(name: string, read: () => Promise<Blob>): Promise<boolean> {
    return await this.pictures.open(name, read, (photo) => this.edit(setPhoto(this.document, photo)))
  }

  async #export(make: (engine: Engine) => Promise<ExportedFile>): Promise<void> {
    try {
      await this.settled()
      const { engine } = this.runner
      if (engine === null) throw new Error('The engine is not ready.')
      download(await make(engine))
    } catch (error) {
      this.tell(error)
    }
  }

  /** Say something in a message that passes by, with Undo where something was lost. */
  say(text: string, undo = false): void {
    this.#notice = { text, undo, kind: 'info' }
  }

  /** Tell what went wrong, in a message that passes by; what a person called off is not told. */
  tell(error: unknown): void {
    if (error instanceof Error && error.name === 'AbortError') return
    this.#notice = { text: wordsOf(error), undo: false, kind: 'error' }
  }
}

function shapesOf(input: Shape4 | null, layers: Pipeline): readonly Shape4[] | null {
  try {
    return input && pipelineShapes(input, layers)
  } catch (error) {
    if (error instanceof ShapeError) return null
    throw error
  }
}

/** The session of the page, for every component: `setSession(session)` in the root, `getSession()` below. */
export const [getSession, setSession] = createContext<Session>()
