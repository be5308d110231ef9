import { statSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../../fault.ts'
import { readRegularFile } from '../../files/index.ts'
import { decodeSafetensors, type NamedTensor } from '../../formats/index.ts'
import { names } from './form.ts'

/** The tensors of a file of safetensors; of a folder, those of the saved learner in it. */
export const weightsIn = (path: string): E.Either<Fault, readonly NamedTensor[]> => {
  const file = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? join(path, names.weights) : path
  return pipe(
    readRegularFile({
      path: file,
      where: '--init',
      rule: 'the weights must be a file of safetensors, or the folder of a saved learner',
      hint: 'retain run --save DIR writes one: DIR/weights.safetensors',
      most: 2 ** 33,
    }),
    E.chain(decodeSafetensors),
    E.mapLeft((of): Fault => (of.where === 'safetensors' ? { ...of, path: [file, ...(of.path ?? [])] } : of)),
    E.map(({ tensors }) => tensors),
  )
}
