import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { statisticsSlot } from '../../compiler/index.ts'
import type { HostBatch } from '../../data/index.ts'
import { defaults, type Method } from '../../dsl/index.ts'
import type { Fault } from '../../fault.ts'
import { type SessionSettings, type State, session } from '../../interpreters/runtime/index.ts'

/** What an instrument is for: learners of this network, on this device. */
export type Surroundings<Buffer> = Omit<SessionSettings<Buffer>, 'program'>

/** The values of slots, tensor after tensor. */
type Readings = Readonly<Record<string, readonly ArrayLike<number>[]>>

/** What is found on batches at the parameters and running statistics of a learner, whose other slots don't count. */
export type Look<Buffer, Found> = (
  seed: number,
  learner: State<Buffer>,
  batches: Iterable<E.Either<Fault, HostBatch>>,
) => TE.TaskEither<Fault, Found>

/** What of a state is the network's own, and what beside that is the method's. */
const separated = <Buffer>(state: State<Buffer>): { readonly network: State<Buffer>; readonly rest: State<Buffer> } => {
  const own = (name: string): boolean => name === 'theta' || name === statisticsSlot
  const only = (kept: (name: string) => boolean): State<Buffer> =>
    Object.fromEntries(Object.entries(state).filter(([name]) => kept(name)))
  return { network: only(own), rest: only((name) => !own(name)) }
}

/**
 * An instrument: a program of the language that is shown batches at the parameters of a learner, which it leaves as they are, with
 * its running statistics; its slots are what it found. It has draws of its own: no batch of a stream has the number −1.
 *
 * @param slots those that are read in the end
 */
export const instrument = <Buffer>(
  method: Pick<Method, 'options' | 'program'>,
  slots: readonly string[],
  around: Surroundings<Buffer>,
): Look<Buffer, Readings> => {
  const own = session({ ...around, program: method.program(defaults(method.options)), adopts: false })

  const shown = (
    seed: number,
    start: State<Buffer>,
    batches: Iterable<E.Either<Fault, HostBatch>>,
  ): TE.TaskEither<Fault, Readings> => {
    let state = start
    const look = async (): Promise<E.Either<Fault, Readings>> => {
      for (const batch of batches) {
        if (E.isLeft(batch)) return batch
        const examples = batch.right
        const next = await own.handle(seed, state, {
          name: 'onBatch',
          task: examples.task,
          batch: -1,
          batches: { batch: examples },
        })()
        if (E.isLeft(next)) return next
        state = next.right
      }
      return pipe(
        slots,
        TE.traverseArray((slot) =>
          pipe(
            own.read(state[slot]!),
            TE.map((values) => [slot, values] as const),
          ),
        ),
        TE.map((entries): Readings => Object.fromEntries(entries)),
      )()
    }
    return async () => {
      const found = await look()
      own.release(separated(state).rest)
      return found
    }
  }

  return (seed, learner, batches) =>
    pipe(
      own.initial(seed),
      TE.chain((initial) => {
        const { network: unused, rest } = separated(initial)
        own.release(unused)
        return shown(seed, { ...rest, ...separated(learner).network }, batches)
      }),
    )
}
