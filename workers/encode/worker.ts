import * as Comlink from 'comlink'
import type {
  Encoded,
  EncodedFile,
  EncodeJob,
  EncodeWorker,
  LevelRange,
  MapRows,
  PictureForm,
} from './api.ts'
import { npyHeader } from '../../src/formats/npy.ts'
import { countClipped, NO_VALUES, widened } from '../../src/formats/pictures/samples.ts'
import { metadataOf } from '../../src/formats/pictures/metadata.ts'
import { ExportFolder, removeFolder, type GrowingFile } from './growing-file.ts'
import { pictureWriter, type PictureWriter } from './picture-writer.ts'

interface Work {
  readonly job: EncodeJob
  /** One for each map, a single one for maps that are one picture together. */
  readonly files: readonly GrowingFile[]
  /** None for npy. */
  readonly pictures: readonly PictureWriter[]
  /** Of each map of a picture: given, or of the values shown so far. */
  readonly ranges: LevelRange[]
  clipped: number
  values: number
}

const TYPES: Readonly<Record<PictureForm, string>> = {
  png: 'image/png',
  png16: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  tiff16: 'image/tiff',
  tiffFloat: 'image/tiff',
}

/** Values that are copied out of shared memory at a time. */
const COPIED = 1 << 20

let folder: ExportFolder | null = null
let work: Work | null = null
let beginning: Promise<void> = Promise.resolve()

function begin(job: EncodeJob, id: string): Promise<void> {
  beginning = create(job, id)
  return beginning
}

async function create(job: EncodeJob, id: string): Promise<void> {
  folder = await ExportFolder.open(id)
  const count = job.kind === 'npy' ? job.maps : job.together ? 1 : job.ranges.length
  const files: GrowingFile[] = []
  for (let i = 0; i < count; i++) files.push(await folder.createFile())
  work = { job, files, pictures: await picturesOf(job, files), ranges: rangesOf(job), clipped: 0, values: 0 }
}

async function picturesOf(job: EncodeJob, files: readonly GrowingFile[]): Promise<PictureWriter[]> {
  if (job.kind === 'npy') return []
  const { original, kept } = job
  const metadata = metadataOf(new Uint8Array(await original.arrayBuffer()), kept)
  return files.map((file) => pictureWriter(job, metadata, (bytes) => file.add(bytes)))
}

function rangesOf(job: EncodeJob): LevelRange[] {
  return job.kind === 'npy' ? [] : job.ranges.map((range) => range ?? NO_VALUES)
}

function show(maps: readonly MapRows[]): void {
  const { job, ranges } = begun()
  if (job.kind === 'npy') return
  for (const { map, rows } of maps) {
    if (job.ranges[map] !== null) continue
    const range = widened(rangeOf(map), rows)
    // one picture has one range
    if (job.together) ranges.fill(range)
    else ranges[map] = range
  }
}

function rangeOf(map: number): LevelRange {
  const range = begun().ranges[map]
  if (range === undefined) throw new RangeError(`no range of map ${map}`)
  return range
}

function add(maps: readonly MapRows[]): void {
  const current = begun()
  const { job, files, pictures, ranges } = current
  if (job.kind === 'picture' && job.form !== 'tiffFloat') {
    const { values, ends } = job.shown
    for (const { map, rows } of maps) {
      current.clipped += countClipped(rows, ends ?? rangeOf(map), values)
      current.values += rows.length
    }
  }
  if (job.kind === 'picture' && job.together) {
    const rows = maps.toSorted((a, b) => a.map - b.map).map((each) => each.rows)
    pictures[0]?.add(rows, ranges)
    return
  }
  for (const { map, rows } of maps) {
    if (job.kind === 'picture') {
      pictures[map]?.add([rows], [rangeOf(map)])
      continue
    }
    // files take no views of shared memory
    for (let at = 0; at < rows.length; at += COPIED)
      files[map]?.add(new Uint8Array(new Float32Array(rows.subarray(at, at + COPIED)).buffer), false)
  }
}

async function finish(): Promise<Encoded> {
  const { job, files, pictures, clipped, values } = begun()
  for (const picture of pictures) await picture.end()
  const made: EncodedFile[] = []
  for (const file of files) {
    const { crc32 } = file
    const blob = await file.end()
    made.push({ blob: blob.slice(0, blob.size, job.kind === 'npy' ? '' : TYPES[job.form]), crc32 })
  }
  if (job.kind !== 'npy') return { files: made, clipped, values }
  const parts = made.map(({ blob }) => blob)
  const blob = new Blob([npyHeader([1, job.maps, job.height, job.width]), ...parts])
  return { files: [{ blob, crc32: null }], clipped, values }
}

async function discard(id: string): Promise<void> {
  await beginning.catch(() => undefined) // told to who began it; what it made is taken back all the same
  if (folder?.id === id) {
    work = null
    folder.close()
    folder = null
  }
  await removeFolder(id)
}

function begun(): Work {
  if (work === null) throw new RangeError('nothing was begun')
  return work
}

const worker: EncodeWorker = { begin, show, add, finish, discard }
Comlink.expose(worker)
