import { session } from '../interpreters/runtime/index.ts'
import type { ExperimentSettings } from './experiment-settings.ts'
import { interfaceOf } from './fitted-network.ts'
import { goingOnFrom, startingAt } from './going-on.ts'
import type { Prepared } from './prepared.ts'
import { protocolOf } from './protocol/index.ts'
import type { Place, SessionOn } from './seeds-together.ts'

/** What an experiment runs on a device. */
export const placeOf = (
  { learner, benchmark, lanes }: ExperimentSettings,
  { program, network, data, weights }: Prepared,
): Omit<Place, 'device'> => {
  const setting = { program, network, between: interfaceOf(benchmark, data), lanes }
  // In a trajectory the number of a task is that of a class or a function: it begins anew at each.
  const learned = protocolOf(benchmark).exam.episodes?.trajectories !== undefined ? 0 : (learner?.tasks.length ?? 0)
  const sessionOn: SessionOn = (device, carries) => {
    const begun = startingAt(session({ ...setting, device, carries }), weights)
    return learner === undefined ? begun : goingOnFrom(begun, learner, learned)
  }
  return { setting, learned, sessionOn }
}
