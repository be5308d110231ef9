import type { Kind } from '../dsl/index.ts'
import type { Node, Operations } from '../ir/index.ts'
import { type Interface, type Layout, type Network, runningStatistics } from '../networks/index.ts'
import { adopted, forward } from './layers/index.ts'
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

/** The running statistics after an event, from what a forward pass at the parameters before it sees of its batch. */
export const statisticsAfter = (
  o: Operations,
  { network, between }: { readonly network: Network; readonly between: Interface },
  parameters: readonly Node[],
  { inputs, weights }: BatchNodes,
  running: readonly Node[],
): readonly Node[] => {
  const { seen } = forward(o, { network, parameters, inputs, weights })
  return runningStatistics(network, between).flatMap(({ momentum }, i) => {
    const before = { mean: running[2 * i]!, variance: running[2 * i + 1]! }
    const { mean, variance } = adopted(o, before, seen[i]!, momentum)
    return [mean, variance]
  })
}
