import { type Better, cosine, ownIn, protocolOf, shownOwn, signed } from '../../../experiment/protocol/index.ts'
import { printable } from '../../../printable.ts'
import type { Outcome } from '../../../records/index.ts'
import type { Standing } from '../../../sweep/index.ts'

/** A column of the table. */
export interface Column {
  readonly head: string
  readonly about: string
  readonly of: (scores: Outcome) => number | undefined
  readonly shown: (value: number) => string
  /** Which is the best, where methods are judged by it: then deviations are shown. What methods take is shown without. */
  readonly better?: Better
}

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })

const compact = (value: number): string => short.format(value).replace('K', 'k')

/** The columns of what runs come to by their protocol. */
const judgedBy = (standings: readonly Standing[]): readonly Column[] =>
  protocolOf(standings[0]?.sample.started ?? {})
    .metrics.filter(({ compared }) => compared)
    .map(({ name, head, about, better, shown }) => ({ head, about, of: (scores) => scores[name], shown, better }))

/** The columns of metrics of a user's own. */
const judgedByOwn = (standings: readonly Standing[]): readonly Column[] =>
  (standings[0]?.sample.started.ownMetrics ?? []).map(({ name, head, about, better }) => ({
    head,
    about,
    of: (scores) => ownIn(scores, name),
    shown: shownOwn,
    better,
  }))

/** What each method takes for it. */
const taken: readonly Column[] = [
  {
    head: 'training',
    about: 'time spent learning',
    of: ({ trainSeconds }) => trainSeconds,
    shown: (value) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} s`,
  },
  {
    head: 'gradients',
    about: 'how many gradients of an example’s loss were taken',
    of: ({ gradients }) => gradients,
    shown: compact,
  },
  {
    head: 'memory',
    about: 'examples remembered at the end',
    of: ({ remembered }) => remembered,
    shown: compact,
  },
]

/** How the gradients of tasks lie to each other at the end, where that was measured. */
const measured: readonly Column[] = [
  {
    head: 'transfer',
    about: 'mean dot product of the loss gradients of two tasks at the end; below 0 they interfere',
    of: ({ gradientProduct }) => gradientProduct,
    shown: signed,
    better: 'more',
  },
  {
    head: 'cosine',
    about: 'mean cosine between them',
    of: ({ gradientCosine }) => gradientCosine,
    shown: cosine,
    better: 'more',
  },
]

/** The columns of the table: those of what was measured only where some method has it. */
export const columnsFor = (standings: readonly Standing[]): readonly Column[] => [
  ...judgedBy(standings),
  ...judgedByOwn(standings),
  ...taken,
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
                column.better !== undefined && finished.length > 1 && spread !== undefined
                  ? `${column.shown(value)} ± ${plain(column, spread)}`
                  : column.shown(value),
              best:
                column.better !== undefined &&
                whole.length > 1 &&
                mishaps.length === 0 &&
                column.shown(value) ===
                  column.shown(column.better === 'more' ? Math.max(...rivals) : Math.min(...rivals)),
            }
          }),
  }))
}

/** What seeds of each method did together, where that was asked. */
const togetherOf = (standings: readonly Standing[]): readonly string[] =>
  standings.flatMap(({ label, sample: { started } }) =>
    started.together === undefined ? [] : [`seeds of ${label}: ${printable(started.together.words)}`],
  )

/** What happened to runs that are not in the means of their rows, and what seeds did together. */
export const notesOf = (standings: readonly Standing[]): readonly string[] => [
  ...standings.flatMap(({ label, mishaps, mean }) =>
    mean === undefined ? [] : mishaps.map(({ seed, what }) => `* ${label}, seed ${seed}: ${what}; not in its means`),
  ),
  ...togetherOf(standings),
]
