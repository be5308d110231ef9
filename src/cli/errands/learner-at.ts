import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Learner, loadLearner } from '../../experiment/index.ts'
import { flagOf, parseCount, table } from '../../experiment/settings/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { networkIn } from '../user-files/network-in.ts'

/** A saved learner as a command names it. */
export interface LearnerAsked {
  readonly folder: string
  /** The number of a task, 1 for the first. */
  readonly task?: string | undefined
  /** The file of its network, where that has code. */
  readonly network?: string | undefined
  readonly backend?: string | undefined
}

/** A learner, and the task that is asked about, 0 for the first. */
export interface LearnerAt {
  readonly learner: Learner
  readonly task: number
}

/** The learner that a command names, and which task it is asked about: the last unless it is said. */
export const learnerAt = ({ folder, task, network, backend = 'wasm' }: LearnerAsked): TE.TaskEither<Fault, LearnerAt> =>
  pipe(
    TE.Do,
    TE.bind('on', () => TE.fromEither(table.backend.read(flagOf(table.backend.flag))(backend))),
    TE.bind('own', () =>
      network === undefined
        ? TE.right({})
        : pipe(
            networkIn(network),
            TE.map((of) => ({ network: of })),
          ),
    ),
    TE.bind('learner', ({ own, on }) => loadLearner(folder, { ...own, backend: on })),
    TE.bind('task', ({ learner }) => {
      const count = Math.max(1, learner.kept.tasks.length)
      if (task === undefined) return TE.right(count - 1)
      return pipe(
        TE.fromEither(parseCount('--task')(task)),
        TE.filterOrElse(
          (number) => number <= count,
          (number) =>
            fault({
              where: '--task',
              rule: `it must be the number of a task that was learned, from 1 to ${count}`,
              got: `${number}`,
              path: [folder],
            }),
        ),
        TE.map((number) => number - 1),
      )
    }),
  )
