import type { Node } from '../../ir/index.ts'
import { surely } from '../padding.ts'
import type { Context } from './context.ts'
import type { Lowered } from './lowered.ts'

/** What was padded: taken as so many, of which so many are there. */
interface Padded {
  readonly of: number
  readonly length: Node
}

/** Whether an element is there of so many that were padded; `undefined` where it is so whenever they are. */
export const isThere = ({ o }: Pick<Context, 'o'>, element: number, { of, length }: Padded): Node | undefined =>
  element < surely(of) ? undefined : o.less(o.constant(element), length)

/** 0, 1, …, n − 1. */
export const indices = ({ o }: Pick<Context, 'o'>, n: number): Node =>
  o.concat(
    Array.from({ length: n }, (_, i) => o.constant(i, [1])),
    0,
  )

/** 1 for each of so many that is there, and 0 for the others, [of]. */
export const thereOf = (c: Pick<Context, 'o'>, { of, length }: Padded): Node =>
  c.o.select(c.o.less(indices(c, of), length), c.o.constant(1), c.o.constant(0))

/** The same of the elements of a list; `undefined` where all are there. */
export const thereIn = (
  { o }: Pick<Context, 'o'>,
  { present, rows }: Extract<Lowered, { readonly _tag: 'List' }>,
): Node | undefined =>
  rows !== undefined
    ? rows.there
    : present?.some((one) => one !== undefined)
      ? o.concat(
          present.map((one) =>
            o.reshape(one === undefined ? o.constant(1) : o.select(one, o.constant(1), o.constant(0)), [1]),
          ),
          0,
        )
      : undefined
