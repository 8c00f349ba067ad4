import { execFile, spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBank } from '../../../../src/core/bank/bank.ts'
import type { BankDocument, InputSettings } from '../../../../src/core/layers/layer.ts'
import type { Shape4 } from '../../../../src/core/tensor.ts'
import { createEngine } from '../../../../src/engine/create-engine.ts'
import { writeBank } from '../../../../src/formats/bank-json.ts'
import { clusterCode } from '../../../../src/formats/code/cluster.ts'
import { stemOf } from '../../../../src/formats/file-name.ts'
import { LAYER_FORMS } from '../../../../src/formats/layers/forms.ts'
import { writeOnnx } from '../../../../src/formats/models/onnx/write-onnx.ts'
import { freeName, patternName } from '../../../../src/formats/name-pattern.ts'
import { npyHeader } from '../../../../src/formats/npy.ts'
import { NO_VALUES, widened, wordSamples } from '../../../../src/formats/pictures/samples.ts'
import { framedTensor } from '../../../fixtures/framed.ts'
import { firstMismatch } from '../../../fixtures/golden.ts'
import { HOSTILE_NAMES } from '../../../fixtures/hostile-names.ts'
import { randomTensor } from '../../../fixtures/pipelines.ts'
import { noisePhoto, photoTensor, pngFile } from '../../../fixtures/png-photos.ts'
import { pythonWith } from '../../../fixtures/python.ts'

const CHECK = join(import.meta.dirname, '../../../python/check_cluster.py')
const INPUT: InputSettings = { range: 'imagenet', light: 'linear', matte: '#3060c0' }
const FILTERS = createBank(3, 6, [5, 5], { padding: 'same', paddingMode: 'reflect' })
const BANK: BankDocument = {
  name: 'edges',
  input: INPUT,
  layers: [
    {
      type: 'conv2d',
      bank: {
        ...FILTERS,
        weight: randomTensor(FILTERS.weight.shape, 1),
        bias: randomTensor([1, 1, 1, 6], 2).data,
        names: ['Sobel x', 'Sobel x', '', 'a/b', '../c', 'd'],
      },
    },
    { type: 'relu' },
  ],
}
const { code } = clusterCode(BANK, { input: [1, 3, 9, 9], file: 'edges-filters.json' })

/** The photos of the runs, some transparent in places, some to be turned. */
const PHOTOS = Array.from({ length: 20 }, (_, i) => ({
  name: `photo ${i}.png`,
  photo: noisePhoto(13 + i, 40 - i, (i % 8) + 1, i),
}))

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cluster-'))
  mkdirSync(join(folder, 'photos'))
  for (const { name, photo } of PHOTOS) writeFileSync(join(folder, 'photos', name), pngFile(photo))
  writeFileSync(join(folder, 'photos', 'torn.png'), pngFile(noisePhoto(40, 40, 1, 1)).subarray(0, 900))
  writeFileSync(join(folder, 'photos', 'notes.txt'), 'no photo')
  writeFileSync(join(folder, 'run.py'), code)
  writeFileSync(join(folder, 'edges-filters.json'), writeBank(BANK))
  writeFileSync(join(folder, 'edges.onnx'), writeOnnx(BANK, 3, null))
})
afterAll(() => rmSync(folder, { recursive: true }))

it('has every kind of layer, and reads the file that is exported', () => {
  for (const type of Object.keys(LAYER_FORMS)) expect(code).toContain(`        "${type}": `)
  expect(code).toContain('\nBANK = "edges-filters.json"\n')
})

