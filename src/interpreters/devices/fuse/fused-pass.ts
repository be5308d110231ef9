import type { Node } from '../../../ir/index.ts'
import { type Group, isDirect, isElementwise, operandsOf } from './fuse.ts'
import type { FusedProgram, Instruction, Operand } from './fused-program.ts'
import type { Place } from './layout.ts'

/** A program with what its inputs and outputs stand for. */
export interface FusedPass {
  readonly program: FusedProgram
  /** One for each input: where it is read. */
  readonly places: readonly Place[]
  /** One for each output: the node it is. */
  readonly makes: readonly Node[]
}

const samePlace = (a: Place, b: Place): boolean =>
  a.holder === b.holder && a.from === b.from && a.strides.every((stride, i) => stride === b.strides[i])

/** A group as one pass. What lies at one place is one input. */
export const fusedPass = ({ shape, members, wanted }: Omit<Group, 'height'>, given: ReadonlySet<Node>): FusedPass => {
  const places: Place[] = []
  const byHolder = new Map<Node, number[]>()
  const inputOf = (operand: Place): number => {
    const known = byHolder.get(operand.holder) ?? []
    byHolder.set(operand.holder, known)
    const input = known.find((i) => samePlace(places[i]!, operand)) ?? places.push(operand) - 1
    if (!known.includes(input)) known.push(input)
    return input
  }
  const numbers = new Map<Node, number>()
  const instructions = members.filter(isElementwise).map((node, number): Instruction => {
    const operands = operandsOf(node, given).map((operand): Operand => {
      if ('constant' in operand) return { constant: operand.constant }
      const value = isDirect(operand, shape, given) ? numbers.get(operand.holder) : undefined
      return value === undefined ? { input: inputOf(operand) } : { value }
    })
    numbers.set(node, number)
    return { operator: node.primitive, operands }
  })
  const inputs = places.map(({ strides }) => ({ strides }))
  const outputs = wanted.map((node) => numbers.get(node)!)
  return { program: { shape, inputs, instructions, outputs }, places, makes: wanted }
}
