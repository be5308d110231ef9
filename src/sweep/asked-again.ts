import type { RunStarted } from '../experiment/protocol/index.ts'
import { type Asked, settingsOf } from '../experiment/settings/index.ts'
import type { RunOrder } from './order.ts'

/** What was asked of a recorded run, each setting said: what benchmarks have of their own may change. Options tell how much is remembered. */
const askedOf = (started: RunStarted): Asked => {
  const { samples, epochs, iterations, normalise, augment, backend, seed } = started
  return {
    ...settingsOf(started),
    samples: samples === 'all' ? undefined : samples,
    epochs: iterations === undefined ? (epochs ?? 1) : undefined,
    normalise: normalise === true,
    augment: augment ?? 'none',
    backend: backend as Asked['backend'],
    seeds: [seed],
  }
}

/** What is to be run so that a recorded run is run again. */
export const orderAgain = (started: RunStarted): RunOrder => ({
  name: started.method,
  set: started.options,
  asked: askedOf(started),
  alone: true,
})
