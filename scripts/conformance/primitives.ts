import fc from 'fast-check'
import type { MachineDevice } from '../../src/interpreters/devices/index.ts'
import { builder, gradient, type Node, type Operations, operations, sizeOf } from '../../src/ir/index.ts'
import { results, wanted } from '../../test/interpreters/devices/agreement.ts'
import type { Case } from '../../test/interpreters/devices/programs.ts'
import { uses, valuesOf } from '../../test/interpreters/devices/uses.ts'
import { broken, type Cell, judged, skipped } from './cell.ts'

/** Of which order derivatives are asked. */
export const orders = ['value', 'first', 'second'] as const
export type Order = (typeof orders)[number]

/** What is asked of a use: its value, the gradient of a function of it, and that of the gradient's square. */
const outputsOf = (order: Order, o: Operations, y: Node, inputs: readonly Node[]): readonly Node[] => {
  if (order === 'value') return [y]
  const first = gradient(o, o.sum(o.tanh(y)), inputs)
  if (order === 'first') return first
  return gradient(o, first.map((g) => o.sum(o.multiply(g, g))).reduce(o.add, o.constant(0)), inputs)
}

/** Programs of one use at values that it takes. */
const casesOf = (name: string, order: Order, count: number, seed: number): readonly Case[] => {
  const use = uses[name]!
  const values = valuesOf(use)
  const operands = fc.tuple(...use.shapes.map((s) => fc.array(values, { minLength: sizeOf(s), maxLength: sizeOf(s) })))
  return fc.sample(operands, { numRuns: count, seed }).map((given) => {
    const build = builder()
    const o = operations(build)
    const inputs = use.shapes.map((shape, i) => build.variable(`x${i}`, shape))
    return { program: { inputs, outputs: outputsOf(order, o, use.make(o, inputs), inputs) }, values: given }
  })
}

/** How much of its bound on rounding errors the worst element of a case takes. */
const shareOf = async (device: MachineDevice, one: Case): Promise<number> => {
  const got = await results(device, one)
  return Math.max(
    0,
    ...wanted(one).flatMap(({ value, error }, output) =>
      Array.from(value.data, (exact, i) => {
        const [x, bound] = [got[output]![i]!, error.data[i]!]
        if (!Number.isFinite(exact) || !Number.isFinite(bound)) return 0
        const off = Math.abs(x - exact)
        return off === 0 ? 0 : Number.isNaN(off) || bound === 0 ? Number.POSITIVE_INFINITY : off / bound
      }),
    ),
  )
}

/** The rows of the primitives: each in its forms. */
export const primitiveRows: readonly string[] = Object.keys(uses)

/** What a device makes of a primitive. */
export const primitiveCell = async (device: MachineDevice, name: string, order: Order, seed: number): Promise<Cell> => {
  if (order !== 'value' && uses[name]!.shapes.length === 0) return skipped('it has no operand to be differentiated by')
  try {
    const shares = []
    for (const one of casesOf(name, order, 4, seed)) shares.push(await shareOf(device, one))
    return judged(Math.max(...shares))
  } catch (error) {
    return broken(error instanceof Error ? error.message.split('\n').slice(0, 2).join(' ') : String(error))
  }
}
