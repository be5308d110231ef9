import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { HostBatch } from '../data/index.ts'
import { float32Range } from '../dsl/index.ts'
import { type Fault, fault } from '../fault.ts'

export type Vectors = readonly (readonly number[])[]

/** Inputs, and what the network is to give for each: numbers, or 1 for the right class and 0 for the others. */
export interface Pairs {
  readonly inputs: Vectors
  readonly targets: Vectors
}

const isList = (u: unknown): u is ArrayLike<unknown> =>
  Array.isArray(u) || (ArrayBuffer.isView(u) && !(u instanceof DataView))

const shown = (u: unknown): string => {
  if (typeof u === 'string') return JSON.stringify(u)
  if (isList(u)) return 'a list'
  if (typeof u === 'object' && u !== null) return 'an object'
  return ['bigint', 'function', 'symbol'].includes(typeof u) ? `a ${typeof u}` : String(u)
}

/**
 * One after the other, without gaps, if each is a list of so many finite numbers. Callers may be untyped: anything else is a `Left`
 * that says which number of which vector it is.
 *
 * @param where what was called, for the message
 */
export const flat = (
  where: string,
  what: 'input' | 'target',
  vectors: unknown,
  size: number,
): E.Either<Fault, Float32Array> => {
  const wrong = (rule: string, got: string, ...path: readonly string[]) => E.left(fault({ where, rule, got, path }))
  if (!isList(vectors)) return wrong(`the ${what}s must be a list of lists of numbers`, shown(vectors))
  const values = new Float32Array(vectors.length * size)
  for (let row = 0; row < vectors.length; row += 1) {
    const vector = vectors[row]
    const at = `${what} ${row + 1}`
    if (!isList(vector)) return wrong(`every ${what} must be a list of numbers`, shown(vector), at)
    if (vector.length !== size) {
      const numbers = size === 1 ? '1 number' : `${size} numbers`
      return wrong(`every ${what} must have ${numbers}, as the first has`, `${vector.length}`, at)
    }
    for (let place = 0; place < size; place += 1) {
      const value = vector[place]
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        return wrong(`every ${what} must be of finite numbers`, shown(value), at, `number ${place + 1}`)
      }
      const held = Math.fround(value)
      if (!Number.isFinite(held) || (held === 0 && value !== 0)) {
        const rule = `every ${what} must be of numbers that float32 can hold: ${float32Range}`
        return wrong(rule, `${value}, which is ${held} there`, at, `number ${place + 1}`)
      }
      values[row * size + place] = held
    }
  }
  return E.right(values)
}

/** Pairs as a batch for interpreters. */
export const hostBatch =
  (where: string, features: number, outputs: number) =>
  ({ inputs, targets }: Pairs): E.Either<Fault, HostBatch> =>
    pipe(
      E.Do,
      E.bind('inputs', () => flat(where, 'input', inputs, features)),
      E.bind('targets', () => flat(where, 'target', targets, outputs)),
      E.filterOrElse(
        () => inputs.length === targets.length,
        () =>
          fault({
            where,
            rule: 'there must be a target for each input',
            got: `${targets.length} for ${inputs.length}`,
          }),
      ),
      E.map((arrays) => ({
        ...arrays,
        count: inputs.length,
        inputShape: [features],
        weights: new Float32Array(inputs.length).fill(1),
        classes: outputs,
        task: 0,
      })),
    )

/** How many numbers an input and a target have: those of the first, 1 where there is no batch. A `Left` for a batch without one. */
export const sizesOf = (
  where: string,
  batches: unknown,
): E.Either<Fault, { readonly features: number; readonly outputs: number }> => {
  const wrong = (rule: string, got: string, ...path: readonly string[]) => E.left(fault({ where, rule, got, path }))
  if (!isList(batches)) return wrong('`batches` must be a list of batches', shown(batches))
  const vectorsIn = (batch: unknown, name: keyof Pairs): ArrayLike<unknown> | undefined => {
    const vectors: unknown =
      typeof batch === 'object' && batch !== null && name in batch ? (batch as Pairs)[name] : undefined
    return isList(vectors) && vectors.length > 0 ? vectors : undefined
  }
  const odd = Array.from(batches).findIndex((batch) => vectorsIn(batch, 'inputs') === undefined)
  if (odd >= 0)
    return wrong('a batch must have at least one input and its target', shown(batches[odd]), `batch ${odd + 1}`)
  const lengthOf = (name: keyof Pairs): number => {
    const first = vectorsIn(batches[0], name)?.[0]
    return isList(first) ? first.length : 1
  }
  return E.right({ features: lengthOf('inputs'), outputs: lengthOf('targets') })
}
