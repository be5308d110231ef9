import type { MachineDevice } from '../interpreters/devices/index.ts'
import type { Stream } from '../streams/index.ts'
import { digestsOf } from './digests.ts'
import type { ExperimentSettings } from './experiment-settings.ts'
import type { Prepared } from './prepared.ts'
import type { RunStarted } from './protocol/event.ts'
import { told } from './protocol/index.ts'
import { recordedSettings } from './settings/index.ts'
import { versions } from './versions.ts'

/** The settings of a run as its record begins with them. */
export const startedOf = (
  settings: ExperimentSettings,
  ready: Omit<Prepared, 'streams'>,
  stream: Stream,
  device: Pick<MachineDevice, 'name' | 'library' | 'products' | 'passedOver' | 'chosen'>,
  together?: RunStarted['together'],
): RunStarted => {
  const { name, options, benchmark, ownMetrics } = settings
  const { data, schedule } = ready
  const { name: backend, passedOver, chosen } = device
  return {
    _tag: 'RunStarted',
    format: 2,
    digests: digestsOf(settings, ready, stream),
    method: name,
    options,
    seed: stream.seed,
    ...(benchmark.protocol === undefined ? {} : { protocol: benchmark.protocol }),
    ...(ownMetrics === undefined || ownMetrics.length === 0 ? {} : { ownMetrics: ownMetrics.map(told) }),
    ...recordedSettings(settings, { benchmark, schedule, stream, backend }),
    data: data.source,
    versions: versions(device),
    ...(passedOver === undefined ? {} : { passedOver }),
    ...(chosen === undefined ? {} : { chosen }),
    ...(together === undefined ? {} : { together }),
  }
}
