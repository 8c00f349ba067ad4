import { pipelineShapes } from '../../core/layers/pipeline.ts'
import { pythonString } from '../python-text.ts'
import bank from './cluster/bank.py?raw'
import command from './cluster/command.py?raw'
import files from './cluster/files.py?raw'
import head from './cluster/head.py?raw'
import names from './cluster/names.py?raw'
import photo from './cluster/photo.py?raw'
import places from './cluster/places.py?raw'
import weights from './weights.py?raw'
import type { Code, Coded, CodeOptions } from './program.ts'

/** Stands in the program until the name of the exported file does. */
const BANK = 'BANK = "filters.json"'

/**
 * A Python program that sends many photos through an exported bank on a cluster, by Dask and PyTorch or ONNX Runtime, and writes the
 * files that a run over many photos writes here. It is the same for every pipeline but for the name of the file that it reads.
 * @throws ShapeError when a layer does not fit
 */
export function clusterCode({ layers }: Coded, { input, file }: CodeOptions): Code {
  pipelineShapes(input, layers)
  const named = head.replace(BANK, () => `BANK = ${pythonString(file)}`)
  const parts = [named, photo, weights, bank, names, files, places, command]
  return { code: `${parts.map((part) => part.trim()).join('\n\n\n')}\n`, needsFile: true }
}
