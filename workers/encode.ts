import * as Comlink from 'comlink'
import type { EncodeJob, EncodeWorker } from '../src/engine/encode-protocol.ts'
import { npyHeader } from '../src/formats/npy.ts'
import { StoredZip } from '../src/formats/stored-zip.ts'
import { PngStream } from '../src/formats/png-stream.ts'
import { colorSamples, gray16Samples, rgbSamples } from '../src/formats/png-samples.ts'

let job: EncodeJob | null = null
let files: BlobPart[][] = []
let streams: PngStream[] = []

const worker: EncodeWorker = {
  begin(next) {
    job = next
    const count = next.kind === 'npy' ? next.maps : next.kind === 'rgb' ? 1 : next.ranges.length
    files = Array.from({ length: count }, () => [])
    const depth = next.kind === 'gray16' ? 16 : 8
    const color = next.kind === 'gray16' ? 'gray' : 'rgb'
    streams =
      next.kind === 'npy'
        ? []
        : files.map(
            (parts) => new PngStream(next.width, next.height, color, depth, (bytes) => parts.push(bytes)),
          )
  },
  add(maps) {
    if (job === null) throw new RangeError('rows before the beginning')
    if (job.kind === 'npy') {
      // a blob may lie on disk: the memory of these rows is free again
      for (const [i, map] of maps.entries()) files[i]?.push(new Blob([new Float32Array(map)]))
      return
    }
    const { kind, ranges, colors } = job
    if (kind === 'rgb') streams[0]?.add(rgbSamples(maps, ranges))
    else
      for (const [i, stream] of streams.entries()) {
        const [map, range] = [maps[i], ranges[i]]
        if (map === undefined || range === undefined) throw new RangeError(`no map ${i}`)
        stream.add(kind === 'gray16' ? gray16Samples(map, range) : colorSamples(map, range, colors))
      }
    for (const [i, parts] of files.entries()) files[i]?.splice(0, parts.length, new Blob([...parts]))
  },
  finish() {
    if (job === null) throw new RangeError('an end before the beginning')
    for (const stream of streams) stream.end()
    const { width, height } = job
    const done =
      job.kind === 'npy'
        ? [new Blob([npyHeader([1, job.maps, height, width]), ...files.flat()])]
        : files.map((parts) => new Blob(parts, { type: 'image/png' }))
    job = null
    files = []
    streams = []
    return done
  },
  async zip(names, blobs) {
    const parts: BlobPart[] = []
    const zip = new StoredZip((bytes) => parts.push(bytes))
    for (const [i, blob] of blobs.entries()) {
      zip.add(names[i] ?? `${i}`, new Uint8Array(await blob.arrayBuffer()))
      parts.splice(0, parts.length, new Blob([...parts]))
    }
    zip.end()
    return new Blob(parts, { type: 'application/zip' })
  },
}
Comlink.expose(worker)
