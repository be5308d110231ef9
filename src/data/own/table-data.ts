import { basename } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { digestOf } from '../../digest.ts'
import { type Fault, fault, unknownName } from '../../fault.ts'
import type { DataSet } from '../dataset.ts'
import type { Examples } from '../examples.ts'
import type { Asking } from './asking.ts'
import { heldOut } from './held-out.ts'
import { inOrder } from './in-order.ts'
import { statisticsOf } from './statistics.ts'
import { readTable, roomForTable, type Table } from './table.ts'

/** The file of a table to learn from, and that of one to be judged by where there is one. */
export interface TableFiles {
  readonly train: string
  readonly test?: string | undefined
}

/** The sides of a square image that the columns of a table are the pixels of, where they are called so or there are 28². */
const sideOf = ({ header: { names, inputs }, bytes }: Table): number | undefined => {
  const side = Math.sqrt(inputs.length)
  const called = inputs.every((place) => /^(pixel\d+|\d+x\d+)$/.test(names[place]!))
  return bytes && Number.isInteger(side) && side > 1 && (called || inputs.length === 28 * 28) ? side : undefined
}

const stem = (path: string): string => basename(path).replace(/(\.(csv|tsv|txt))?(\.gz)?$/i, '')

/** The number of each text among known ones; a `Left` that names the line of one that isn't. */
const placesOf = (
  known: readonly string[],
  said: readonly string[],
  table: Table,
  column: number,
  what: string,
): E.Either<Fault, Int32Array> => {
  const places = new Map(known.map((name, place) => [name, place]))
  const odd = said.findIndex((name) => !places.has(name))
  return odd < 0
    ? E.right(Int32Array.from(said, (name) => places.get(name)!))
    : E.left({
        ...unknownName({ where: 'data', what, name: said[odd]!, known }),
        rule: `a ${what} to be judged by must be one that is learned`,
        path: [table.path, `line ${table.lineOf(odd)}`, `column ${table.header.names[column]}`],
      })
}

/** The rows of a table as examples. */
const examplesIn = (
  table: Table,
  of: { readonly known: readonly string[]; readonly tasks: readonly string[]; readonly side: number | undefined },
): E.Either<Fault, Examples> => {
  const { header, count, numbers, copyRow } = table
  const width = header.inputs.length
  const outputs = header.target.length
  return pipe(
    E.Do,
    E.bind('labels', () => placesOf(of.known, table.classes, table, header.target[0]!, 'class')),
    E.bind('places', () =>
      header.by === undefined ? E.right(undefined) : placesOf(of.tasks, table.tasks, table, header.by, 'task'),
    ),
    E.map(
      ({ labels, places }): Examples => ({
        count,
        inputShape: of.side === undefined ? [width] : [of.side, of.side],
        classes: numbers.length > 0 ? outputs : of.known.length,
        copyInput: (index, into, offset) => {
          copyRow(index, into, offset)
          if (of.side !== undefined) for (let i = 0; i < width; i += 1) into[offset + i]! /= 255
        },
        label: (index) => labels[index] ?? 0,
        place: (index) => places?.[index] ?? index,
        ...(numbers.length === 0
          ? {}
          : {
              copyTarget: (index: number, into: Float32Array, offset: number) => {
                for (let i = 0; i < outputs; i += 1) into[offset + i] = numbers[index * outputs + i]!
              },
            }),
      }),
    ),
  )
}

/** That the table to be judged by has the columns of the one that is learned from, in the same order. */
const alike = (train: Table, test: Table): E.Either<Fault, Table> => {
  const named = ({ header: { names, inputs, target } }: Table) => [...inputs, ...target].map((place) => names[place])
  const [wanted, got] = [named(train), named(test)]
  const odd = wanted.findIndex((name, i) => name !== got[i])
  return odd < 0 && wanted.length === got.length
    ? E.right(test)
    : E.left(
        fault({
          where: 'data',
          rule: `the tables to learn from and to be judged by must have the same columns in the same order`,
          got: odd < 0 ? `${got.length} columns for ${wanted.length}` : `\`${got[odd]}\` for \`${wanted[odd]}\``,
          path: [test.path],
          hint: `${basename(train.path)} and ${basename(test.path)} belong to different sets`,
        }),
      )
}

const dataOf = (train: Table, test: Table | undefined): E.Either<Fault, DataSet> => {
  const known = inOrder(train.classes)
  const tasks = [...new Set(train.tasks)]
  const side = sideOf(train)
  const of = { known, tasks, side }
  return pipe(
    E.Do,
    E.bind('learned', () => examplesIn(train, of)),
    E.bind('judged', () => (test === undefined ? E.right(undefined) : examplesIn(test, of))),
    E.filterOrElse(
      ({ learned, judged }) => judged !== undefined || learned.count >= 5,
      ({ learned }) =>
        fault({
          where: 'data',
          rule: 'a table without another to be judged by must have at least 5 rows: a fifth is set apart',
          got: `${learned.count}`,
          path: [train.path],
        }),
    ),
    E.map(({ learned, judged }): DataSet => {
      const halves = judged === undefined ? heldOut(learned) : { train: learned, test: judged }
      const { names, target } = train.header
      const what = target.map((place) => names[place]).join(', ')
      const rows = `${train.path}: ${halves.train.count} rows to learn from and ${halves.test.count} to be judged by`
      const scaled = side === undefined ? statisticsOf(halves.train) : undefined
      return {
        name: stem(train.path),
        ...halves,
        source: `${rows}${test === undefined ? ', a fifth set apart' : ` (${basename(test.path)})`}; predicted: ${what}`,
        digest: digestOf([train.digest, test?.digest ?? 'a fifth', train.header.target, train.header.by ?? null]),
        table: true,
        ...(train.header.by === undefined ? {} : { tasks }),
        ...(known.length === 0 ? {} : { classNames: known }),
        ...(scaled === undefined ? {} : { statistics: scaled.statistics }),
        ...(scaled?.targets === undefined ? {} : { targetStatistics: scaled.targets }),
      }
    }),
  )
}

/**
 * A table of separated values as a data set. Numbers of the column to predict are numbers or the names of classes as is asked; every
 * other column is learned from, and those of 28 × 28 pixels are an image. Without a second table a fifth of the rows is set apart, the same
 * in every run.
 *
 * @param room how many bytes of inputs are kept; see `readTable`
 * @returns a `Left` that names file, line and column
 */
export const tableData = (
  { train, test }: TableFiles,
  asking: Asking,
  room = roomForTable,
): TE.TaskEither<Fault, DataSet> =>
  pipe(
    readTable(train, asking, room),
    TE.bindTo('first'),
    TE.bind('second', ({ first }) =>
      test === undefined
        ? TE.right(undefined)
        : pipe(
            readTable(
              test,
              { ...asking, target: first.header.target.map((at) => first.header.names[at]).join(',') },
              room,
            ),
            TE.chainEitherK((second) => alike(first, second)),
          ),
    ),
    TE.chainEitherK(({ first, second }) => dataOf(first, second)),
  )
