import { presentation, type Schedule, type Stream } from '../streams/index.ts'
import { digestsOf } from './digests.ts'
import type { RunStarted } from './event.ts'
import type { ExperimentSettings, Prepared } from './prepared.ts'
import { versions } from './versions.ts'

/** One pass is what isn't said: records of older versions have none. */
const recorded = ({ batch, epochs = 1, iterations }: Schedule) => ({
  batch,
  ...(epochs === 1 ? {} : { epochs }),
  ...(iterations === undefined ? {} : { iterations }),
})

/** Of the ways in which data is shown what isn't the plain one. */
const shown = ({ benchmark, ...settings }: ExperimentSettings) => {
  const { normalise, classOrder, augment } = presentation(benchmark, settings)
  return {
    ...(normalise === true ? { normalise } : {}),
    ...(classOrder === undefined ? {} : { classOrder }),
    ...(augment === undefined ? {} : { augment }),
  }
}

/** The settings of a run as its record begins with them. */
export const startedOf = (
  settings: ExperimentSettings,
  ready: Omit<Prepared, 'streams'>,
  stream: Stream,
  backend: string,
): RunStarted => {
  const { name, options, benchmark, network, initialisation, samples, evaluate, folder } = settings
  const { evaluateEvery, measures = [] } = settings
  const { data, schedule } = ready
  return {
    _tag: 'RunStarted',
    format: 2,
    digests: digestsOf(settings, ready, stream),
    method: name,
    benchmark: benchmark.name,
    network: network ?? benchmark.network,
    options,
    seed: stream.seed,
    tasks: stream.tasks.length,
    samples: samples ?? benchmark.samples,
    ...recorded(schedule),
    evaluate,
    data: data.source,
    ...(folder === undefined ? {} : { folder }),
    ...shown(settings),
    ...(initialisation === undefined ? {} : { initialisation }),
    ...(evaluateEvery === undefined ? {} : { evaluateEvery }),
    ...(measures.length === 0 ? {} : { measures }),
    backend,
    versions: versions(),
  }
}
