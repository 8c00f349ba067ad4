import { afterEach, beforeEach, vi } from 'vitest'
import type { DecodedPicture } from '../../workers/decode/api.ts'
import type { Decoder } from '../../src/state/photo/decoder.ts'
import type { FilterbankDocument } from '../../src/state/document/document.ts'
import { DocumentHistory } from '../../src/state/document/history.svelte.ts'
import { setBias } from '../../src/state/document/edits.ts'
import { Keeper } from '../../src/state/saving/keeper.svelte.ts'
import { fromStored } from '../../src/state/saving/project-parts.ts'
import { ProjectStore } from '../../src/state/saving/project-store.ts'
import { Session } from '../../src/state/session/session.svelte.ts'
import { smallDocument } from '../unit/state/documents.ts'
import { FakeEngine } from '../unit/state/fake-engine.ts'
import { deleteDatabase } from './storage.ts'

/** Every file is the same small picture. */
class OnePicture implements Decoder {
  async decode(): Promise<DecodedPicture> {
    const preview = await createImageBitmap(new ImageData(6, 4))
    return { shape: [1, 3, 4, 6], data: new Float32Array(72), preview, width: 6, height: 4, note: '' }
  }

  draw(): Promise<Blob> {
    return Promise.resolve(new Blob(['chart']))
  }
}

let stops: (() => void)[] = []

/** What a tab holds. */
export function tab(store = new ProjectStore()): { session: Session; keeper: Keeper } {
  let session: Session | undefined
  stops.push(
    $effect.root(() => {
      const history = new DocumentHistory(smallDocument())
      session = new Session(Promise.resolve(new FakeEngine()), new OnePicture(), history)
    }),
  )
  if (session === undefined) throw new Error('no session')
  return { session, keeper: new Keeper(session, store) }
}

/** An edit that can be told from others by its number. */
export function edit(session: Session, bias: number): void {
  session.edit(setBias(session.document, 0, 0, bias))
}

/** Of the first filter. */
export function biasOf({ layers }: Pick<FilterbankDocument, 'layers'>): number {
  const [layer] = layers
  if (layer?.type !== 'conv2d') throw new Error('no Conv2d')
  return layer.bank.bias?.[0] ?? NaN
}

/** What is stored of a project. */
export async function kept(id: string | undefined): Promise<FilterbankDocument> {
  const saved = await new ProjectStore().load(id ?? '')
  if (saved === null) throw new Error(`no project ${id ?? ''}`)
  return fromStored(saved.document, saved.photo)
}

/** Every test of the file begins and ends without projects. */
export function withoutProjects(): void {
  beforeEach(async () => {
    stops = []
    await deleteDatabase()
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    for (const stop of stops) stop()
    await deleteDatabase()
  })
}
