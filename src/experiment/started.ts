import { presentation, type Stream } from '../streams/index.ts'
import { digestsOf } from './digests.ts'
import type { ExperimentSettings, Prepared } from './prepared.ts'
import type { RunStarted } from './protocol/event.ts'
import { protocolOf } from './protocol/protocol.ts'
import { versions } from './versions.ts'

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
  const { name, options, benchmark, network, initialisation, evaluate, folder } = settings
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
    ...protocolOf(settings, schedule, stream),
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
