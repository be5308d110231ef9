import { printable } from '../../../printable.ts'
import type { Outcome } from '../../../records/index.ts'
import type { Standing } from '../../../sweep/index.ts'
import { change, percent } from '../percent.ts'
import { cosine, signed } from '../signed.ts'

/** A column of the table. */
export interface Column {
  readonly head: string
  readonly about: string
  readonly of: (scores: Outcome) => number | undefined
  readonly shown: (value: number) => string
  /** Whether deviations are shown and the greatest is the best; what methods take is shown without. */
  readonly judged: boolean
}

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })

const compact = (value: number): string => short.format(value).replace('K', 'k')

/** The papers' columns, and what each method takes for it. */
const always: readonly Column[] = [
  {
    head: 'ACC',
    about: 'accuracy over all tasks at the end, in percent',
    of: ({ acc }) => acc,
    shown: percent,
    judged: true,
  },
  {
    head: 'BWT',
    about: 'what learning later tasks did to earlier ones',
    of: ({ bwt }) => bwt,
    shown: change,
    judged: true,
  },
  {
    head: 'learning',
    about: 'accuracy on each task right after learning it',
    of: ({ learningAccuracy }) => learningAccuracy,
    shown: percent,
    judged: true,
  },
  {
    head: 'training',
    about: 'time spent learning',
    of: ({ trainSeconds }) => trainSeconds,
    shown: (value) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} s`,
    judged: false,
  },
  {
    head: 'gradients',
    about: 'how many gradients of an example’s loss were taken',
    of: ({ gradients }) => gradients,
    shown: compact,
    judged: false,
  },
  {
    head: 'memory',
    about: 'examples remembered at the end',
    of: ({ remembered }) => remembered,
    shown: compact,
    judged: false,
  },
]

/** How the gradients of tasks lie to each other at the end, where that was measured. */
const measured: readonly Column[] = [
  {
    head: 'transfer',
    about: 'mean dot product of the loss gradients of two tasks at the end; below 0 they interfere',
    of: ({ gradientProduct }) => gradientProduct,
    shown: signed,
    judged: true,
  },
  {
    head: 'cosine',
    about: 'mean cosine between them',
    of: ({ gradientCosine }) => gradientCosine,
    shown: cosine,
    judged: true,
  },
]

/** The columns of the table: those of what was measured only where some method has it. */
export const columnsFor = (standings: readonly Standing[]): readonly Column[] => [
  ...always,
  ...measured.filter(({ of }) => standings.some(({ mean }) => mean !== undefined && of(mean) !== undefined)),
]

/** What stands in a row: a text a column, and whether it is the best there. */
export interface Cell {
  readonly text: string
  readonly best: boolean
}

/** The rows of the table, each with its cells; or, for a method none of whose runs came to its end, with what happened. */
export interface TableRow {
  readonly title: string
  readonly cells: readonly Cell[] | string
}

const plain = (column: Column, value: number): string => column.shown(value).replace(/^[+−]/, '')

/** The table. The best are those of methods all of whose runs came to their end; what is shown alike is all best. */
export const tableOf = (standings: readonly Standing[]): readonly TableRow[] => {
  const columns = columnsFor(standings)
  const whole = standings.filter(({ mishaps }) => mishaps.length === 0)
  return standings.map(({ label, finished, mishaps, mean, deviation }) => ({
    title: mishaps.length === 0 || mean === undefined ? printable(label) : `${printable(label)} *`,
    cells:
      mean === undefined
        ? [...new Set(mishaps.map(({ what }) => what))].join('; ')
        : columns.map((column) => {
            const value = column.of(mean)
            if (value === undefined) return { text: '', best: false }
            const spread = deviation === undefined ? undefined : column.of(deviation)
            const rivals = whole.flatMap((one) => (one.mean === undefined ? [] : (column.of(one.mean) ?? [])))
            return {
              text:
                column.judged && finished.length > 1 && spread !== undefined
                  ? `${column.shown(value)} ± ${plain(column, spread)}`
                  : column.shown(value),
              best:
                column.judged &&
                whole.length > 1 &&
                mishaps.length === 0 &&
                column.shown(value) === column.shown(Math.max(...rivals)),
            }
          }),
  }))
}

/** What happened to runs that are not in the means of their rows. */
export const notesOf = (standings: readonly Standing[]): readonly string[] =>
  standings.flatMap(({ label, mishaps, mean }) =>
    mean === undefined ? [] : mishaps.map(({ seed, what }) => `* ${label}, seed ${seed}: ${what}; not in its means`),
  )