const plain = pythonWith('numpy', 'PIL')
describe.skipIf(plain === undefined)('as the app does it (where Python has NumPy and Pillow)', () => {
  function asked(...calls: readonly (readonly unknown[])[]): unknown[] {
    const { status, stdout, stderr } = spawnSync(plain ?? '', [CHECK, join(folder, 'run.py')], {
      input: JSON.stringify(calls),
      encoding: 'utf8',
      maxBuffer: 1e8,
    })
    expect([status, stderr]).toEqual([0, ''])
    return JSON.parse(stdout) as unknown[]
  }

  it('names files', () => {
    const named = ['a.png', 'A.PNG', 'a.tar.gz', 'Ü.jpeg', '.hidden', 'x.', 'no ending']
    // no system has longer names
    const hostile = HOSTILE_NAMES.map((name) => name.slice(0, 400)).filter((name) => !name.includes('/'))
    const photos = [...hostile, ...named]
    const maps = [
      { map: 'map0', filter: 'Sobel x' },
      { map: 'map12', filter: '../<b>"' },
    ]
    const cases = ['{name}-{map}', '{number}', '{name}{filter}', 'con', '{layer}/{name} ({map})'].map(
      (pattern) => {
        const taken = new Set<string>()
        const names = photos.map((photo, i) =>
          maps.map((each) => {
            const number = String(i + 1).padStart(String(photos.length).length, '0')
            const facts = { name: stemOf(photo), number, layer: 'layer2', ...each }
            return freeName(patternName(pattern, facts, '.npy'), '.npy', taken)
          }),
        )
        return { pattern, names }
      },
    )
    const pairs = maps.map(({ map, filter }) => [map, filter])
    const given = asked(...cases.map(({ pattern }) => ['names', photos, pairs, 'layer2', pattern, '.npy']))
    expect(given).toEqual(cases.map(({ names }) => names))
    const addresses = ['https://host/a%20b/c%2Fd.jpg?x=1#y', 'https://host/', 'http://host/e.f/g']
    expect(asked(['names', addresses, [['maps', 'maps']], 'layer1', '{name}', '.npy'])).toEqual([
      [['d.npy'], ['2.npy'], ['g.npy']],
    ])
  })

  it('makes levels of values', () => {
    const odd = [NaN, Infinity, -Infinity, 0, -0, 1e-30, 0.5, -2, 3.4e38]
    const maps = [odd, odd.slice(3, 8), [1, 1], [NaN], [...randomTensor([1, 1, 20, 20], 3).data]]
    const calls = maps.flatMap((map) => [null, [-1, 1], [0, 0]].map((ends) => ({ map, ends })))
    const expected = calls.map(({ map, ends }) => {
      const values = Float32Array.from(map)
      const [low, high] = ends ?? widened(NO_VALUES, values)
      const words = wordSamples([values], [[low, high]], 'lowFirst')
      return [...new Uint16Array(words.buffer)]
    })
    const text = (map: readonly number[]) =>
      map.map((value) => (Number.isFinite(value) ? Math.fround(value) : String(value)))
    expect(asked(...calls.map(({ map, ends }) => ['levels', text(map), ends]))).toEqual(expected)
  })

  it('reads photos', () => {
    const settings = (['0..1', '-1..1', 'imagenet'] as const).flatMap((range) =>
      (['srgb', 'linear'] as const).map((light): InputSettings => ({ range, light, matte: '#ff8000' })),
    )
    const calls = settings.flatMap((input) => PHOTOS.slice(0, 8).map(({ photo }) => ({ photo, input })))
    const given = asked(
      ...calls.map(({ photo, input }) => ['planes', Buffer.from(pngFile(photo)).toString('base64'), input]),
    ) as { shape: number[]; values: number[] }[]
    for (const [i, { photo, input }] of calls.entries()) {
      const { shape, data } = photoTensor(photo, input)
      expect(given[i]?.shape).toEqual(shape)
      expect(firstMismatch(given[i]?.values ?? [], data, () => 1e-6)).toBeNull()
    }
  })

  it('brings photos to the exact size, and crops none', () => {
    const plain: InputSettings = { range: '0..1', light: 'srgb', matte: '#ff8000' }
    const sizes = [
      { width: 6, height: 5, shorter: 7 },
      { width: 30, height: 50, shorter: 60 },
      { width: 9, height: 50 },
    ]
    const calls = sizes.flatMap((size) => PHOTOS.slice(0, 8).map(({ photo }) => ({ photo, size })))
    const settings = (size: InputSettings['size']): InputSettings => ({
      ...plain,
      ...(size && { size }),
      range: 'imagenet',
    })
    const crop = { x: 1, y: 1, width: 3, height: 3 }
    const given = asked(
      ...calls.map(({ photo, size }) => [
        'planes',
        Buffer.from(pngFile(photo)).toString('base64'),
        { ...settings(size), crop },
      ]),
    ) as { shape: number[]; values: number[] }[]
    for (const [i, { photo, size }] of calls.entries()) {
      const { shape, data } = framedTensor(photoTensor(photo, plain), settings(size))
      expect(given[i]?.shape).toEqual(shape)
      expect(firstMismatch(given[i]?.values ?? [], data, () => 2e-6)).toBeNull()
    }
  })
})

interface Ended {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

/** The program as a person runs it. */
function run(python: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) =>
    execFile(python, ['run.py', ...args], { cwd: folder, timeout: 280_000 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    ),
  )
}

/** The maps of every photo by our engine, float32, with the shape of all of them. */
async function ours(): Promise<{ shape: Shape4; data: Float32Array }[]> {
  const engine = await createEngine({ mode: 'inline' })
  const all = []
  for (const { photo } of PHOTOS) {
    await engine.run(photoTensor(photo, INPUT), BANK.layers, { exactDenseWork: true })
    const lease = engine.lease(BANK.layers.length - 1)
    const [, maps, height, width] = lease.shape
    const data = new Float32Array(maps * height * width)
    for (let map = 0; map < maps; map++) data.set(lease.copy(map), map * height * width)
    lease.release()
    all.push({ shape: lease.shape, data })
  }
  engine.dispose()
  return all
}

