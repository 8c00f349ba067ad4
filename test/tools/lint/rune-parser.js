/*
 * The parser of scripts with runes, in components and in .svelte.ts, as svelte-eslint-parser calls it. What it hands over
 * is not the file on disk but TypeScript made of it; typescript-eslint therefore makes a new program, with a new checker,
 * for every such file. Here one program has them all as they will be handed over.
 */
import * as typescript from '@typescript-eslint/parser'
import { readFileSync } from 'node:fs'
import * as svelte from 'svelte-eslint-parser'
import ts from 'typescript'

/** @typedef {typescript.ParserOptions & { filePath?: string }} Options */

const RUNES = /\.svelte(\.ts)?$/

/**
 * The TypeScript that svelte-eslint-parser makes of a file. Of a file that does not parse, its text: the complaint comes
 * when it is linted itself.
 * @param {string} filePath
 * @param {Options} options
 * @returns {string}
 */
function handedOver(filePath, options) {
  let text = readFileSync(filePath, 'utf8')
  const recorder = {
    ...typescript,
    /** @param {string} code @param {Options} given */
    parseForESLint(code, given) {
      if (given.project === undefined) return typescript.parseForESLint(code, given)
      text = code
      throw new Error('no more is needed')
    },
  }
  try {
    svelte.parseForESLint(text, { ...options, filePath, parser: recorder })
  } catch {
    // One of the two that the docstring names.
  }
  return text
}

/**
 * @param {Options} options
 * @returns {ts.Program} of the app
 */
function makeProgram(options) {
  const root = options.tsconfigRootDir ?? '.'
  const { config } = ts.readConfigFile(`${root}/tsconfig.app.json`, (name) => ts.sys.readFile(name))
  const svelteFiles = { extension: '.svelte', isMixedContent: true, scriptKind: ts.ScriptKind.Deferred }
  const { fileNames, options: fromFile } = ts.parseJsonConfigFileContent(
    config,
    ts.sys,
    root,
    undefined,
    undefined,
    undefined,
    [svelteFiles],
  )
  const compilerOptions = { ...fromFile, allowNonTsExtensions: true }
  const host = ts.createCompilerHost(compilerOptions, true)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (name, target, ...rest) =>
    RUNES.test(name)
      ? ts.createSourceFile(name, handedOver(name, options), target, true, ts.ScriptKind.TS)
      : read(name, target, ...rest)
  return ts.createProgram(fileNames, compilerOptions, host)
}

/** A run from the command line reads each file once; an editor goes on while files change. */
const ONCE = /eslint(\.js)?$/.test(process.argv[1] ?? '') && !process.argv.includes('--fix')
/** @type {ts.Program | undefined} */
let program

/** typescript-eslint's parser, quicker with scripts that have runes. */
export const runeParser = {
  ...typescript,
  /** @param {string} code @param {Options} options */
  parseForESLint(code, options) {
    const { project, ...rest } = options
    if (!ONCE || project === undefined) return typescript.parseForESLint(code, options)
    program ??= makeProgram(options)
    const same = program.getSourceFile(options.filePath ?? '')?.text === code
    return typescript.parseForESLint(code, same ? { ...rest, programs: [program] } : options)
  },
}
