import type { Snapshot } from '../compiler/index.ts'
import type { Kept, LearnedTask } from '../saved/index.ts'
import { presentation, type Stream, type Task } from '../streams/index.ts'
import type { ExperimentSettings } from './experiment-settings.ts'
import { interfaceOf } from './fitted-network.ts'
import type { Prepared } from './prepared.ts'
import type { RunStarted } from './protocol/event.ts'
import { withoutPlaces } from './remembered.ts'

const learnedTask = ({ name, classes, pixels }: Task): LearnedTask => ({
  name,
  ...(classes === undefined ? {} : { classes }),
  ...(pixels === undefined ? {} : { pixels: pixels() }),
})

/** What is kept of a learner that has learned so many tasks of a run's stream. */
export const keptOf =
  (settings: ExperimentSettings, { network, data }: Omit<Prepared, 'streams'>, stream: Stream, started: RunStarted) =>
  (state: Snapshot, learned: number): Kept => {
    const { name, method, options, benchmark, learner } = settings
    const normalises = presentation(benchmark, settings).normalise === true && data.statistics !== undefined
    const { _tag, format: _, ...about } = started
    return {
      name,
      method,
      options,
      network,
      between: interfaceOf(benchmark, data),
      seed: stream.seed,
      tasks: [...(learner?.tasks ?? []), ...stream.tasks.slice(0, learned).map(learnedTask)],
      batches: 0,
      presented: normalises ? { normalise: data.statistics! } : {},
      about,
      state: withoutPlaces(state),
    }
  }
