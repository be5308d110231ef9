import {
  type MemoryValue,
  mapSlot,
  slotOf,
  statisticsKind,
  statisticsSlot,
  tensorShapes,
} from '../../compiler/index.ts'
import { kindOf } from '../../dsl/index.ts'
import { numbersAt, sizeOf } from '../../ir/index.ts'
import { initialise, type Layout, type Network } from '../../networks/index.ts'
import { child, type Key, key } from '../../random/index.ts'
import type { Device } from '../devices/index.ts'
import type { InitialCode } from './code.ts'
import type { PlanRunner } from './run-plan.ts'
import { initialMemorySlot, type SlotValue, type State } from './state.ts'
import type { Setting, SettingSurroundings } from './surroundings.ts'

/** Numbers that a network starts from, in place of its initialisation: of each tensor of its parameters, and of its running statistics. */
export interface Weights {
  readonly theta: readonly ArrayLike<number>[]
  readonly statistics: readonly ArrayLike<number>[]
}

/**
 * A method's first state: θ₀ by the network's initialisation, or as it is given; the declared slots, and running statistics where the
 * network has any.
 */
export const firstState =
  <Buffer>(
    device: Device<Buffer>,
    plans: PlanRunner<Buffer>,
    { program, network }: Setting,
    { layout, statistics, networks, layouts, around }: SettingSurroundings,
  ) =>
  async (seed: number, { numeric, terms }: InitialCode, given?: Weights): Promise<State<Buffer>> => {
    const placed = (as: Layout, numbers: readonly ArrayLike<number>[]): readonly Buffer[] =>
      numbers.map((values, i) => device.upload(as.tensors[i]!.shape, values))
    const uploaded = (of: Network, as: Layout, by: Key): readonly Buffer[] => placed(as, initialise(of, as, by))
    const begun = child(key(seed), 'initialisation')
    const shapes = tensorShapes(layouts)
    /** A memory that keeps nothing yet. */
    const zeros = mapSlot(
      (_: undefined, { kind, tensor }) => {
        const shape = shapes(kind)[tensor]!
        return device.upload(shape, new Float32Array(sizeOf(shape)))
      },
      (memory: MemoryValue) => memory,
    )
    const theta = given === undefined ? uploaded(network, layout, begun) : placed(layout, given.theta)
    const own = Object.entries(networks).flatMap(([name, auxiliary]) =>
      uploaded(auxiliary, layouts[name]!, child(key(seed), 'initialisation', 'network', name)),
    )
    const all = [...theta, ...own]
    const outputs = await plans.run(
      terms.plan,
      new Map(terms.inputs.flat().map((node, i) => [node, all[i]!])),
      numbersAt(terms.prelude, around.options),
    )
    own.forEach(device.release)
    const byNode = new Map(terms.plan.outputs.map((node, i) => [node, outputs[i]!]))
    const slots = Object.entries(program.state).map(([name, term]): readonly [string, SlotValue<Buffer>] => {
      const memory = initialMemorySlot(term)
      if (memory !== undefined) return [name, zeros(memory)]
      const nodes = terms.outputs[numeric.indexOf(name)] ?? []
      return [name, slotOf(kindOf(term), () => nodes.map((n) => device.retain(byNode.get(n)!)))]
    })
    outputs.forEach(device.release)
    // Mean 0 and variance 1.
    const running = given === undefined ? uploaded(network, statistics, key(0)) : placed(statistics, given.statistics)
    return {
      theta: slotOf(program.theta0.kind, () => theta),
      ...Object.fromEntries(slots),
      ...(running.length === 0 ? {} : { [statisticsSlot]: slotOf(statisticsKind, () => running) }),
    }
  }
