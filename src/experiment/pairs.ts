import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../fault.ts'
import type { HostBatch } from '../streams/index.ts'

export type Vectors = readonly (readonly number[])[]

/** Inputs, and what the network is to give for each: numbers, or 1 for the right class and 0 for the others. */
export interface Pairs {
  readonly inputs: Vectors
  readonly targets: Vectors
}

/** One after the other, without gaps, if each has so many numbers. */
export const flat = (what: string, vectors: Vectors, size: number): E.Either<Fault, Float32Array> => {
  const odd = vectors.findIndex((vector) => vector.length !== size)
  return odd < 0
    ? E.right(Float32Array.from(vectors.flat()))
    : E.left(
        fault({
          where: 'trainOn',
          rule: `every ${what} must have ${size === 1 ? '1 number' : `${size} numbers`}, as the first has`,
          got: `${vectors[odd]!.length} in number ${odd + 1}`,
        }),
      )
}

/** Pairs as a batch for interpreters. */
export const hostBatch =
  (features: number, outputs: number) =>
  ({ inputs, targets }: Pairs): E.Either<Fault, HostBatch> =>
    pipe(
      inputs.length === targets.length
        ? E.right(inputs.length)
        : E.left(
            fault({
              where: 'trainOn',
              rule: 'there must be a target for each input',
              got: `${targets.length} for ${inputs.length}`,
            }),
          ),
      E.bindTo('count'),
      E.bind('inputs', () => flat('input', inputs, features)),
      E.bind('targets', () => flat('target', targets, outputs)),
      E.map((arrays) => ({
        ...arrays,
        inputShape: [features],
        weights: new Float32Array(arrays.count).fill(1),
        classes: outputs,
        task: 0,
      })),
    )
