import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { createBank } from '../../../src/core/bank/bank.ts'
import type { BankDocument } from '../../../src/core/layers/layer.ts'
import { MAX_NAME } from '../../../src/core/layers/limits.ts'
import { readBank, writeBank } from '../../../src/formats/bank-json.ts'
import { CODE_FORMS, type CodeForm } from '../../../src/formats/code/codes.ts'
import { csvText } from '../../../src/formats/csv-text.ts'
import { fileName, MAX_FILE_BYTES } from '../../../src/formats/file-name.ts'
import { readLink, writeLink } from '../../../src/formats/link.ts'
import { readOwnPresets, writeOwnPresets } from '../../../src/formats/own-presets-json.ts'
import { readProject, writeProject } from '../../../src/formats/project-zip.ts'
import { documentValue, readStoredDocument } from '../../../src/formats/stored-document.ts'
import { filtersFile, mapsFile } from '../../../src/state/export/export.ts'
import { toCsv } from '../../../src/ui/plots/export-plot.ts'
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts'
import { photo, smallDocument } from '../state/documents.ts'

/** As long as a filter's or a bank's name may be. */
const NAMES = HOSTILE_NAMES.map((name) => name.slice(0, MAX_NAME))
const VIEW = {
  layer: 0,
  filter: 0,
  channel: 0,
  colorMap: 'signed',
  range: 'map',
  fixed: null,
  shown: 'signed',
} as const
/** What turns text round or is not seen; joiners are part of how words are spelt. */
const HIDDEN = /(?!\u200c|\u200d|\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** A bank of this name, its filters too; the second layer has more weights than stand in code. */
function called(name: string): BankDocument {
  const [small, large] = [createBank(3, 2, [1, 1]), createBank(2, 20, [3, 3])]
  const layers = [small, large].map((bank) => ({
    type: 'conv2d' as const,
    bank: { ...bank, names: bank.names.map(() => name) },
  }))
  return { name, input: { range: '0..1', light: 'srgb', matte: '#ffffff' }, layers }
}

test('every file and store gives names back as they are', () => {
  for (const name of NAMES) {
    const bank = called(name)
    const rest = { bank, resolution: 0, view: VIEW }
    expect(readBank(writeBank(bank))).toEqual(bank)
    expect(readLink(writeLink(rest))).toEqual(rest)
    const preset = { name, channels: 1, size: [1, 1] as const, values: Float32Array.of(1) }
    expect(readOwnPresets(writeOwnPresets([preset]))).toEqual([preset])
  }
  for (const name of HOSTILE_NAMES) {
    const about = { name, width: 1, height: 1 }
    const bank = called('')
    const project = {
      name: name.slice(0, MAX_NAME),
      bank,
      resolution: 0,
      view: VIEW,
      photo: { ...about, bytes: Uint8Array.of(1) },
    }
    expect(readProject(writeProject(project))).toEqual(project)
    const stored = { bank, resolution: 0, photo: { ...about, id: 'photo' } }
    expect(readStoredDocument(structuredClone(documentValue(stored)))).toEqual(stored)
  }
})

test('no name of a file leads elsewhere, is one that a system keeps, or shows as another', () => {
  for (const name of HOSTILE_NAMES) {
    const document = smallDocument({ name, photo: photo(name) })
    const names = [
      filtersFile(document),
      ...['.npy', '.zip', '-map1023.png', '-rgb-0-1-2.png'].map((ending) => mapsFile(document, 63, ending)),
      mapsFile(document, -1, '.npy'),
      fileName(name, '.filterbank', 'project'),
    ]
    for (const made of names) {
      expect(made).toMatch(/^[\p{L}\p{N}_][._\u200c\u200d\p{L}\p{N}\p{M}-]*\.(json|npy|zip|png|filterbank)$/u)
      expect(made).not.toMatch(
        /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(\.|$)/i,
      )
      expect(made).not.toMatch(HIDDEN)
      expect(new TextEncoder().encode(made).length).toBeLessThanOrEqual(MAX_FILE_BYTES)
    }
  }
})

test('no cell of a CSV is a formula, and each is one cell', () => {
  for (const name of HOSTILE_NAMES) {
    const text = toCsv({ columns: [name, 'ms'], rows: [[name, -1.5]] })
    const [head = '', row = '', ...rest] = text.split('\r\n')
    expect(rest).toEqual([''])
    expect(text.replaceAll('\r\n', '')).not.toMatch(HIDDEN)
    expect([head.endsWith(',ms'), row.endsWith(',-1.5')]).toEqual([true, true])
    const cell = row.slice(0, -5)
    const bare = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
    if (!cell.startsWith('"')) expect(cell).not.toMatch(/[",]/)
    expect(bare).not.toMatch(/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/)
  }
  expect(csvText([['plain', 'Contrast 3 × 3', -2]])).toBe('plain,Contrast 3 × 3,-2\r\n')
})

describe('emitted Python', () => {
  const code = (name: string, file: string, { write }: CodeForm) =>
    write(called(name), { input: [1, 3, 9, 9], file }).code
  const programs = Object.values(CODE_FORMS).flatMap((form) =>
    HOSTILE_NAMES.map((name) => ({
      name,
      hostile: code(name, name, form),
      plain: code('plain', 'plain.json', form),
      files: [name, 'plain.json'],
    })),
  )

  test('has names in comments and one string only, and nothing hidden in it', () => {
    /** Without what strings and comments hold. */
    const bare = (text: string) =>
      text
        .split('\n')
        .map((line) =>
          line
            .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
            .replace(/#.*/, '')
            .trimEnd(),
        )
        .join('\n')
    for (const { name, hostile, plain } of programs) {
      expect(hostile, JSON.stringify(name)).not.toMatch(HIDDEN)
      expect(bare(hostile), JSON.stringify(name)).toBe(bare(plain))
    }
  })

  const python = [process.env['PYTHON'] ?? 'python3', '/usr/bin/python3'].find(
    (command) => spawnSync(command, ['--version'], { timeout: 60_000 }).status === 0,
  )
  test.skipIf(python === undefined)('is the same program to Python', () => {
    const { status, stdout, stderr } = spawnSync(python ?? '', ['test/python/check_names.py'], {
      input: JSON.stringify(programs),
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toEqual(programs.map(() => null))
  })
})
