import { setTimeout } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import type * as T from 'fp-ts/lib/Task.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import { loadWords, orderOf, type Runner } from '../../sweep/index.ts'
import { deathFault } from './death.ts'
import type { ErrandName, Errands } from './errands.ts'
import type { Command, Wire } from './wire.ts'

/** How long, in milliseconds, a worker that is asked to stop may take, and one that is ended. */
const grace = { stopping: 800, ending: 100 }

/** Hears what a worker tells; a `Left` ends the errand. */
export type Hear<N extends ErrandName> = (told: Errands[N]['told']) => E.Either<Fault, void>

/** A worker as it is asked: one errand at a time. */
export interface Hand {
  /**
   * What an errand brings back; none where the user interrupted.
   *
   * @param about what it is about, for faults: a method's file
   */
  readonly does: <N extends ErrandName>(
    errand: N,
    given: Errands[N]['given'],
    about: string,
    hear?: Hear<N>,
  ) => TE.TaskEither<Fault, O.Option<Errands[N]['back']>>
  readonly dismiss: T.Task<void>
}

type How = E.Either<Fault, O.Option<unknown>>

type Do = Exclude<Command, { readonly _tag: 'Stop' }>

/**
 * A worker that is started with its first errand. Once the signal comes it is asked to stop, and is ended if it doesn't within 0.8
 * seconds: code of a user may never listen.
 */
export const handOf = (start: () => Wire, signal: AbortSignal): Hand => {
  let wire: Wire | undefined
  const dismiss = async (): Promise<void> => {
    const ending = wire?.end()
    wire = undefined
    if (ending !== undefined) await Promise.race([ending, setTimeout(grace.ending, undefined, { ref: false })])
  }
  const carriedOut = (command: Do, about: string, hear: (told: never) => E.Either<Fault, void>): Promise<How> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return resolve(E.right(O.none))
      wire ??= start()
      const at = wire
      const over = new AbortController()
      const settle = (so: () => void): void => {
        if (over.signal.aborted) return
        over.abort()
        so()
      }
      const end = (how: How): void => settle(() => resolve(how))
      const fail = (error: unknown): void => settle(() => reject(error))
      const drop = (how: How): void => settle(() => dismiss().then(() => resolve(how)))
      const stop = async (): Promise<void> => {
        at.send({ _tag: 'Stop' })
        await setTimeout(grace.stopping, undefined, { signal: over.signal }).catch(() => {})
        drop(E.right(O.none))
      }
      signal.addEventListener('abort', stop, { once: true, signal: over.signal })
      at.listen(
        (news) => {
          if (over.signal.aborted) return
          switch (news._tag) {
            case 'Told': {
              const heard = hear(news.told as never)
              return E.isLeft(heard) ? drop(heard) : undefined
            }
            case 'Mistaken':
              return fail(new Error(news.text))
            case 'Done':
              return end(
                E.isLeft(news.result) ? news.result : E.right(signal.aborted ? O.none : O.some(news.result.right)),
              )
          }
        },
        (how) => {
          if (wire === at) wire = undefined
          const wrong = deathFault(how, about)
          if (wrong !== undefined) return end(E.left(wrong))
          if (how._tag === 'Threw') fail(how.error)
        },
      )
      at.send(command)
    })
  return {
    does:
      <N extends ErrandName>(
        errand: N,
        given: Errands[N]['given'],
        about: string,
        hear: Hear<N> = () => E.right(undefined),
      ) =>
      () =>
        carriedOut({ _tag: 'Do', errand, given } as Do, about, hear) as Promise<
          E.Either<Fault, O.Option<Errands[N]['back']>>
        >,
    dismiss,
  }
}

/** A hand as a runner of jobs. */
export const runnerOf = ({ does, dismiss }: Hand): Runner => ({
  runs: (load, hear) => does('run', orderOf(load), loadWords(load), hear),
  dismiss,
})
