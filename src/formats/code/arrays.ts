import { pipelineShapes } from '../../core/layers/pipeline.ts'
import { pythonString } from '../python-text.ts'
import { ARRAY_FUNCTIONS, type ArrayFunctions } from './array-functions.ts'
import { isLarge, listsOf, reshapeOf } from './parameters.ts'
import { preprocess, usage, type ArrayWords } from './preprocess.ts'
import {
  callsOf,
  modelFunction,
  programText,
  tensorLines,
  type TensorText,
  type Code,
  type Coded,
  type CodeOptions,
} from './program.ts'

/** A library of arrays, and how programs compute with it. */
export interface ArrayLibrary {
  readonly words: ArrayWords
  readonly imports: readonly string[]
  /** An array of the library from NumPy's. */
  readonly load: (name: string) => string
  /** In front of the model. */
  readonly decorator?: readonly string[]
  /** Beside those of any library. */
  readonly functions: ArrayFunctions
}

/** A call of PyTorch's functions, as the forms of layers write them. */
const CALL = /\b(?:F|torch)\.(\w+)(?=\()/g

/**
 * Python code that takes x through the functions of PyTorch's calls, which it defines itself, those alone that it uses.
 * @throws ShapeError when a layer does not fit
 */
export function arrayCode({ layers, input }: Coded, library: ArrayLibrary, options: CodeOptions): Code {
  const { words, load } = library
  const shapes = [options.input, ...pipelineShapes(options.input, layers)]
  const needsFile = layers.some((layer) => isLarge(layer))
  const functions = functionsOf(library)
  const calls = callsOf(layers, shapes).map((ofLayer) =>
    ofLayer.map((call) => call.replace(CALL, (_, name: string) => calledAs(name, functions))),
  )
  const defined = definitions(calls.flat().join('\n'), functions)
  const tensor: TensorText = (layer, parameter, i) =>
    isLarge(layer)
      ? load(`arrays[${pythonString(`${i}.${parameter.key}`)}]`)
      : `${words.array(listsOf(parameter))}${reshapeOf(parameter)}`
  const sections = [
    [...(/\bmath\./.test(defined.join('\n')) ? ['import math', ''] : []), ...library.imports],
    needsFile ? [`arrays = np.load(${pythonString(options.file)})`] : [],
    defined.flatMap((source) => ['', '', source, '', '']),
    preprocess(input, words),
    tensorLines(layers, tensor),
    modelFunction(calls, shapes, library.decorator),
    usage(input, words),
  ]
  return { code: programText(sections), needsFile }
}

/** All functions of a library, in its own words. */
function functionsOf({ functions, words: { module } }: ArrayLibrary): ArrayFunctions {
  return Object.fromEntries(
    Object.entries({ ...functions, ...ARRAY_FUNCTIONS }).map(([name, text]) => [
      name,
      text.trim().replaceAll(/\bxp\./g, `${module}.`),
    ]),
  )
}

function isDefinition(text: string): boolean {
  return text.startsWith('def ')
}

/** @throws RangeError for a function that the library has not */
function calledAs(name: string, functions: ArrayFunctions): string {
  const text = functions[name]
  if (text === undefined) throw new RangeError(`no function ${name}`)
  return isDefinition(text) ? name : text
}

/** The functions that a text calls, those that these call, and so on, in the order of the table. */
function definitions(text: string, functions: ArrayFunctions): string[] {
  const all = Object.entries(functions).filter(([, source]) => isDefinition(source))
  const used = new Set<string>()
  const visit = (caller: string) => {
    for (const [name, source] of all) {
      if (used.has(name) || !new RegExp(String.raw`(?<![\w.])${name}\b`).test(caller)) continue
      used.add(name)
      visit(source)
    }
  }
  visit(text)
  return all.flatMap(([name, source]) => (used.has(name) ? [source] : []))
}
