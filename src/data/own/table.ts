import { closeSync, openSync, readSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../../fault.ts'
import { DamagedInput } from '../damaged.ts'
import type { Asking } from './asking.ts'
import { type Header, headerOf, namesIn } from './header.ts'
import { numberIn } from './number-in.ts'
import { eachRow, formOf, isPacked, type Row } from './rows.ts'

/** A table as it was read once: what is to be predicted in each row, and how its inputs are had. */
export interface Table {
  readonly path: string
  readonly digest: string
  readonly header: Header
  readonly count: number
  /** What the fields to predict say, row after row: texts of classes, or numbers. */
  readonly classes: readonly string[]
  readonly numbers: readonly number[]
  /** What the column of tasks says, row after row. */
  readonly tasks: readonly string[]
  /** The line that a row ends in. */
  readonly lineOf: (index: number) => number
  /** Whether every input is a whole number from 0 to 255. */
  readonly bytes: boolean
  /** Writes the inputs of a row, as they are in the file. */
  readonly copyRow: (index: number, into: Float32Array, offset: number) => void
}

/** So many bytes of inputs are kept; the rows of a larger table are read again as they are needed. */
export const roomForTable = 2 ** 30

/** Numbers that become more. */
const growing = () => {
  let values = new Float32Array(2 ** 12)
  return {
    reach: (length: number): Float32Array => {
      if (length > values.length) {
        const longer = new Float32Array(Math.max(length, 2 * values.length))
        longer.set(values)
        values = longer
      }
      return values
    },
    drop: (): void => {
      values = new Float32Array(0)
    },
  }
}

const rowFault = (path: string, row: Pick<Row, 'line' | 'fields'>, names: readonly string[]): Fault =>
  fault({
    where: 'data',
    rule: `every row must have ${names.length} fields, one a column`,
    got: `${row.fields.length}`,
    path: [path, `line ${row.line}`],
    hint:
      row.fields.length < names.length
        ? `none for column ${names[row.fields.length]}; a field may not be left away`
        : 'a field that holds a comma must stand in quotes',
  })

/** The inputs of a row into a buffer. */
const inputsOf =
  (path: string, { names, inputs }: Header, row: Pick<Row, 'line' | 'fields'>) =>
  (into: Float32Array, offset: number): E.Either<Fault, boolean> => {
    let bytes = true
    for (let i = 0; i < inputs.length; i += 1) {
      const column = inputs[i]!
      const value = numberIn(row.fields[column]!, { path, line: row.line, column: names[column]! })
      if (E.isLeft(value)) return value
      into[offset + i] = value.right
      bytes &&= Number.isInteger(value.right) && value.right >= 0 && value.right <= 255
    }
    return E.right(bytes)
  }

/** A row of the file, read again. */
const reread = (path: string, from: number, to: number, line: number): Pick<Row, 'fields' | 'line'> => {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(to - from)
    readSync(file, bytes, 0, bytes.length, from)
    const [fields = []] = parse(bytes, formOf(path)) as readonly (readonly string[])[]
    return { fields, line }
  } finally {
    closeSync(file)
  }
}

/**
 * A table of separated values, read once: every field is looked at. Its inputs are kept where they take at most `room` bytes; else where
 * each row lies, and a row is read again when an example is wanted.
 *
 * @returns a `Left` that names file, line and column for what can't be read, rows of other lengths, and inputs that are no numbers
 */
export const readTable = (path: string, asking: Asking, room = roomForTable): TE.TaskEither<Fault, Table> => {
  const classes: string[] = []
  const numbers: number[] = []
  const tasks: string[] = []
  const lines: number[] = []
  const [starts, ends]: [number[], number[]] = [[], []]
  const interned = new Map<string, string>()
  const values = growing()
  let header: Header | undefined
  let kept = true
  let bytes = true
  let passing = new Float32Array(0)

  const intern = (text: string): string => {
    const known = interned.get(text) ?? text
    interned.set(known, known)
    return known
  }
  const told = (place: number, row: Row, names: readonly string[]): E.Either<Fault, string> =>
    row.fields[place] === ''
      ? pipe(
          numberIn('', { path, line: row.line, column: names[place]! }),
          E.map(() => ''),
        )
      : E.right(intern(row.fields[place]!))

  const add = (row: Row, of: Header): E.Either<Fault, void> => {
    if (row.fields.length !== of.names.length) return E.left(rowFault(path, row, of.names))
    const width = of.inputs.length
    const at = lines.length * width
    if (kept && 4 * (at + width) > room) {
      kept = false
      values.drop()
    }
    if (passing.length < width) passing = new Float32Array(width)
    const found = kept ? inputsOf(path, of, row)(values.reach(at + width), at) : inputsOf(path, of, row)(passing, 0)
    if (E.isLeft(found)) return found
    bytes &&= found.right
    for (const place of of.target) {
      const said =
        asking.predicts === 'classes'
          ? told(place, row, of.names)
          : numberIn(row.fields[place]!, { path, line: row.line, column: of.names[place]! })
      if (E.isLeft(said)) return said
      if (typeof said.right === 'string') classes.push(said.right)
      else numbers.push(said.right)
    }
    if (of.by !== undefined) {
      const said = told(of.by, row, of.names)
      if (E.isLeft(said)) return said
      tasks.push(said.right)
    }
    lines.push(row.line)
    starts.push(row.from)
    ends.push(row.to)
    return E.right(undefined)
  }

  return pipe(
    eachRow(path, (row) => {
      if (header !== undefined) return add(row, header)
      const { names, titled } = namesIn(row.fields)
      return pipe(
        headerOf(path, names, asking),
        E.chain((of) => {
          header = of
          return titled ? E.right(undefined) : add(row, of)
        }),
      )
    }),
    TE.chainEitherK((digest): E.Either<Fault, Table> => {
      const wrong = (rule: string, got: string, hint: string) =>
        E.left(fault({ where: 'data', rule, got, path: [path], hint }))
      const count = lines.length
      if (header === undefined || count === 0)
        return wrong('a table must have rows', 'none', 'name another file with --data')
      if (!kept && isPacked(path))
        return wrong(
          `the numbers of a packed table must take at most ${room} bytes`,
          `${4 * count * header.inputs.length}`,
          'unpack the file: its rows are then read as they are needed',
        )
      const of = header
      const width = of.inputs.length
      const held = kept ? values.reach(0) : undefined
      return E.right({
        ...{ path, digest, header: of, count, classes, numbers, tasks, bytes },
        lineOf: (index) => lines[index]!,
        copyRow: (index, into, offset) => {
          if (held !== undefined) {
            into.set(held.subarray(index * width, (index + 1) * width), offset)
            return
          }
          const row = reread(path, starts[index]!, ends[index]!, lines[index]!)
          const found =
            row.fields.length === of.names.length
              ? inputsOf(path, of, row)(into, offset)
              : E.left(rowFault(path, row, of.names))
          if (E.isLeft(found)) throw new DamagedInput(found.left)
        },
      })
    }),
  )
}
