import type { Kind } from '../dsl/index.ts'
import type { Node, Operations } from '../ir/index.ts'
import {
  adopted,
  forward,
  type GivenMoments,
  type Interface,
  type Layout,
  type Moments,
  type Network,
  type Noise,
  normalisationsOf,
  runningStatistics,
} from '../networks/index.ts'
import type { BatchNodes } from './network.ts'

/** The slot that holds the running statistics of the learner's normalisations. No slot of a method can have its name. */
export const statisticsSlot = 'running statistics'

export const statisticsKind: Kind = { _tag: 'Params', network: statisticsSlot }

/** The running statistics as tensors: mean and variance of each normalisation, in the order of a forward pass. */
export const statisticsLayout = (network: Network, between: Interface): Layout => ({
  tensors: runningStatistics(network, between).flatMap(({ group, channels }) =>
    (['mean', 'variance'] as const).map((moment) => ({
      name: `${group}.${moment}`,
      group,
      shape: [channels],
      fanIn: channels,
      fanOut: channels,
      role: moment === 'mean' ? 'shift' : 'scale',
    })),
  ),
})

const pairs = (running: readonly Node[]): readonly Moments[] =>
  running.flatMap((mean, i) => (i % 2 === 0 ? [{ mean, variance: running[i + 1]! }] : []))

/** What the normalisations of a network use while it predicts: their running statistics, those that have them. */
export const runningMoments = (network: Network, running: readonly Node[]): GivenMoments => {
  const left = [...pairs(running)]
  return normalisationsOf(network).map(({ statistics }) => (statistics === 'batch' ? undefined : left.shift()))
}

/** The running statistics after an event, from what a forward pass at the parameters before it sees of its batch. */
export const statisticsAfter = (
  o: Operations,
  network: Network,
  parameters: readonly Node[],
  { inputs, weights }: BatchNodes,
  running: readonly Node[],
  noise?: Noise,
): readonly Node[] => {
  const { seen } = forward(o, { network, parameters, inputs, weights, ...(noise === undefined ? {} : { noise }) })
  const before = runningMoments(network, running)
  return normalisationsOf(network).flatMap(({ statistics }, i) => {
    if (statistics === 'batch') return []
    const { mean, variance } = adopted(o, before[i]!, seen[i]!, statistics.momentum)
    return [mean, variance]
  })
}
