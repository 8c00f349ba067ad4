import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TRAINED, type TrainedFilters } from '../../../src/core/presets/trained.ts'
import { writeSafetensors } from '../../../src/formats/models/write-models.ts'
import { layersOf, RECIPES, type Recipe } from './recipes.ts'

const FOLDER = 'public/trained'
/** The licences want changes to be told. */
const HEAD = `Trained filters that come with Filterbank: where they are from, and their licences.

Each file holds the first layers of what was published, in a form of our own, with BatchNorms folded into the weights before them.
`

/** Write the files of the catalogue and their licences. @param fixtures folder of the weights as they were published */
export async function makeTrained(fixtures: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  for (const trained of TRAINED) {
    const recipe = recipeOf(trained)
    const weights = new Blob([readFileSync(join(fixtures, 'filters', recipe.from))])
    const input = { range: recipe.range, light: 'srgb', matte: '#ffffff' } as const
    const layers = await layersOf(recipe, weights)
    writeFileSync(join(FOLDER, trained.file), writeSafetensors({ name: trained.name, input, layers }))
  }
  writeFileSync(join(FOLDER, 'LICENSES.txt'), licences(fixtures))
}

/** Every file with its source, under the text of its licence. */
function licences(fixtures: string): string {
  const texts = new Map<string, TrainedFilters[]>()
  for (const trained of TRAINED) {
    const { licence } = recipeOf(trained)
    texts.set(licence, [...(texts.get(licence) ?? []), trained])
  }
  const parts = [...texts].map(([licence, files]) => {
    const heads = files.map((each) => `${each.file}\n  ${each.source}\n  ${each.licence}\n`)
    const text = readFileSync(join(fixtures, 'LICENSES', licence), 'utf8')
      .replaceAll('\r', '')
      .trim()
    return `${heads.join('\n')}\n${text}\n`
  })
  return [HEAD, ...parts].join(`\n${'='.repeat(80)}\n\n`)
}

function recipeOf({ id }: TrainedFilters): Recipe {
  const recipe = RECIPES[id]
  if (recipe === undefined) throw new RangeError(`no recipe of ${id}`)
  return recipe
}
