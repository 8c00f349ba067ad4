import { dirname, extname, posix, relative, resolve, sep } from 'node:path'

/*
 * Which folder may import from which, and from which packages: core <- kernels <- engine <- state <- ui; formats sees
 * only core; workers see core, kernels and formats; what calls a worker sees its api. A folder always sees itself. What stands in
 * no folder of this table (tests, tools, settings) may see everything. A package ending in / is all of that scope.
 */
const FOLDERS = [
  { folder: 'src/core', sees: [], packages: [] },
  { folder: 'src/kernels', sees: ['src/core/'], packages: [] },
  { folder: 'src/formats', sees: ['src/core/'], packages: ['fflate', 'image-size'] },
  { folder: 'src/engine', sees: ['src/core/', 'src/kernels/'], packages: ['comlink'] },
  {
    folder: 'workers',
    sees: ['src/core/', 'src/kernels/', 'src/formats/'],
    packages: ['comlink', 'libheif-js', '@jsquash/jxl', 'workbox-precaching'],
  },
  {
    folder: 'src/state',
    sees: ['src/core/', 'src/kernels/', 'src/formats/', 'src/engine/'],
    packages: ['svelte', 'comlink', 'fflate', 'idb', '@stdlib/'],
  },
  {
    folder: 'src/ui',
    sees: ['src/core/', 'src/kernels/', 'src/formats/', 'src/engine/', 'src/state/'],
    packages: ['svelte', 'bits-ui', '@internationalized/date', '@lucide/svelte', '@observablehq/plot'],
  },
]
/** What engine and state may see of the workers; of the decoder its work too, which the page does where no worker starts. */
const API = /^workers\/([\w-]+\/api|decode\/(decoding|canvas))\.ts$/

/** @param {string} specifier */
function packageOf(specifier) {
  return /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier
}

/** @param {readonly string[]} starts @param {string} text */
function startsWithOne(starts, text) {
  return starts.some((start) => (start.endsWith('/') ? text.startsWith(start) : text === start))
}

/**
 * What is wrong with an import, or null.
 * @param {string} root folder of the project
 * @param {string} file that imports, absolute
 * @param {string} specifier what it imports
 * @returns {string | null}
 */
function importFault(root, file, specifier) {
  /** @param {string} path */
  const inProject = (path) => relative(root, path).split(sep).join(posix.sep)
  const rule = FOLDERS.find(({ folder }) => inProject(file).startsWith(`${folder}/`))
  const [path = ''] = specifier.split('?')
  if (!path.startsWith('.')) {
    const name = packageOf(path)
    if (rule === undefined || path.startsWith('/') || startsWithOne(rule.packages, name)) return null
    return `${rule.folder} does not use the package ${name}`
  }
  if (extname(path) === '') return `write the extension of ${specifier}`
  const to = inProject(resolve(dirname(file), path))
  if (rule === undefined || startsWithOne([`${rule.folder}/`, ...rule.sees], to)) return null
  if (['src/engine', 'src/state'].includes(rule.folder) && API.test(to)) return null
  return `${rule.folder} does not see ${dirname(to)}`
}

/** @type {import('eslint').Rule.RuleModule} */
export const importDirection = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    /** @param {import('estree').Node | null | undefined} source */
    const look = (source) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return
      const message = importFault(context.cwd, context.filename, source.value)
      if (message !== null) context.report({ node: source, message })
    }
    return {
      ImportDeclaration: (node) => {
        look(node.source)
      },
      ExportNamedDeclaration: (node) => {
        look(node.source)
      },
      ExportAllDeclaration: (node) => {
        look(node.source)
      },
      ImportExpression: (node) => {
        look(node.source)
      },
    }
  },
}
