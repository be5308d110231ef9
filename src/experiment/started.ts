import type { Stream } from '../streams/index.ts'
import type { RunStarted } from './event.ts'
import type { ExperimentSettings, Prepared } from './prepared.ts'
import { versions } from './versions.ts'

/** The settings of a run as its record begins with them. */
export const startedOf = (
  { name, options, benchmark, samples, evaluate, normalise, classOrder, folder }: ExperimentSettings,
  { data, batch }: Pick<Prepared, 'data' | 'batch'>,
  stream: Stream,
  backend: string,
): RunStarted => ({
  _tag: 'RunStarted',
  format: 1,
  method: name,
  benchmark: benchmark.name,
  network: benchmark.network,
  options,
  seed: stream.seed,
  tasks: stream.tasks.length,
  samples: samples ?? benchmark.samples,
  batch,
  evaluate,
  data: data.source,
  ...(folder === undefined ? {} : { folder }),
  ...(normalise === true ? { normalise } : {}),
  ...(classOrder === undefined ? {} : { classOrder }),
  backend,
  versions: versions(),
})
