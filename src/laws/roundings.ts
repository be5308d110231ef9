import type { Device } from '../interpreters/devices/index.ts'
import { evaluationOrder, isHostNumber, type Node, type Program, sizeOf } from '../ir/index.ts'

/** How many roundings one element of a node's result goes through. */
const own = (node: Node): number => {
  switch (node.primitive) {
    case 'matMul':
      return node.inputs[0]!.shape.at(node.attributes.transposeLeft ? -2 : -1)!
    case 'sum':
      return sizeOf(node.inputs[0]!.shape) / sizeOf(node.shape)
    default:
      return 1
  }
}

/** The longest chain of roundings that leads to some nodes; a loop's is that of its body, as often as it runs. */
export const chainTo = (outputs: readonly Node[]): number => {
  const depth = new Map<Node, number>()
  for (const node of evaluationOrder(outputs)) {
    // The host makes it in float64: it is rounded once, as a constant is.
    if (isHostNumber(node)) {
      depth.set(node, own(node))
      continue
    }
    const before = node.inputs.reduce((most, input) => Math.max(most, depth.get(input) ?? 0), 0)
    const body =
      node.primitive === 'loop'
        ? node.attributes.times * chainTo(node.attributes.next)
        : node.primitive === 'stack'
          ? chainTo([node.attributes.body])
          : own(node)
    depth.set(node, before + body)
  }
  return Math.max(0, ...outputs.map((node) => depth.get(node) ?? 0))
}

export interface Counting<Buffer> {
  readonly device: Device<Buffer>
  /** The roundings in the longest chain of all that ran since it was last asked. */
  readonly roundings: () => number
  /** How often a program was run since it was last asked. */
  readonly calls: () => number
}

/** The longest chains of programs: each is looked at once, on whatever devices it runs. */
const chains = new WeakMap<Program, number>()

const chainOf = (program: Program): number => {
  const chain = chains.get(program) ?? chainTo(program.outputs)
  chains.set(program, chain)
  return chain
}

/** A device that also counts roundings and calls: programs that run one after the other make one chain. */
export const counting = <Buffer>(device: Device<Buffer>): Counting<Buffer> => {
  let since = 0
  let runs = 0
  return {
    device: {
      ...device,
      compile: (program) => {
        const run = device.compile(program)
        const chain = chainOf(program)
        return (inputs) => {
          since += chain
          runs += 1
          return run(inputs)
        }
      },
    },
    roundings: () => {
      const so = since
      since = 0
      return so
    },
    calls: () => {
      const so = runs
      runs = 0
      return so
    },
  }
}
