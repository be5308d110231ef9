import {
  type FusedPass,
  laneOperands,
  operandOf,
  type Passes,
  type Place,
  passesOf,
  productsOf,
  scalesOf,
} from '../../../../src/interpreters/devices/fuse/index.ts'
import type { Buffer, Machine, Unit } from '../../../../src/interpreters/devices/machine.ts'
import { evaluate } from '../../../../src/interpreters/devices/reference/index.ts'
import { type Node, type Shape, sizeOf } from '../../../../src/ir/index.ts'
import { outputsOf } from './oracle.ts'

/** An array that counts who holds it. */
interface Plain extends Buffer {
  references: number
  readonly data: Float64Array
}

const exact = (x: number): number => x

const plain = (data: Float64Array): Plain => ({ references: 1, data })

/** Work on what is read, which gives what is made. */
const unit = (
  reads: readonly Node[],
  makes: readonly Node[],
  work: (read: readonly Float64Array[]) => readonly Float64Array[],
): Unit<Plain> => ({
  reads,
  makes,
  instruction:
    ({ values, slotOf }) =>
    () =>
      work(reads.map((node) => values[slotOf(node)]!.data)).forEach((made, i) => {
        values[slotOf(makes[i]!)] = plain(made)
      }),
})

/** Nodes by the meaning of each, from others that are there. */
const meant = (reads: readonly Node[], makes: readonly Node[]): Unit<Plain> =>
  unit(reads, makes, (read) =>
    evaluate(
      { inputs: reads, outputs: makes },
      read.map((data, i) => ({ shape: reads[i]!.shape, data })),
    ).map(({ data }) => data),
  )

const from = (read: readonly Float64Array[], places: readonly Place[]): readonly Float64Array[] =>
  places.map((place, i) => read[i]!.subarray(place.from))

const fusedUnit = ({ program, places, makes }: FusedPass): Unit<Plain> =>
  unit(
    places.map(({ holder }) => holder),
    makes,
    (read) => outputsOf(program, from(read, places), exact).map((output) => Float64Array.from(output)),
  )

const rescaledUnit = (sum: Passes['rescaled'][number], given: ReadonlySet<Node>): Unit<Plain> => {
  const scales = scalesOf(sum)
  const parts = sum.parts.map((part) => productsOf(part, scales, given))
  const holders = parts.flatMap(({ places }) => places.map(({ holder }) => holder))
  return unit([...scales, ...holders], [sum.sum], (read) => {
    let at = scales.length
    const sums = parts.map(({ program, places }) => {
      const own = from(read.slice(at), places)
      at += places.length
      return outputsOf(program, [...read.slice(0, scales.length), ...own], exact)[0]!.reduce((a, b) => a + b, 0)
    })
    return [Float64Array.of(sums.reduce((a, b) => a + b))]
  })
}

const structure: ReadonlySet<string> = new Set(['constant', 'input', 'final', 'stack'])

const readsOf = (node: Node, given: ReadonlySet<Node>): readonly Node[] => {
  const matrices = laneOperands(node, given)
  if (matrices !== undefined) return matrices.map(({ holder }) => holder)
  if (node.primitive !== 'broadcast' && node.primitive !== 'slice') return node.inputs
  const operand = operandOf(node, given)
  return 'holder' in operand ? [operand.holder] : []
}

/** A machine of float64 arrays that makes every pass of a plan as the plan says, element by element: no kernels, no heap. */
export const plainMachine = (planned: typeof passesOf = passesOf): Machine<Plain> => {
  let references = 0
  const numbers = new Map<number, Plain>()
  const upload = (_: Shape, values: ArrayLike<number>): Plain => plain(Float64Array.from(values))
  return {
    owns: (buffer): buffer is Plain => 'data' in buffer,
    units: (order, loops, outputs, given) => {
      const { products, rescaled, fused, single } = planned(order, loops, outputs, given)
      return [
        ...products.gathering.map(({ patches, by }) => meant([patches.inputs[0]!, by.inputs[1]!], [by])),
        ...products.spreading.map(({ unpatch, by }) => meant(by.inputs, [unpatch])),
        ...rescaled.map((sum) => rescaledUnit(sum, given)),
        ...single.filter((n) => !structure.has(n.primitive)).map((node) => meant(readsOf(node, given), [node])),
        ...fused.map(fusedUnit),
      ]
    },
    laneBytes: 0,
    constant: (value) => {
      const known = numbers.get(value) ?? plain(Float64Array.of(value))
      numbers.set(value, known)
      return known
    },
    retain: (buffer) => {
      references += 1
      return buffer
    },
    release: () => {
      references -= 1
    },
    row: (source, shape, index) => {
      const width = sizeOf(shape.slice(1))
      return plain(source.data.slice(index * width, (index + 1) * width))
    },
    pack: (rows) => plain(Float64Array.from(rows.flatMap(({ data }) => Array.from(data)))),
    upload,
    read: async ({ data }) => data,
    references: () => references,
    held: () => references,
    peak: () => 0,
  }
}
