import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import { counted } from '../../counted.ts'
import { writtenNumber, writtenOption } from '../../experiment/protocol/index.ts'
import { parseSeeds } from '../../experiment/settings/index.ts'
import { type Fault, fault } from '../../fault.ts'
import {
  type Difference,
  differences,
  numbersApart,
  numbersOf,
  productsApart,
  type RecordedRun,
  readRecordFile,
  recordedRuns,
} from '../../records/index.ts'
import { orderAgain } from '../../sweep/index.ts'
import type { Console } from '../terminal/console.ts'
import { noted } from '../terminal/note.ts'
import { progress } from '../terminal/progress.ts'
import { interrupted, withHand } from '../worker/by-hand.ts'
import type { Hand } from '../worker/hand.ts'
import { play } from './play.ts'

/** The flags of `retain again`, as text. */
export interface AgainFlags {
  readonly seeds?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** A recorded run that was run again. */
interface Again {
  readonly seed: number
  readonly method: string
  readonly numbers: number
  readonly differ: readonly Difference[]
}

const difference = t.intersection([
  t.strict({ name: t.string, there: writtenOption }),
  t.exact(t.partial({ here: writtenOption })),
])

/** What `retain again --json` prints. */
export const againCodec = t.strict({
  record: t.string,
  runs: t.readonlyArray(
    t.strict({
      seed: writtenNumber,
      method: t.string,
      numbers: writtenNumber,
      differ: t.readonlyArray(difference),
    }),
  ),
})

/** So many differences of a run are said. */
const most = 20

/** The runs of a record that are asked for, at least one. */
const wanted = (
  record: string,
  runs: readonly RecordedRun[],
  seeds: readonly number[] | undefined,
): E.Either<Fault, readonly RecordedRun[]> => {
  const some = runs.filter(({ started }) => seeds?.includes(started.seed) ?? true)
  return some.length > 0
    ? E.right(some)
    : E.left(
        fault({
          where: 'again',
          rule: 'the record must have a run that is asked for',
          got: `seeds ${runs.map(({ started }) => started.seed).join(', ') || 'of none'}`,
          path: [record],
        }),
      )
}

/** Runs one again; nothing where the user interrupted. */
const again =
  (console: Console, hand: Hand, quiet: boolean) =>
  (there: RecordedRun): TE.TaskEither<Fault, Again | undefined> =>
  async () => {
    const { started } = there
    const note = noted(console.err)
    const played = await play(
      hand,
      orderAgain(started),
      (runs) => {
        const other = runs.flatMap((run) => differences(started, run.started))
        if (other.length > 0) note(`seed ${started.seed} was of something else: ${other.join(', ')}`)
        for (const run of runs) productsApart(started, run.started).forEach(note)
        return E.right(progress(console.err, runs, quiet))
      },
      { open: () => E.right(undefined), before: [], told: () => {}, note },
    )
    const [here] = played.runs
    if (here?.ending === undefined || here.ending._tag === 'RunInterrupted')
      return played.fault === undefined ? E.right(undefined) : E.left(played.fault)
    return E.right({
      seed: started.seed,
      method: started.method,
      numbers: numbersOf(there).length,
      differ: numbersApart(there, here),
    })
  }

const told = ({ seed, method, numbers, differ }: Again): string => {
  const title = `${method}, seed ${seed}`
  if (differ.length === 0) return `${title}: ${counted(numbers, 'number')}, all the same to the bit\n`
  const lines = differ
    .slice(0, most)
    .map(({ name, there, here }) => `  ${name}: ${there} there, ${here ?? 'nothing'} here`)
  const rest = differ.length > most ? [`  and ${differ.length - most} more`] : []
  return `${[`${title}: ${differ.length} of ${counted(numbers, 'number')} differ`, ...lines, ...rest].join('\n')}\n`
}

/** Runs the runs of a record again and compares their numbers; 1 where some differ. */
export const againCommand =
  (console: Console) =>
  (record: string, flags: AgainFlags): TE.TaskEither<Fault, number> =>
    pipe(
      TE.Do,
      TE.bind('seeds', () => TE.fromEither(flags.seeds === undefined ? E.right(undefined) : parseSeeds(flags.seeds))),
      TE.bind('events', () => readRecordFile(record)),
      TE.bind('runs', ({ events, seeds }) => TE.fromEither(wanted(record, recordedRuns(events), seeds))),
      TE.chain(({ runs }) =>
        withHand(console, (hand) =>
          pipe(runs, TE.traverseSeqArray(again(console, hand, flags.quiet === true || flags.json === true))),
        ),
      ),
      TE.map((all) => {
        const done = all.flatMap((one) => (one === undefined ? [] : [one]))
        if (flags.json === true) console.out.write(`${JSON.stringify(againCodec.encode({ record, runs: done }))}\n`)
        else for (const one of done) console.out.write(told(one))
        if (done.length < all.length) {
          console.err.write('interrupted\n')
          return interrupted
        }
        return done.every(({ differ }) => differ.length === 0) ? 0 : 1
      }),
    )
