import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault, unknownName } from '../../fault.ts'
import { downloaded, found, type Kind, kinds } from '../../native/index.ts'
import { driver, type Order, removed, setUp, type Trial, tried } from '../../native/setup/index.ts'
import type { Console } from '../terminal/console.ts'
import { interrupted } from '../worker/by-hand.ts'
import { type Listener, listener } from './setup/listener.ts'
import { leftAlone, takenAway, whatWasDone } from './setup/words.ts'

/** The flags of `retain setup`, as text. */
export interface SetupFlags {
  readonly cuda?: string
  readonly own?: boolean
  readonly remove?: boolean
  readonly quiet?: boolean
}

/** What a command line asks for. */
interface Asked {
  readonly kind: Kind
  readonly cuda: Order['cuda']
}

const known = ['tensorflow'] as const

const named = <A extends string>(
  where: string,
  what: string,
  name: string,
  among: readonly A[],
): E.Either<Fault, A> => {
  const one = among.find((each) => each === name)
  return one === undefined ? E.left(unknownName({ where, what, name, known: among })) : E.right(one)
}

/** For a GPU where NVIDIA's driver is there, unless it is said. */
const usual = (): Kind => (O.isSome(driver()) ? 'gpu' : 'cpu')

const asked = (what: string, kind: string | undefined, { cuda, own, remove }: SetupFlags): E.Either<Fault, Asked> =>
  pipe(
    named('retain setup', 'library', what, known),
    E.chain(() => (kind === undefined ? E.right(usual()) : named('retain setup tensorflow', 'device', kind, kinds))),
    E.bindTo('kind'),
    E.bind('cuda', () =>
      cuda === undefined ? E.right(undefined) : named('--cuda', 'source of CUDA', cuda, ['wheels', 'machine'] as const),
    ),
    E.filterOrElse(
      ({ kind: on }) => cuda === undefined || on === 'gpu',
      () =>
        fault({ where: '--cuda', rule: 'it must come with gpu', got: 'cpu', hint: 'leave it away, or ask for gpu' }),
    ),
    E.filterOrElse(
      () => remove !== true || (kind === undefined && cuda === undefined && own !== true),
      () =>
        fault({
          where: '--remove',
          rule: 'it must stand alone: it takes away all that was set up',
          got: 'something beside it',
          hint: 'retain setup tensorflow --remove',
        }),
    ),
  )

/** The package's own library, where it was downloaded and works: what there is then to do is nothing. */
const working = (kind: Kind, { env, signal }: Pick<Order, 'env' | 'signal'>): T.Task<O.Option<Trial>> =>
  pipe(
    downloaded(kind),
    O.match(
      () => async () => O.none,
      (place) =>
        pipe(
          tried({ package: place }, { env, signal }),
          TE.match(
            () => O.none,
            (trial) => (kind === 'cpu' || trial.gpu ? O.some(trial) : O.none),
          ),
        ),
    ),
  )

/** Does something that tells of itself; where the user interrupts, it says so. */
const told = (
  { err, signal }: Console,
  quiet: boolean,
  work: (tell: Listener['hear']) => TE.TaskEither<Fault, number>,
): TE.TaskEither<Fault, number> => {
  const { hear, done } = listener(err, quiet)
  return pipe(
    async () => {
      const how = await work(hear)()
      done()
      return how
    },
    TE.orElse((wrong) => {
      if (!signal.aborted) return TE.left(wrong)
      err.write('interrupted; what has come stays: go on with the same command\n')
      return TE.right(interrupted)
    }),
  )
}

/** Sets a library up that npm doesn't bring, or takes it away again. */
export const setupCommand =
  (console: Console, instead: Pick<Order, 'machine' | 'library' | 'trying'> = {}) =>
  (what: string, device: string | undefined, flags: SetupFlags): TE.TaskEither<Fault, number> =>
    pipe(
      TE.fromEither(asked(what, device, flags)),
      TE.chain(({ kind, cuda }) => {
        const { env, signal, out } = console
        /** Somebody listens: the process waits until its children have ended. */
        const stop = new AbortController()
        signal.addEventListener('abort', () => stop.abort())
        if (signal.aborted) stop.abort()
        const order = { kind, env, signal: stop.signal, ...(cuda === undefined ? {} : { cuda }) }
        const print = (text: string): number => {
          out.write(text)
          return 0
        }
        if (flags.remove === true)
          return pipe(
            removed(env),
            TE.map((folders) => print(takenAway(folders, console))),
          )
        return pipe(
          TE.fromTask(flags.own === true || O.isSome(found(kind, env)) ? async () => O.none : working(kind, order)),
          TE.chain(
            O.match(
              () =>
                told(console, flags.quiet === true, (tell) =>
                  pipe(
                    setUp({ ...order, ...instead, tell }),
                    TE.map((how) => print(whatWasDone(how, console))),
                  ),
                ),
              (trial) => TE.right(print(leftAlone(kind, trial, console))),
            ),
          ),
        )
      }),
    )
