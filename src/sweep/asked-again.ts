import type { RunStarted } from '../experiment/protocol/index.ts'
import type { Asked } from '../experiment/settings/index.ts'
import type { RunOrder } from './order.ts'

/** What was asked of a recorded run, each setting said: what benchmarks have of their own may change. */
const askedOf = (started: RunStarted): Asked => {
  const { samples, epochs, iterations, normalise, augment, folder, backend } = started
  return {
    benchmark: started.benchmark,
    tasks: started.tasks,
    samples: samples === 'all' ? undefined : samples,
    batch: started.batch,
    ...(iterations === undefined ? { epochs: epochs ?? 1 } : { iterations }),
    network: started.network,
    initialisation: started.initialisation,
    folder,
    normalise: normalise === true,
    classOrder: started.classOrder,
    augment: augment ?? 'none',
    evaluate: started.evaluate,
    evaluateEvery: started.evaluateEvery,
    measures: started.measures,
    backend: backend as Asked['backend'],
    tf32: started.tf32,
    xla: started.xla,
    lanes: started.lanes,
    seeds: [started.seed],
  }
}

/** What is to be run so that a recorded run is run again. */
export const orderAgain = (started: RunStarted): RunOrder => ({
  name: started.method,
  set: started.options,
  asked: askedOf(started),
  alone: true,
})
