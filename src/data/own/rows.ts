import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { CsvError, type Options, parse } from 'csv-parse'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../../fault.ts'
import { codeOf } from '../../files/index.ts'

/** A row of a file of separated values: its fields, the line that it ends in, and its bytes in the file, from one place to before another. */
export interface Row {
  readonly fields: readonly string[]
  readonly line: number
  readonly from: number
  readonly to: number
}

/** How a file is read: commas, or tabs where its name ends in `.tsv`. A mark of UTF-8 at its start and empty lines are passed over. */
export const formOf = (path: string): Options => ({
  bom: true,
  delimiter: /\.tsv(\.gz)?$/i.test(path) ? '\t' : ',',
  // How many fields there must be is told with the columns that lack.
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
  max_record_size: 2 ** 26,
})

export const isPacked = (path: string): boolean => path.toLowerCase().endsWith('.gz')

class Refused extends Error {
  readonly fault: Fault
  constructor(of: Fault) {
    super(of.rule)
    this.fault = of
  }
}

const broken = (path: string, error: unknown): Fault => {
  if (error instanceof Refused) return error.fault
  const hint = isPacked(path)
    ? 'the file is damaged, or is no file of separated values'
    : 'is it a file of separated values: a row a line, commas between fields, or tabs in a .tsv?'
  if (error instanceof CsvError)
    return fault({
      where: 'data',
      rule: 'a table must be whole rows, with quotes only around fields and doubled inside',
      got: error.message,
      path: [path, ...(typeof error.lines === 'number' ? [`line ${error.lines}`] : [])],
      hint,
    })
  const reason = codeOf(error)
  return fault({
    where: 'data',
    rule: 'the table must be there and readable',
    got: reason === 'ENOENT' ? 'nothing there' : reason === 'EISDIR' ? 'a folder' : reason,
    path: [path],
    hint,
  })
}

/** Told of each row as the file is read once from start to end; the digest of the file. The first `Left` ends it. */
export const eachRow =
  (path: string, hear: (row: Row) => E.Either<Fault, void>): TE.TaskEither<Fault, string> =>
  async () => {
    const hash = createHash('sha256')
    const file = createReadStream(path)
    const parser = parse({ ...formOf(path), info: true })
    file.on('data', (chunk) => hash.update(chunk))
    file.on('error', (error) => parser.destroy(error))
    if (isPacked(path)) {
      const gunzip = createGunzip()
      gunzip.on('error', (error) => parser.destroy(error))
      file.pipe(gunzip).pipe(parser)
    } else file.pipe(parser)
    let from = 0
    try {
      for await (const { record, info } of parser as AsyncIterable<{
        readonly record: readonly string[]
        readonly info: { readonly lines: number; readonly bytes: number }
      }>) {
        const heard = hear({ fields: record, line: info.lines, from, to: info.bytes })
        if (E.isLeft(heard)) throw new Refused(heard.left)
        from = info.bytes
      }
      return E.right(hash.digest('hex'))
    } catch (error) {
      return E.left(broken(path, error))
    } finally {
      file.destroy()
    }
  }
