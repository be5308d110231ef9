import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { defaults, type Method } from '../../dsl/index.ts'
import type { Fault } from '../../fault.ts'
import { type SessionSettings, type SlotValue, type State, session } from '../../interpreters/index.ts'
import type { HostBatch } from '../../streams/index.ts'

/** What an instrument is for: learners of this network, on this device. */
export type Surroundings<Buffer> = Omit<SessionSettings<Buffer>, 'program'>

/** The values of slots, tensor after tensor. */
type Readings = Readonly<Record<string, readonly ArrayLike<number>[]>>

/** What is found at the parameters of a learner on batches. */
export type Look<Buffer, Found> = (
  seed: number,
  theta: SlotValue<Buffer>,
  batches: Iterable<E.Either<Fault, HostBatch>>,
) => TE.TaskEither<Fault, Found>

/**
 * An instrument: a program of the language that is shown batches at the parameters of a learner, which it leaves as they are;
 * its slots are what it found. It has draws of its own: no batch of a stream has the number −1.
 *
 * @param slots those that are read in the end
 */
export const instrument = <Buffer>(
  method: Pick<Method, 'options' | 'program'>,
  slots: readonly string[],
  around: Surroundings<Buffer>,
): Look<Buffer, Readings> => {
  const own = session({ ...around, program: method.program(defaults(method.options)) })

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
        const next = await own.handle(seed, state, { name: 'onBatch', task: examples.task, batch: -1, examples })()
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
      const { theta: _learner, ...rest } = state
      own.release(rest)
      return found
    }
  }

  return (seed, theta, batches) =>
    pipe(
      own.initial(seed),
      TE.chain(({ theta: unused, ...rest }) => {
        own.release({ theta: unused! })
        return shown(seed, { ...rest, theta }, batches)
      }),
    )
}
