import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../../fault.ts'
import { nodeTable } from '../json/encode.ts'
import { judgeTerms } from '../judge/program.ts'
import { spellSort } from '../judge/sort.ts'
import { kindOf } from '../kind.ts'
import { targets } from '../rows.ts'
import type { Syntax, Variable } from '../syntax.ts'
import { batchKind, built, fresh } from '../term.ts'
import { rowsOf } from '../width.ts'
import type { Loss } from './loss.ts'

/** What outputs of a network stand for: a score of each class, or the numbers to be predicted. */
export const predictions = ['classes', 'numbers'] as const
export type Prediction = (typeof predictions)[number]

/** A loss that a network brings: what `loss` is of it, in every method. */
export interface OwnLoss {
  readonly name: string
  /** What examples are sampled by where a method asks the model for labels, and how exams are marked. */
  readonly predicts: Prediction
  readonly of: Loss
  /** Its terms as they are written: two losses of one name are told apart by them. */
  readonly written: string
}

interface Applied {
  readonly given: readonly Variable[]
  readonly term: Syntax
}

/** A loss of variables for a batch and for what a network gives on it. */
const applied = (of: Loss): Applied => {
  const batch = fresh('B', batchKind)
  const outputs = fresh('f', rowsOf(batch, 'outputs'))
  return { given: [batch, outputs], term: of(built(outputs), targets(built(batch)), built(batch)) }
}

/**
 * A loss of one's own for a network, by what it is of outputs and labels.
 *
 * @param predicts what the outputs stand for
 * @example
 * defineLoss({ name: 'robust', predicts: 'numbers', of: huber({ threshold: 1 }) }).name   // => 'robust'
 */
export const defineLoss = ({ name, predicts, of }: Omit<OwnLoss, 'written'>): OwnLoss => ({
  name,
  predicts,
  of,
  written: JSON.stringify(nodeTable([applied(of).term]).nodes),
})

const isObject = (u: unknown): u is Readonly<Record<string, unknown>> => typeof u === 'object' && u !== null

/** Whether a value is meant for a loss of one's own: it may come from code without types. */
export const isOwnLoss = (u: unknown): u is object => isObject(u) && 'of' in u

/** The loss of one's own that a value is, if its terms are in order and one number. */
export const ownLossFrom = (u: object): E.Either<Fault, OwnLoss> => {
  const { name, predicts, of } = u as { readonly [K in keyof OwnLoss]?: unknown }
  const wrong = (rule: string, got: unknown) =>
    E.left(fault({ where: 'loss', rule, got: typeof got === 'string' ? `\`${got}\`` : typeof got }))
  if (typeof name !== 'string' || !/\S/.test(name)) return wrong('`name` must be a text that is not empty', name)
  const predicted = predictions.find((one) => one === predicts)
  if (predicted === undefined) return wrong(`\`predicts\` must be one of ${predictions.join(', ')}`, predicts)
  if (typeof of !== 'function') return wrong('`of` must be a function of outputs, labels and their batch', of)
  return pipe(
    E.tryCatch(
      () => applied(of as Loss),
      (error) => fault({ where: `loss ${name}`, rule: 'a loss must give a term', got: String(error) }),
    ),
    E.chain(({ given, term }) =>
      pipe(
        judgeTerms(`loss ${name}`, given, [term], new Set()),
        E.filterOrElse(
          () => kindOf(term)._tag === 'Scalar',
          () =>
            fault({
              where: `loss ${name}`,
              rule: 'a loss must be one number for a batch',
              got: spellSort(kindOf(term)),
            }),
        ),
      ),
    ),
    E.map(() => defineLoss({ name, predicts: predicted, of: of as Loss })),
  )
}
