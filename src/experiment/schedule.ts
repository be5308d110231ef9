import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'
import { type Schedule, type Stream, unitOf } from '../streams/index.ts'
import type { ExperimentSettings } from './experiment-settings.ts'

type Asked = Pick<ExperimentSettings, 'benchmark' | 'batch' | 'epochs' | 'iterations'>

/** How long a task is learned: as it is asked for, else as the benchmark has it. */
const lengthOf = ({ benchmark, epochs, iterations }: Asked): Omit<Schedule, 'batch'> =>
  epochs === undefined && iterations === undefined
    ? { epochs: benchmark.epochs, iterations: benchmark.iterations }
    : { epochs, iterations }

/** In what batches and how long tasks are learned; a `Left` where that can't be, or is said in two ways. */
export const scheduleOf = (settings: Asked, streams: readonly Stream[]): E.Either<Fault, Schedule> => {
  const { benchmark } = settings
  const batch = settings.batch ?? benchmark.batch
  const { epochs, iterations } = lengthOf(settings)
  const all = streams.flatMap(({ tasks }) => tasks)
  const most = Math.max(0, ...all.map((task) => Math.floor(task.train.count / unitOf(task))))
  const ofEpisodes = all.some((task) => task.episodes !== undefined)
  const wrong = (rule: string, got: string, hint: string) => E.left(fault({ where: benchmark.name, rule, got, hint }))
  const odd = Object.entries({ batch, epochs, iterations }).find(
    ([, value]) => value !== undefined && !(Number.isSafeInteger(value) && value >= 1),
  )
  if (odd !== undefined) return wrong(`\`${odd[0]}\` must be a whole number, at least 1`, `${odd[1]}`, 'try 10')
  if (epochs !== undefined && iterations !== undefined)
    return wrong(
      'a task must be learned for so many epochs or for so many iterations',
      `${epochs} epochs and ${iterations} iterations`,
      'leave one of the two away',
    )
  if (ofEpisodes && epochs !== undefined)
    return wrong(
      'meta-training must go on for so many meta-batches: no episode comes twice',
      `${epochs} epochs`,
      'ask for --iterations N in each stretch',
    )
  return settings.batch !== undefined && batch > most
    ? wrong(
        `\`batch\` must be at most ${most}, the training ${ofEpisodes ? 'episodes of a stretch' : 'examples of a task'}`,
        `${batch}`,
        `ask for ${most} or fewer`,
      )
    : // A batch never holds more than a task has: what is said of it, recorded and run is one number.
      E.right({ batch: Math.max(1, Math.min(batch, most)), epochs, iterations })
}
