import { slotOf, statisticsKind, statisticsSlot } from '../../compiler/index.ts'
import { kindOf } from '../../dsl/index.ts'
import { numbersAt } from '../../ir/index.ts'
import { initialise, type Layout, type Network } from '../../networks/index.ts'
import { child, type Key, key } from '../../random/index.ts'
import type { Device } from '../devices/index.ts'
import type { InitialCode } from './code.ts'
import type { PlanRunner } from './run-plan.ts'
import { initialMemory, type SlotValue, type State } from './state.ts'
import type { Setting, SettingSurroundings } from './surroundings.ts'

/** A method's first state: θ₀ by the network's initialisation, the declared slots, and running statistics where the network has any. */
export const firstState =
  <Buffer>(
    device: Device<Buffer>,
    plans: PlanRunner<Buffer>,
    { program, network }: Setting,
    { layout, statistics, networks, layouts, around }: SettingSurroundings,
  ) =>
  async (seed: number, { numeric, terms }: InitialCode): Promise<State<Buffer>> => {
    const uploaded = (of: Network, as: Layout, by: Key): readonly Buffer[] =>
      initialise(of, as, by).map((values, i) => device.upload(as.tensors[i]!.shape, values))
    const begun = child(key(seed), 'initialisation')
    const theta = uploaded(network, layout, begun)
    const own = Object.entries(networks).flatMap(([name, auxiliary]) =>
      uploaded(auxiliary, layouts[name]!, child(key(seed), 'initialisation', 'network', name)),
    )
    const given = [...theta, ...own]
    const outputs = await plans.run(
      terms.plan,
      new Map(terms.inputs.flat().map((node, i) => [node, given[i]!])),
      numbersAt(terms.prelude, around.options),
    )
    own.forEach(device.release)
    const byNode = new Map(terms.plan.outputs.map((node, i) => [node, outputs[i]!]))
    const slots = Object.entries(program.state).map(([name, term]): readonly [string, SlotValue<Buffer>] => {
      const memory = initialMemory(term)
      if (memory !== undefined) return [name, { _tag: 'Memory', value: memory }]
      const nodes = terms.outputs[numeric.indexOf(name)] ?? []
      return [name, slotOf(kindOf(term), () => nodes.map((n) => device.retain(byNode.get(n)!)))]
    })
    outputs.forEach(device.release)
    // Mean 0 and variance 1.
    const running = uploaded(network, statistics, key(0))
    return {
      theta: slotOf(program.theta0.kind, () => theta),
      ...Object.fromEntries(slots),
      ...(running.length === 0 ? {} : { [statisticsSlot]: slotOf(statisticsKind, () => running) }),
    }
  }
