import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  chosenBackend,
  protocolOf,
  type SeedsDecided,
  seedsDecided,
  startedOf,
  ticksOf,
} from '../../experiment/index.ts'
import type { Asked } from '../../experiment/settings/index.ts'
import type { Fault } from '../../fault.ts'
import type { Job } from '../../sweep/index.ts'
import { type Contestant, contestantsOf } from '../flags/contestants.ts'
import { type Entrant, entrantsOf } from '../flags/entrants.ts'
import { usedMemory } from '../flags/memory-flag.ts'
import type { Doing, Errand } from '../worker/errand.ts'

export interface ContestantsOrder {
  /** Names and files with commas between them. */
  readonly methods: string
  /** Pairs such as `emcl.lambda=2`. */
  readonly set: readonly string[]
  /** In place of both: who takes part. */
  readonly entrants?: readonly Entrant[] | undefined
  readonly asked: Asked
  /** How many carry out runs here at a time, and how many methods, or trials, go on beside each other at most; nothing where each run is a job of a cluster. */
  readonly workers?: number | undefined
  readonly width?: number | undefined
}

/** A comparison before it begins. */
export interface Contest {
  readonly labels: readonly string[]
  readonly jobs: readonly Job[]
}

const wayIn = ({ backend, xla }: Contestant['settings']) => ({ backend, ...(xla === undefined ? {} : { xla }) })

/** What is measured is measured here, before the first run, so that all runs of a method are on one backend. */
const placed = (contestant: Contestant): TE.TaskEither<Fault, Contestant> =>
  pipe(
    chosenBackend(contestant.settings, contestant.ready),
    TE.map(({ backend, xla }) => ({
      ...contestant,
      settings: { ...contestant.settings, backend, ...(xla === 'on' ? { xla } : {}) },
    })),
  )

/** A method that takes part, with what was decided of its seeds. */
interface Decided extends Contestant {
  readonly together?: SeedsDecided | undefined
}

/** What its seeds do is decided here too, once, and recorded with each run. */
const decided =
  ({ workers, width }: Pick<ContestantsOrder, 'workers' | 'width'>, methods: number) =>
  (contestant: Contestant): TE.TaskEither<Fault, Decided> =>
    workers === undefined
      ? TE.right(contestant)
      : pipe(
          seedsDecided(contestant.settings, contestant.ready, {
            workers,
            methods: Math.min(methods, width ?? methods),
          }),
          TE.map((together) => ({ ...contestant, together })),
        )

/** The runs of a comparison: all methods at the first seed, then at the next, so that there is soon something of each. */
const jobsOf = (contestants: readonly Decided[], asked: Asked): readonly Job[] =>
  asked.seeds.flatMap((seed, i) =>
    contestants.flatMap(({ label, set, settings, ready, together }) => {
      const stream = ready.streams[i]
      if (stream === undefined) return []
      return {
        label,
        seed,
        asked: startedOf(settings, ready, stream, { name: settings.backend }),
        ticks: ticksOf(stream, ready.schedule, settings.evaluateEvery, protocolOf(settings.benchmark).exam),
        order: {
          name: settings.name,
          set,
          asked: { ...asked, ...wayIn(settings), seeds: [seed] },
          alone: false,
          ...(together === undefined ? {} : { together }),
        },
      }
    }),
  )

export type ContestantsErrand = Errand<ContestantsOrder, never, Contest>

/** The methods that are to be compared, each with its settings checked, and their runs. */
export const contestantsErrand: Doing<ContestantsErrand> = ({ methods, set, entrants, asked, ...beside }) =>
  pipe(
    entrants === undefined ? entrantsOf(methods, set) : TE.right(entrants),
    TE.chain((all) => contestantsOf(all, asked)),
    TE.chainFirstEitherK((contestants) => usedMemory(contestants.map(({ settings }) => settings))),
    TE.chain(TE.traverseSeqArray(placed)),
    TE.chain((contestants) => TE.traverseSeqArray(decided(beside, contestants.length))(contestants)),
    TE.map((contestants) => ({ labels: contestants.map(({ label }) => label), jobs: jobsOf(contestants, asked) })),
  )
