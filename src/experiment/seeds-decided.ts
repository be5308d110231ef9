import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../fault.ts'
import { deviceFor } from './device-for.ts'
import type { ExperimentSettings, SeedsDecided } from './experiment-settings.ts'
import { placeOf } from './place-of.ts'
import type { Prepared } from './prepared.ts'
import { margin, type Seeds, seedsTogether } from './seeds-together.ts'

/** What else goes on beside the runs of a method: so many workers carry out the runs of so many methods, or trials, in turn. */
export interface Beside {
  readonly workers: number
  readonly methods: number
}

/** So many seeds in parts as equal as may be, none larger than asked. */
const partsOf = (seeds: number, most: number): readonly number[] => {
  const count = Math.ceil(seeds / most)
  return Array.from({ length: count }, (_, i) => Math.min(most, seeds - i * most))
}

/**
 * How long workers take for loads of these lengths, each of which goes to who is free first.
 *
 * @law no less than the longest load and than what each worker has if all have as much; no more than both together
 */
export const makespan = (loads: readonly number[], workers: number): number => {
  const until = Array.from({ length: Math.max(1, workers) }, () => 0)
  for (const load of loads) {
    const free = until.indexOf(Math.min(...until))
    until[free] = until[free]! + load
  }
  return Math.max(...until)
}

/** The loads of methods whose seeds go together by so many, the first part of each before the second of any. */
const loadsAt = (seeds: number, atOnce: number, methods: number): readonly number[] =>
  partsOf(seeds, atOnce).flatMap((size) => Array.from({ length: methods }, () => size))

/** So many methods are enough to see whether each worker has as much to do as any other. */
const fewest = 64

/**
 * So many seeds of a method are tried together that no worker is without a load: all, where there are two methods for every worker, else a
 * part for each worker.
 */
export const seedsATime = (seeds: number, { workers, methods }: Beside): number =>
  methods >= 2 * workers ? seeds : Math.ceil(seeds / workers)

/**
 * Whether runs by so many seeds together, each batch in so much of the time of one after the other, are over clearly before runs that each
 * go to a worker by themselves.
 *
 * @law what gains nothing for one worker gains nothing for several
 */
export const gains = (seeds: number, atOnce: number, ratio: number, { workers, methods }: Beside): boolean => {
  const some = Math.min(methods, fewest)
  const together = makespan(loadsAt(seeds, atOnce, some), workers)
  const apart = makespan(loadsAt(seeds, 1, some), workers)
  return atOnce > 1 && ratio * together < margin * apart
}

const shownShare = (share: number): string => `${(100 * share).toFixed(0)} %`

/** What is said where lanes gain by themselves, but workers have as much by one seed each. */
const spread = ({ workers }: Beside, ratio: number): string =>
  `one seed after the other, each by one of ${workers} workers: as lanes of one program a batch takes ${shownShare(ratio)} of the time, which would leave workers idle for longer`

/** How much of the time of one after the other all together take, as far as it is known. */
const ratioOf = ({ measured }: Seeds): number | undefined => {
  const [together, apart] = [measured?.together, measured?.apart]
  return together === undefined || apart === undefined ? undefined : together / apart
}

/**
 * How many seeds of a method go together in a comparison or a search, where `lanes` asks for it: decided once, before its first run. For `on`
 * as many as there is room for; for `auto` where they are over before runs that each go to a worker by themselves, by the kept measurement.
 * `undefined` where nothing is asked.
 */
export const seedsDecided = (
  settings: ExperimentSettings,
  ready: Prepared,
  beside: Beside,
): TE.TaskEither<Fault, SeedsDecided | undefined> => {
  const { lanes = 'off', seeds } = settings
  if (lanes === 'off' || seeds.length < 2) return TE.right(undefined)
  const most = lanes === 'on' ? seeds.length : seedsATime(seeds.length, beside)
  if (most < 2)
    return TE.right({
      atOnce: 1,
      words: `one seed after the other: each of ${beside.workers} workers has one of its own`,
    })
  const some = { ...settings, seeds: seeds.slice(0, most) }
  const first = { ...ready, streams: ready.streams.slice(0, most) }
  return pipe(
    deviceFor(some),
    TE.chain((device) => seedsTogether(some, first, { device, ...placeOf(some, first) })),
    TE.map((found): SeedsDecided => {
      const { atOnce, words = '' } = found
      const ratio = ratioOf(found)
      if (atOnce < 2 || lanes === 'on' || ratio === undefined) return { atOnce, words }
      return gains(seeds.length, atOnce, ratio, beside)
        ? { atOnce, words }
        : { atOnce: 1, words: spread(beside, ratio) }
    }),
  )
}
