import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../../fault.ts'
import { type Network, networkFrom, standing } from '../../networks/index.ts'
import { networksOf } from './network-in.ts'
import type { Exports } from './user-module.ts'

/** A network, and the shape of one example that it can learn from. */
export interface PlacedNetwork {
  readonly network: Network
  readonly inputShape: readonly number[]
}

/** Images, small ones first and then as data sets have them, and a few numbers: a network is tried on the first that it can stand on. */
const shapes: readonly (readonly number[])[] = [[4, 4, 1], [8, 8, 1], [28, 28, 1], [32, 32, 3], [84, 84, 3], [8]]

const placed = (network: Network): E.Either<Fault, PlacedNetwork> => {
  const stands = (inputShape: readonly number[]) =>
    pipe(
      standing(network, { inputShape, outputs: 2 }),
      E.map(() => ({ network, inputShape })),
    )
  return shapes.map(stands).find(E.isRight) ?? stands(shapes[0]!)
}

/** The networks that a module exports, each once. They may come from code without types: each field is judged. */
export const networksIn = (path: string, exported: Exports): E.Either<Fault, readonly PlacedNetwork[]> =>
  pipe(
    [...networksOf(exported).keys()],
    E.traverseArray((value) => pipe(networkFrom(value), E.chain(placed))),
    E.mapLeft((of): Fault => ({ ...of, path: [path, ...(of.path ?? [])] })),
  )
