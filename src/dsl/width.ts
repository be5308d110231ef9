import type { Kind, RowsKind, Syntax, Width } from './syntax.ts'
import { isMadeOf } from './tensors.ts'

/** The batches that a kind names. */
export const batchesNamed = (kind: Kind): readonly Syntax[] =>
  kind._tag !== 'Rows' ? [] : typeof kind.width === 'object' ? [kind.batch, kind.width.examplesOf] : [kind.batch]

export const sameWidth = (a: Width, b: Width): boolean =>
  typeof a === 'object' && typeof b === 'object' ? a.examplesOf === b.examplesOf : a === b

/** Whether rows are of one batch, wherever they came from. */
export const sameRows = (a: RowsKind, b: RowsKind): boolean => a.batch === b.batch && sameWidth(a.width, b.width)

/** A number a row spreads along rows of another width. */
export const spreadsAlong = (a: RowsKind, b: RowsKind): boolean =>
  a.batch === b.batch && (a.width === 1 || sameWidth(a.width, b.width))

export const spellWidth = (width: Width): string =>
  typeof width === 'object'
    ? 'one number for each example of a batch'
    : width === 1
      ? 'one number'
      : typeof width === 'number'
        ? `${width} numbers`
        : `\`${width}\``

const times = ' × '

/** What parameters are of that are a matrix: the sum of aᵢbᵢᵀ for rows of these widths. */
export const matrixOf = (rows: string | number, columns: string | number): string => `${rows}${times}${columns}`

/** The widths of a matrix, by the name of what it is of; nothing, unless it is one. */
export const widthsOf = (network: string): readonly [Width, Width] | undefined => {
  const [rows, columns, ...more] = network.split(times)
  return isMadeOf(network) || rows === undefined || columns === undefined || more.length > 0
    ? undefined
    : [widthIn(rows), widthIn(columns)]
}

const widthIn = (text: string): Width => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : text)

/** Rows of a batch, so wide. */
export const rowsOf = (batch: Syntax, width: Width): RowsKind => ({ _tag: 'Rows', batch, width })

const onto = ' → '

/** What parameters are of that belong to a network over the inputs of a batch, which gives rows so wide. */
export const networkGiving = (name: string, gives: string | number): string => `${name}${onto}${gives}`

/** How wide rows are that such a network gives, by the name of what its parameters are of; nothing, unless it is one. */
export const widthGiven = (network: string): Width | undefined => {
  const [name, gives, ...more] = network.split(onto)
  return isMadeOf(network) || name === undefined || gives === undefined || more.length > 0 ? undefined : widthIn(gives)
}

/** What such a network is called. */
export const nameGiving = (network: string): string | undefined =>
  widthGiven(network) === undefined ? undefined : network.split(onto)[0]
