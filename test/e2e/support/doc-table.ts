import { readFileSync, writeFileSync } from 'node:fs'
import { formatted } from '../../tools/formatted.js'

/*
 * Tables of a page of docs/ that tests hold true: they stand between <!-- NAME --> and <!-- /NAME -->. Where WRITE_TABLES is set,
 * tests write what they see into them (`npm run browsers`), else they compare.
 */

const IS_WRITING = process.env['WRITE_TABLES'] !== undefined

/** A table whose rows are named by their first cell. */
export class DocTable {
  /** @param names of all rows, in order @param head of the columns */
  constructor(
    private readonly file: string,
    private readonly name: string,
    private readonly head: readonly string[],
    private readonly names: readonly string[],
  ) {}

  /** Names of the rows that stand there. */
  rows(): string[] {
    return [...this.#read().keys()]
  }

  /** What stands in a row; what was `seen` where the tests write. */
  async row(seen: readonly string[]): Promise<readonly string[]> {
    const [name = ''] = seen
    if (IS_WRITING) await this.#write(this.#read().set(name, seen))
    return this.#read().get(name) ?? []
  }

  #read(): Map<string, readonly string[]> {
    const lines = this.#parts().table.split('\n').slice(2)
    const rows = lines.map((line) =>
      line
        .replaceAll('\\|', '\0')
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('\0', '|')),
    )
    return new Map(rows.map((row) => [row[0] ?? '', row]))
  }

  async #write(rows: ReadonlyMap<string, readonly string[]>): Promise<void> {
    const line = (cells: readonly string[]) =>
      `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
    const known = this.names.flatMap((name) => rows.get(name) ?? []).length
    if (known === 0) return
    const lines = [
      line(this.head),
      line(this.head.map(() => '---')),
      ...this.names.flatMap((name) => {
        const row = rows.get(name)
        return row === undefined ? [] : [line(row)]
      }),
    ]
    const { before, after } = this.#parts()
    const text = `${before}\n\n${lines.join('\n')}\n\n${after}`
    writeFileSync(this.file, await formatted(this.file, text))
  }

  #parts(): { before: string; table: string; after: string } {
    const text = readFileSync(this.file, 'utf8')
    const [start, end] = [`<!-- ${this.name} -->`, `<!-- /${this.name} -->`]
    const [from, to] = [text.indexOf(start), text.indexOf(end)]
    if (from === -1 || to === -1) throw new Error(`${this.file} has no table ${this.name}`)
    const [first, last] = [from + start.length, to]
    return { before: text.slice(0, first), table: text.slice(first, last).trim(), after: text.slice(last) }
  }
}
