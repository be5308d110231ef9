import { dataDigest } from '../data/index.ts'
import { digestOf } from '../digest.ts'
import { canonicalProgram } from '../dsl/index.ts'
import { learnerDigest, weightsDigest } from '../saved/index.ts'
import { presentation, type Stream } from '../streams/index.ts'
import { retainVersion } from '../version.ts'
import type { ExperimentSettings } from './experiment-settings.ts'
import { interfaceOf } from './fitted-network.ts'
import type { Prepared } from './prepared.ts'
import type { Digests } from './protocol/event.ts'

/**
 * What a run is of, as digests, so that a changed file is told from the one before:
 *
 * - `program`: the method's program, whose named constants and variables may be called and valued otherwise;
 * - `network`: its layers, start and loss, and what it is put between; where it starts from a learner or from weights, what those are;
 * - `protocol`: the tasks by name, size and classes, how long each is learned, and how examples are shown and judged;
 * - `data`: see `dataDigest`.
 *
 * The version of Retain is in those of network and protocol: another one may have other rules.
 */
export const digestsOf = (
  settings: ExperimentSettings,
  { program, network, data, schedule }: Omit<Prepared, 'streams'>,
  stream: Stream,
): Digests => {
  const { benchmark, evaluate, learner, weights } = settings
  const start = learner === undefined ? weights && weightsDigest(weights) : learnerDigest(learner)
  const retain = retainVersion()
  return {
    program: digestOf(canonicalProgram(program)),
    network: digestOf({ retain, network, between: interfaceOf(benchmark, data), start }),
    protocol: digestOf({
      retain,
      benchmark: benchmark.name,
      evaluate,
      batch: schedule.batch,
      // One pass, where nothing else is said.
      length:
        schedule.iterations === undefined ? { epochs: schedule.epochs ?? 1 } : { iterations: schedule.iterations },
      shown: { ...presentation(benchmark, settings), normalise: presentation(benchmark, settings).normalise === true },
      tasks: stream.tasks.map(({ name, train, test, classes }) => ({
        name,
        train: train.count,
        test: test.count,
        classes,
      })),
    }),
    data: dataDigest(data),
  }
}
