import { type Code, unsignedLeb } from './code.ts'
import { FunctionBuilder, typeCode } from './function.ts'

/** Most pages of a 32-bit memory: 4 GiB. */
const MAX_PAGES = 65536

const Section = { Type: 1, Import: 2, Function: 3, Export: 7, Code: 10 } as const

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

/**
 * A WebAssembly module that imports one memory, `env.memory`, and exports functions. A shared memory must be imported
 * as shared; its size may be anything up to 4 GiB.
 */
export class ModuleBuilder {
  readonly #functions: { readonly name: string; readonly builder: FunctionBuilder }[] = []

  constructor(readonly shared: boolean) {}

  /** Export a function that `write` writes. */
  function(exportName: string, write: (f: FunctionBuilder) => void): void {
    const builder = new FunctionBuilder()
    write(builder)
    this.#functions.push({ name: exportName, builder })
  }

  /** The module in the binary format. */
  bytes(): Uint8Array<ArrayBuffer> {
    const types = this.#functions.map(({ builder }): Code => [
      0x60,
      vector(builder.params.map((type) => [typeCode(type)])),
      vector([]),
    ])
    const limits = this.shared
      ? [0x03, ...unsignedLeb(1), ...unsignedLeb(MAX_PAGES)]
      : [0x00, ...unsignedLeb(1)]
    const functions = this.#functions.map((_, i) => unsignedLeb(i))
    const exports = this.#functions.map((f, i) => [name(f.name), 0x00, ...unsignedLeb(i)])
    return flatten([
      HEADER,
      section(Section.Type, types),
      section(Section.Import, [[name('env'), name('memory'), 0x02, ...limits]]),
      section(Section.Function, functions),
      section(Section.Export, exports),
      section(
        Section.Code,
        this.#functions.map(({ builder }) => sized(builder.code())),
      ),
    ])
  }
}

function vector(items: readonly Code[]): Code {
  return [...unsignedLeb(items.length), ...items]
}

function sized(code: Code): Code {
  const bytes = flatten(code)
  return [...unsignedLeb(bytes.length), bytes]
}

function section(id: number, items: readonly Code[]): Code {
  return [id, sized(vector(items))]
}

/** A name in UTF-8. */
function name(text: string): Code {
  return sized([new TextEncoder().encode(text)])
}

function flatten(code: Code): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeOf(code))
  write(code, bytes, 0)
  return bytes
}

function sizeOf(code: Code): number {
  let size = 0
  for (const item of code) {
    if (typeof item === 'number') size++
    else size += item instanceof Uint8Array ? item.length : sizeOf(item)
  }
  return size
}

/** Write code from `at` on; returns where it ends. */
function write(code: Code, bytes: Uint8Array, at: number): number {
  let end = at
  for (const item of code) {
    if (typeof item === 'number') bytes[end++] = item
    else if (item instanceof Uint8Array) {
      bytes.set(item, end)
      end += item.length
    } else end = write(item, bytes, end)
  }
  return end
}
