import type { Variable } from './syntax.ts'
import { built, fresh, type Params, type Scalar, scalarKind } from './term.ts'

/** A free vector, shaped like the parameters of a network: its value is given when a term that mentions it is evaluated. */
export const freeParams = <N extends string = 'learner'>(name: string, network?: N): Params<N> & Variable =>
  built(fresh(name, { _tag: 'Params', network: network ?? 'learner' }))

/** A free number. */
export const freeScalar = (name: string): Scalar & Variable => built(fresh(name, scalarKind))
