import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { makeFolder } from '../../files/index.ts'
import type { News } from './news.ts'
import { unwritable } from './wrong.ts'

/** One part of the work: done once, and not again after an interruption. */
export interface Step {
  readonly name: string
  readonly what: string
  /** About how many seconds it takes, for whoever shows how much is done. */
  readonly weight: number
  /** @param tell told how much of it is done, from 0 to 1 */
  readonly work: (tell: (share: number) => void) => TE.TaskEither<Fault, void>
}

/** What was done, and how many seconds it took; that it was done before is 0. */
export type Did = readonly (readonly [what: string, seconds: number])[]

const markOf = (making: string, name: string): string => join(making, 'done', name)

const mark = (making: string, name: string): E.Either<Fault, void> =>
  pipe(
    makeFolder(join(making, 'done')),
    E.chain(() =>
      E.tryCatch(
        () => writeFileSync(markOf(making, name), ''),
        (error) => error,
      ),
    ),
    E.mapLeft(unwritable(making)),
  )

/** Does the steps that aren't done yet, one after the other, in a folder that keeps which are. */
export const carriedOut = (
  steps: readonly Step[],
  making: string,
  tell: (news: News) => void,
): TE.TaskEither<Fault, Did> => {
  const before = steps.map((_, i) => steps.slice(0, i).reduce((sum, { weight }) => sum + weight, 0))
  const total = steps.reduce((sum, { weight }) => sum + weight, 0)
  return pipe(
    steps,
    TE.traverseSeqArrayWithIndex((i, { name, what, weight, work }) => {
      const say = (share: number): void =>
        tell({ step: i + 1, steps: steps.length, what, done: (before[i]! + Math.min(1, share) * weight) / total })
      if (existsSync(markOf(making, name))) return TE.right([what, 0] as const)
      return async () => {
        const start = performance.now()
        say(0)
        return pipe(
          await work(say)(),
          E.chain(() => mark(making, name)),
          E.map(() => [what, (performance.now() - start) / 1000] as const),
        )
      }
    }),
  )
}
