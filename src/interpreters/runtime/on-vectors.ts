import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { fresh, type Params, type Scalar, type Syntax } from '../../dsl/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { vectorLayout } from '../../networks/index.ts'
import { type Device, referenceDevice } from '../devices/index.ts'
import { evaluateTerms } from './evaluate-terms.ts'

/** What programs on plain vectors are made of: vectors of one size, and numbers. */
export type Vectors = Readonly<Record<string, readonly number[] | number>>

type Terms<V extends Vectors> = { readonly [K in keyof V]: V[K] extends number ? Scalar : Params }

/**
 * The value of a program on plain vectors: exact (float64) unless a device is given. Vectors all have one size; a number is a
 * scalar. A scalar result is a list of one.
 *
 * @example onVectors({ a: [3, 4] }, ({ a }) => norm(a))   // => [5]
 */
export const onVectors = <const V extends Vectors, Buffer>(
  given: V,
  program: (terms: Terms<V>) => Syntax,
  device?: Device<Buffer>,
): TE.TaskEither<Fault, readonly number[]> => {
  const sizes = Object.values(given).flatMap((value) => (typeof value === 'number' ? [] : [value.length]))
  const size = sizes[0] ?? 1
  if (sizes.some((other) => other !== size))
    return TE.left(fault({ where: 'onVectors', rule: 'vectors must have one size', got: sizes.join(', ') }))
  const bindings = Object.entries(given).map(([name, value]) => ({
    variable: fresh(name, typeof value === 'number' ? { _tag: 'Scalar' } : { _tag: 'Params', network: 'learner' }),
    tensors: [typeof value === 'number' ? [value] : value],
  }))
  const terms = Object.fromEntries(bindings.map(({ variable }) => [variable.name, variable])) as Terms<V>
  const layouts = { learner: vectorLayout(size) }
  const run = <B>(on: Device<B>) =>
    pipe(
      evaluateTerms(on, layouts)(bindings, [program(terms)]),
      TE.map(([value]) => value!.flatMap((tensor) => Array.from(tensor))),
    )
  return device === undefined ? run(referenceDevice()) : run(device)
}
