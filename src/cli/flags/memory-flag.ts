import * as E from 'fp-ts/lib/Either.js'
import { type ExperimentSettings, memoryOption } from '../../experiment/index.ts'
import { type Fault, fault } from '../../fault.ts'

/** That the number of `--memory` is of use to at least one of the methods. */
export const usedMemory = (all: readonly ExperimentSettings[]): E.Either<Fault, void> => {
  const total = all[0]?.memory
  const names = all.map(({ name }) => name).join(', ')
  return total === undefined ||
    all.some(({ method, tasks = 1 }) => memoryOption(method.options, { total, tasks }).memory !== undefined)
    ? E.right(undefined)
    : E.left(
        fault({
          where: '--memory',
          rule: 'a method must have a memory of its own accord to be given another size of it',
          got: names,
          hint: 'er, gem, laMaml and others have one; emcl takes one by --set memory=200',
        }),
      )
}
