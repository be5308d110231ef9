import { runningMoments } from '../../compiler/index.ts'
import { builder, operations, type Program } from '../../ir/index.ts'
import { forward } from '../../networks/index.ts'
import type { Setting, SettingSurroundings } from './surroundings.ts'

/** The network's outputs on so many inputs, from its parameters, its running statistics and the inputs. */
export const predictionOn = (
  { network, between }: Pick<Setting, 'network' | 'between'>,
  { layout, statistics }: Pick<SettingSurroundings, 'layout' | 'statistics'>,
  count: number,
): Program => {
  const o = operations(builder())
  const theta = layout.tensors.map((t) => o.build.variable(t.name, t.shape))
  const running = statistics.tensors.map((t) => o.build.variable(t.name, t.shape))
  const inputs = o.build.variable('x', [count, ...between.inputShape])
  const { outputs } = forward(o, { network, parameters: theta, inputs, moments: runningMoments(network, running) })
  return { inputs: [...theta, ...running, inputs], outputs: [outputs] }
}
