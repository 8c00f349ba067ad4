import { describe, expect, test } from 'vitest'
import { readBank } from '../../../../src/formats/bank-json.ts'
import { exportFilters, exportMapsNpy, mapsFile } from '../../../../src/state/export/export.ts'
import { photo, smallDocument } from '../documents.ts'
import { FakeEngine } from '../fake-engine.ts'
import { npyArray } from '../../../fixtures/model-files.ts'

/** An engine that holds two maps of 2 x 3 for layer 2. */
class EngineWithMaps extends FakeEngine {
  leases = 0

  override lease() {
    this.leases += 1
    return {
      shape: [1, 2, 2, 3] as const,
      view: (map: number) => Float32Array.from({ length: 6 }, (_, i) => 10 * map + i),
      copy: (map: number) => Float32Array.from({ length: 6 }, (_, i) => 10 * map + i),
      release: () => (this.leases -= 1),
    }
  }
}

describe('maps as .npy', () => {
  test('are float32 in C order, shape (1, C, H, W), named by photo and layer, the lease given back', async () => {
    const engine = new EngineWithMaps()
    const { name, blob } = exportMapsNpy(engine, smallDocument({ photo: photo('My cat.jpeg') }), 2)
    expect(name).toBe('My-cat-layer3.npy')
    const { shape, data } = await npyArray(blob)
    expect([shape, [...data]]).toEqual([
      [1, 2, 2, 3],
      [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15],
    ])
    expect(engine.leases).toBe(0)
  })
})

test.each([
  ['\u{1f600}.jpg', 'maps-layer1-full.npy'],
  [`${'a'.repeat(266)}.png`, `${'a'.repeat(200 - '-layer1-full.npy'.length)}-layer1-full.npy`],
  ['Scho\u0308ne Gru\u0308\u00dfe.jpeg', 'Sch\u00f6ne-Gr\u00fc\u00dfe-layer1-full.npy'],
])('maps of %j at full size follow the same rule', (name, file) => {
  expect(mapsFile({ photo: photo(name) }, 0, '-full.npy')).toBe(file)
})

describe('filters', () => {
  test('come back from their file as they were', async () => {
    const document = smallDocument({ name: 'Edges & colours' })
    const { name, blob } = await exportFilters(document)
    expect([name, blob.type]).toEqual(['Edges-colours.json', 'application/json'])
    const { input, layers } = document
    expect(readBank(await blob.text())).toEqual({ name: document.name, input, layers })
  })

  test('without a name get one that every system takes', async () => {
    const { name } = await exportFilters(smallDocument({ name: '../../..' }))
    expect(name).toBe('filters.json')
  })
})