/** The files in a folder are those that we would have written, but for the last bits of values. */
async function expectOurs(out: string): Promise<void> {
  const expected = await ours()
  expect(readdirSync(join(folder, out)).toSorted()).toEqual(
    PHOTOS.map(({ name }) => `${stemOf(name).replace(' ', '-')}-maps.npy`).toSorted(),
  )
  for (const [i, { shape, data }] of expected.entries()) {
    const file = readFileSync(join(folder, out, `photo-${i}-maps.npy`))
    const header = npyHeader(shape)
    expect(file.subarray(0, header.length)).toEqual(Buffer.from(header))
    const values = new Float32Array(new Uint8Array(file.subarray(header.length)).buffer)
    const most = data.reduce((largest, value) => Math.max(largest, value), 1)
    expect(firstMismatch(values, data, () => 1e-5 * most)).toBeNull()
  }
}

const torch = pythonWith('torch', 'PIL')
describe.skipIf(torch === undefined)('without Dask (where Python has PyTorch)', () => {
  it('writes pictures of chosen maps, named as asked, and counts what fails', async () => {
    const asked = ['--form', 'png16', '--maps', '0,1,4', '--layer', '1', '--pattern', '{number}-{filter}']
    const ended = await run(torch ?? '', 'photos', '--local', '--out', 'pictures', ...asked)
    expect(ended.code).toBe(1)
    expect(ended.stdout).toBe('20 written, 0 were there, 1 failed\n')
    expect(ended.stderr).toContain('torn.png: ')
    const files = readdirSync(join(folder, 'pictures'))
    expect(files).toHaveLength(60)
    expect(files.toSorted().slice(0, 3)).toEqual(
      ['01-Sobel-x-2.png', '01-Sobel-x.png', '01-..-c.png'].toSorted(),
    )
  })

  it('fetches photos by their addresses, and counts those that are not there', async () => {
    const server = createServer(({ url = '' }, answer) => {
      const found = PHOTOS.find(({ name }) => url === `/some/${encodeURIComponent(name)}?size=full`)
      if (found === undefined) answer.writeHead(404)
      answer.end(found && pngFile(found.photo))
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const address = server.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const of = (name: string) => `http://127.0.0.1:${port}/some/${encodeURIComponent(name)}?size=full`
    const names = [...PHOTOS.map(({ name }) => name), 'gone.png']
    writeFileSync(join(folder, 'addresses.txt'), names.map(of).join('\n'))
    const ended = await run(torch ?? '', '--list', 'addresses.txt', '--local', '--out', 'by-http')
    await new Promise((ended) => server.close(ended))
    expect(ended.stdout).toBe('20 written, 0 were there, 1 failed\n')
    expect(ended.stderr).toMatch(/gone\.png.*404/)
    await expectOurs('by-http')
  })

  it('says what is wrong with what it was given', async () => {
    const wrong = await run(torch ?? '', 'photos', '--local', '--pattern', '{map}')
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toContain('all photos would have one name: use {name} or {number}')
  })
})

const onnx = pythonWith('onnxruntime', 'PIL')
it.skipIf(onnx === undefined)('runs the bank as ONNX (where Python has ONNX Runtime)', async () => {
  const ended = await run(onnx ?? '', 'photos', '--local', '--bank', 'edges.onnx', '--out', 'by-onnx')
  expect(ended.stdout).toBe('20 written, 0 were there, 1 failed\n')
  await expectOurs('by-onnx')
})

const dask = pythonWith('distributed', 'torch', 'PIL')
it.skipIf(dask === undefined)(
  'runs on a cluster of two processes, and goes on where it was (where Python has Dask)',
  async () => {
    const args = ['photos', '--workers', '2', '--out', 'by-dask']
    const first = await run(dask ?? '', ...args)
    expect(first.stdout).toBe('20 written, 0 were there, 1 failed\n')
    expect([first.code, first.stderr.includes('torn.png: ')]).toEqual([1, true])
    await expectOurs('by-dask')
    const file = (i: number) => join(folder, 'by-dask', `photo-${i}-maps.npy`)
    const before = statSync(file(0)).mtimeMs
    for (const i of [3, 4, 5]) rmSync(file(i))
    rmSync(join(folder, 'photos', 'torn.png'))
    const again = await run(dask ?? '', ...args)
    expect([again.code, again.stdout]).toEqual([0, '3 written, 17 were there, 0 failed\n'])
    expect(statSync(file(0)).mtimeMs).toBe(before)
    await expectOurs('by-dask')
  },
)
