import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../../fault.ts'
import type { NamedTensor } from '../../formats/index.ts'

/** Tensors by name. */
export type Tensors = ReadonlyMap<string, NamedTensor>

export const byName = (tensors: readonly NamedTensor[]): Tensors =>
  new Map(tensors.map((tensor) => [tensor.name, tensor]))

/** That a tensor of a saved state isn't what it must be. */
export const missing = (name: string, due: string, got: string): Fault =>
  fault({
    where: 'saved state',
    rule: `a tensor must be ${due}`,
    got,
    path: [name],
    hint: 'the files of a saved state belong together: take all of them from one folder',
  })

export const tensorIn = (tensors: Tensors, name: string): E.Either<Fault, NamedTensor> =>
  E.fromNullable(missing(name, 'there that the state speaks of', 'none'))(tensors.get(name))
