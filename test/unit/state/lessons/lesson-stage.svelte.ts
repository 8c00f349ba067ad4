import { readFileSync } from 'node:fs'
import { flushSync } from 'svelte'
import { READY_PIPELINES } from '../../../../src/core/presets/ready-pipelines.ts'
import { TRAINED } from '../../../../src/core/presets/trained.ts'
import type { Shape4 } from '../../../../src/core/tensor.ts'
import { filters } from '../../../../src/formats/readers.ts'
import type { Lesson } from '../../../../src/formats/lessons/lesson.ts'
import { DEFAULT_INPUT } from '../../../../src/state/document/document.ts'
import { DocumentHistory } from '../../../../src/state/document/history.svelte.ts'
import type { Materials } from '../../../../src/state/lessons/materials.ts'
import { LessonPlayer } from '../../../../src/state/lessons/player.svelte.ts'
import type { Decoder } from '../../../../src/state/photo/decoder.ts'
import { Session } from '../../../../src/state/session/session.svelte.ts'
import { Workbench } from '../../../../src/state/workbench.svelte.ts'
import type { DecodedPicture, DecodeOptions } from '../../../../workers/decode/api.ts'
import { photo, smallDocument } from '../documents.ts'

/** Gives black pictures of the size that is asked for, of photos of 1200 x 800. */
class SizedDecoder implements Decoder {
  decode(_file: Blob, _name: string, { input, longSide }: DecodeOptions): Promise<DecodedPicture> {
    const side = longSide === 0 ? 1200 : longSide
    const { width, height } = input.size ?? { width: side, height: Math.round((side * 800) / 1200) }
    const shape: Shape4 = [1, 3, height, width]
    const preview = { width, height, close: () => undefined }
    const data = new Float32Array(3 * height * width)
    return Promise.resolve({ shape, data, preview, width: 1200, height: 800, note: '' })
  }

  draw = () => Promise.reject(new Error('no charts here'))
}

const PHOTO = photo('Still life')
const byId = <T extends { readonly id: string }>(list: readonly T[], id: string): T => {
  const found = list.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found
}

/** The app's own layers, the trained ones from their files. */
const materials: Materials = {
  photo: () => Promise.resolve(PHOTO),
  async layers(of) {
    if (of.type === 'bank') return of.bank
    if (of.type === 'ready') return { input: DEFAULT_INPUT, layers: byId(READY_PIPELINES, of.id).make() }
    const { file } = byId(TRAINED, of.id)
    const found = await filters(new File([readFileSync(`public/trained/${file}`)], file))
    if (!('bank' in found)) throw new Error(`${file} is no pipeline`)
    return found.bank
  },
}

/** Where lessons run without a browser: a session of one's own work, and players on it. */
export class LessonStage {
  readonly session: Session
  readonly bench: Workbench
  /** How often one's own work was to be saved. */
  saved = 0
  readonly #stop: () => void

  constructor() {
    const made: Session[] = []
    this.#stop = $effect.root(() => {
      const engine = new Promise<never>(() => undefined)
      made.push(new Session(engine, new SizedDecoder(), new DocumentHistory(smallDocument({ photo: PHOTO }))))
    })
    const [session] = made
    if (session === undefined) throw new Error('no session')
    this.session = session
    this.bench = new Workbench(session)
    flushSync()
  }

  stop(): void {
    this.#stop()
  }

  /** A player of a lesson, not begun. */
  player(lesson: Lesson, begin: () => void = () => undefined): LessonPlayer {
    const made: LessonPlayer[] = []
    const save = () => Promise.resolve(void (this.saved += 1))
    $effect.root(() => {
      made.push(new LessonPlayer(this.session, lesson, { materials, save, begin }))
    })
    const [player] = made
    if (player === undefined) throw new Error('no player')
    return player
  }
}
