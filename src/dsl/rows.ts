import { kindOf } from './kind.ts'
import type { Mode } from './mode.ts'
import type { FieldOfBatch, SideOfLayer, Syntax } from './syntax.ts'
import { type Batch, built, type Holding, type Params, type Rows, type RowWidth, type Scalar } from './term.ts'

/** How wide rows are that a network gives: the learner's are its outputs. */
type WidthOf<N extends string> = N extends `${string} → ${infer W}` ? (W extends '1' ? 1 : W) : 'outputs'

/**
 * f(x; θ) for each example of a batch: what the learner's network gives, of whatever head; or, at parameters of a network of the method's
 * own that takes inputs, what that gives: see `overInputs`.
 */
export const outputs = <N extends 'learner' | `${string} → ${string}`>(
  batch: Batch,
  parameters: Params<N>,
  mode: Mode = 'learning',
): Rows<WidthOf<N>> => built({ _tag: 'Outputs', parameters, batch, mode })

const atLayer =
  <S extends SideOfLayer>(side: S) =>
  <L extends string>(batch: Batch, parameters: Params, layer: L, mode: Mode = 'learning'): Rows<`${S}:${L}`> =>
    built({ _tag: 'Features', parameters, batch, layer, side, mode })

/**
 * What comes into the named layer of the network for each example of a batch, as one row; that of the last layer is what papers call the
 * features of an example. Where no layer has the name, it is the first of those whose names go on from it after a dot, as
 * `output.layer1` does from `output`.
 */
export const features = atLayer('features')

/** What the named layer gives for each example of a batch, before any activation, as one row; of several as above, the last. */
export const preactivations = atLayer('preactivations')

/**
 * f(x; θ) where these rows come into a layer, or out of it, instead of what would: of `features` and `preactivations` it is `outputs`. So
 * the derivative by them is that by what the layer is given, or gives.
 */
export const outputsFrom = <W extends `${SideOfLayer}:${string}`>(
  rows: Rows<W>,
  parameters: Params,
  mode: Mode = 'learning',
): Rows => {
  const kind = kindOf(rows)
  return built({ _tag: 'Onward', rows, parameters, batch: kind._tag === 'Rows' ? kind.batch : rows, mode })
}

interface FieldWidths {
  readonly inputs: 'inputs'
  readonly targets: 'outputs'
  readonly weight: 1
  readonly position: 1
  readonly heads: 'outputs'
}

/**
 * What a batch holds for each example: its `inputs` as one row, its `targets`, its `weight` (0 where it is padding), its `position` in
 * the batch from 0, and `heads`: 1 for the outputs that its task's head has, 0 for others; and what was put beside its examples by
 * `withField`, or kept beside them by a memory, by its name.
 */
export const field: Reading = (batch: Batch, name: string) => built({ _tag: 'FieldOf', batch, field: name })

interface Reading {
  <F extends FieldOfBatch>(batch: Batch, name: F): Rows<FieldWidths[F]>
  <F, N extends keyof F & string>(batch: Batch & Holding<F>, name: N): Rows<F[N] extends RowWidth ? F[N] : never>
}

/** y for each example of a batch: 1 at its class and 0 elsewhere, or numbers to be predicted. */
export const targets = (batch: Batch): Rows => field(batch, 'targets')

interface Columns {
  <W extends RowWidth>(of: Rows<W>): Rows<W>
  <R extends RowWidth, C extends RowWidth>(of: Matrix<R, C>): Matrix<R, C>
}

/** 0, 1, 2, … along every row, as wide as `of`: the column that each number of rows or of a matrix is in. */
export const columns: Columns = (of: Syntax) => built({ _tag: 'Columns', of })

/** 0, 1, 2, … down every column of a matrix: the row that each of its numbers is in. What it is for rows is `field(batch, 'position')`. */
export const rowNumbers = <R extends RowWidth, C extends RowWidth>(of: Matrix<R, C>): Matrix<R, C> =>
  built({ _tag: 'Columns', of, down: true })

const alongRow =
  (operator: 'sum' | 'mean' | 'maximum') =>
  <W extends RowWidth>(of: Rows<W>): Rows<1> =>
    built({ _tag: 'AlongRow', operator, of })

/** Σⱼ aⱼ along each row. */
export const sumAlong = alongRow('sum')
/** The mean along each row. */
export const averageAlong = alongRow('mean')
/** maxⱼ aⱼ along each row. */
export const largestAlong = alongRow('maximum')

const overBatch =
  (operator: 'sum' | 'mean') =>
  (batch: Batch, of: Rows<1>): Scalar =>
    built({ _tag: 'OverBatch', operator, batch, of })

/** Σᵢ wᵢ aᵢ / Σᵢ wᵢ over the examples of a batch, by their weights: padding never counts. Of none that counts it is 0. */
export const meanOver = overBatch('mean')
/** Σᵢ wᵢ aᵢ over the examples of a batch, by their weights: padding never counts. */
export const sumOver = overBatch('sum')

/** Parameters that are a matrix: as many rows and columns as rows of these widths have numbers. */
export type Matrix<R extends RowWidth, C extends RowWidth> = Params<`${R} × ${C}`>

const outer =
  (operator: 'sum' | 'mean') =>
  <R extends RowWidth, C extends RowWidth>(batch: Batch, left: Rows<R>, right: Rows<C>): Matrix<R, C> =>
    built({ _tag: 'OuterProducts', operator, batch, left, right })

/**
 * Σᵢ wᵢ aᵢ bᵢᵀ / Σᵢ wᵢ over the examples of a batch: second moments, Kronecker factors, means by class. It is parameters of a layout of
 * its own, so a slot may hold it.
 */
export const meanOuter = outer('mean')
/** Σᵢ wᵢ aᵢ bᵢᵀ over the examples of a batch. */
export const sumOuter = outer('sum')

/** A matrix of zeros, for slots to begin as: `zeroMatrix('outputs', 'features:output')`. */
export const zeroMatrix = <const R extends RowWidth, const C extends RowWidth>(rows: R, columns: C): Matrix<R, C> =>
  built({ _tag: 'Matrix', rows: `${rows}`, columns: `${columns}` })

const timesMatrix = (of: Syntax, by: Syntax, transposed: boolean): never =>
  built({ _tag: 'RowsTimes', of, matrix: by, transposed })

/** aᵢᵀM for every row: rows as wide as the matrix has columns. */
export const timesRows = <R extends RowWidth, C extends RowWidth>(of: Rows<R>, by: Matrix<R, C>): Rows<C> =>
  timesMatrix(of, by, false)

/** M aᵢ for every row: rows as wide as the matrix has rows. */
export const transform = <R extends RowWidth, C extends RowWidth>(by: Matrix<R, C>, of: Rows<C>): Rows<R> =>
  timesMatrix(of, by, true)

/** aᵢᵀbⱼ for every row of a batch and every row j of another, or of the same: one number for each example of the other. */
export const innerProducts = <W extends RowWidth>(of: Rows<W>, others: Rows<W>): Rows<'examples'> =>
  timesMatrix(of, others, true)

/** Σⱼ aᵢⱼ bⱼ for every row of one number an example of another batch: mixtures of the other's rows. */
export const mixtures = <W extends RowWidth>(by: Rows<'examples'>, others: Rows<W>): Rows<W> =>
  timesMatrix(by, others, false)
