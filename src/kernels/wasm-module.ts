import { type Code, unsignedLeb } from './wasm-code.ts'
import { FunctionBuilder, typeCode } from './wasm-function.ts'

/** Most pages of a 32-bit memory: 4 GiB. */
const MAX_PAGES = 65536

const Section = { Type: 1, Import: 2, Function: 3, Export: 7, Code: 10 } as const

/** A growing run of bytes. */
class Bytes {
  #bytes = new Uint8Array(4096)
  #length = 0

  append(code: Code): void {
    for (const item of code) {
      if (typeof item !== 'number') this.append(item)
      else {
        if (this.#length === this.#bytes.length) {
          const larger = new Uint8Array(2 * this.#length)
          larger.set(this.#bytes)
          this.#bytes = larger
        }
        this.#bytes[this.#length++] = item
      }
    }
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }
}

function sizeOf(code: Code): number {
  let size = 0
  for (const item of code) size += typeof item === 'number' ? 1 : sizeOf(item)
  return size
}

function sized(code: Code): Code {
  return [...unsignedLeb(sizeOf(code)), code]
}

function vector(items: readonly Code[]): Code {
  return [...unsignedLeb(items.length), ...items]
}

function section(id: number, items: readonly Code[]): Code {
  return [id, sized(vector(items))]
}

/** A name in UTF-8; export names here are ASCII. */
function name(text: string): Code {
  return vector([...new TextEncoder().encode(text)].map((byte) => [byte]))
}

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
    const bytes = new Bytes()
    bytes.append([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])
    bytes.append(section(Section.Type, types))
    bytes.append(section(Section.Import, [[name('env'), name('memory'), 0x02, ...limits]]))
    bytes.append(
      section(
        Section.Function,
        this.#functions.map((_, i) => unsignedLeb(i)),
      ),
    )
    bytes.append(
      section(
        Section.Export,
        this.#functions.map((f, i) => [name(f.name), 0x00, ...unsignedLeb(i)]),
      ),
    )
    bytes.append(
      section(
        Section.Code,
        this.#functions.map(({ builder }) => sized(builder.code())),
      ),
    )
    return bytes.finish()
  }
}
