import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import { spelled, step, type Trouble } from '../judge/trouble.ts'
import type { Codec } from './composite.ts'

const troubleOf = (errors: t.Errors): Trouble => {
  const error = errors[0]
  const context = error?.context.slice(1) ?? []
  const last = context.at(-1)
  return {
    path: context.map(({ key }) => step(key)).join(''),
    rule: `${last === undefined ? 'it' : `\`${step(last.key).replace(/^\./, '')}\``} must be ${error?.message ?? last?.type.name ?? 'valid'}`,
    got: spelled(error?.value),
  }
}

/** A part of a document by its codec; what is wrong with it as trouble, at its path. */
export const read = <A>(codec: Codec<A>, u: unknown): E.Either<Trouble, A> => {
  const decoded = codec.decode(u)
  return E.isRight(decoded) ? decoded : E.left(troubleOf(decoded.left))
}
