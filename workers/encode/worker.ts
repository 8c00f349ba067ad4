import * as Comlink from 'comlink'
import type { EncodedFile, EncodeJob, EncodeWorker, LevelRange, MapRows } from './api.ts'
import { npyHeader } from '../../src/formats/npy.ts'
import {
  colorSamples,
  countClipped,
  gray16Samples,
  NO_VALUES,
  rgbSamples,
  widened,
} from '../../src/formats/png-samples.ts'
import { PngStream } from '../../src/formats/png-stream.ts'
import { zipFrame } from '../../src/formats/stored-zip.ts'
import { ExportFolder, type GrowingFile } from './growing-file.ts'

interface Work {
  readonly job: EncodeJob
  /** One for each map, for rgb a single one. */
  readonly files: readonly GrowingFile[]
  /** None for npy. */
  readonly streams: readonly PngStream[]
  /** Of each map of a picture: given, or of the values shown so far. */
  readonly ranges: LevelRange[]
  clipped: number
  values: number
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
  const count = job.kind === 'npy' ? job.maps : job.kind === 'rgb' ? 1 : job.ranges.length
  const files: GrowingFile[] = []
  for (let i = 0; i < count; i++) files.push(await folder.createFile())
  const streams =
    job.kind === 'npy'
      ? []
      : files.map((file) => {
          const [color, depth] = job.kind === 'gray16' ? (['gray', 16] as const) : (['rgb', 8] as const)
          return new PngStream(job.width, job.height, color, depth, (bytes) => file.add(bytes))
        })
  const ranges = job.kind === 'npy' ? [] : job.ranges.map((range) => range ?? NO_VALUES)
  work = { job, files, streams, ranges, clipped: 0, values: 0 }
}

function show(maps: readonly MapRows[]): void {
  const { job, ranges } = begun()
  for (const { map, rows } of maps) {
    if (job.kind !== 'npy' && job.ranges[map] === null) ranges[map] = widened(rangeOf(map), rows)
  }
}

function rangeOf(map: number): LevelRange {
  const range = begun().ranges[map]
  if (range === undefined) throw new RangeError(`no range of map ${map}`)
  return range
}

function add(maps: readonly MapRows[]): void {
  const current = begun()
  const { job, files, streams, ranges } = current
  if (job.kind !== 'npy') {
    const { values, ends } = job.shown
    for (const { map, rows } of maps) {
      current.clipped += countClipped(rows, ends ?? rangeOf(map), values)
      current.values += rows.length
    }
  }
  if (job.kind === 'rgb') {
    const rows = maps.toSorted((a, b) => a.map - b.map).map((each) => each.rows)
    streams[0]?.add(rgbSamples(rows, ranges, job.colors))
    return
  }
  for (const { map, rows } of maps) {
    const file = files[map]
    if (file === undefined) throw new RangeError(`no map ${map}`)
    if (job.kind === 'npy') {
      // files take no views of shared memory
      for (let at = 0; at < rows.length; at += COPIED)
        file.add(new Uint8Array(new Float32Array(rows.subarray(at, at + COPIED)).buffer), false)
      continue
    }
    const range = rangeOf(map)
    streams[map]?.add(
      job.kind === 'gray16' ? gray16Samples(rows, range) : colorSamples(rows, range, job.colors),
    )
  }
}

async function finish(names: readonly string[]): Promise<EncodedFile> {
  const { files, streams, clipped, values } = begun()
  for (const stream of streams) stream.end()
  const blobs: Blob[] = []
  for (const file of files) blobs.push(await file.end())
  return { blob: joined(blobs, names), clipped, values }
}

function joined(blobs: readonly Blob[], names: readonly string[]): Blob {
  const { job, files } = begun()
  if (job.kind === 'npy') return new Blob([npyHeader([1, job.maps, job.height, job.width]), ...blobs])
  if (names.length === 1) return new Blob([...blobs], { type: 'image/png' })
  const { headers, directory } = zipFrame(
    files.map(({ size, crc32 }, i) => ({ name: names[i] ?? `${i}`, size, crc32 })),
  )
  const parts = blobs.flatMap((blob, i) => [headers[i] ?? new Uint8Array(), blob])
  return new Blob([...parts, directory], { type: 'application/zip' })
}

async function discard(): Promise<void> {
  await beginning.catch(() => undefined) // told to who began it; what it made is taken back all the same
  work = null
  await folder?.remove()
}

function begun(): Work {
  if (work === null) throw new RangeError('nothing was begun')
  return work
}

const worker: EncodeWorker = { begin, show, add, finish, discard }
Comlink.expose(worker)
