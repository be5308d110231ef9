import type { Dimension, FusedProgram, Operand } from '../../fuse/index.ts'
import {
  advance,
  code,
  type Frame,
  f32x4,
  type Local,
  memory,
  type Routine,
  routine,
  type Statement,
  sequence,
  times,
  type Vector,
} from '../assembler/index.ts'
import { gatherLanes, loadLanes, storeLanes, type Width, widths } from './lanes.ts'
import { asLanes, operators, type Value } from './operators.ts'

/** How many vectors one turn of the loop takes: short programs are bound by the loop itself. */
const unrolling = (instructions: number): number => (instructions <= 6 ? 4 : instructions <= 16 ? 2 : 1)

/** One vector's work: load the inputs, run the program, store the outputs, at `position` elements into the row. */
type Chunk = (position: number, width: Width) => Statement

const chunkOf = (
  frame: Frame,
  program: FusedProgram,
  inputs: readonly Local<'i32'>[],
  repeated: readonly (Local<'v128'> | undefined)[],
  strides: readonly number[],
  outputs: readonly Local<'i32'>[],
): Chunk => {
  const loaded = inputs.map((_, input) => repeated[input] ?? frame.local('v128'))
  const computed = program.instructions.map(() => frame.local('v128'))
  return (position, width) => {
    const loads = inputs.map((pointer, input) => {
      const stride = strides[input]!
      if (stride === 0) return code('nothing')
      const load: Vector =
        stride === 1
          ? loadLanes(pointer.get, 4 * position, width)
          : gatherLanes(pointer.get, 4 * stride * position, 4 * stride, width)
      return loaded[input]!.set(load)
    })
    const values: Value[] = []
    const read = (operand: Operand): Value => {
      if ('constant' in operand) return { lanes: f32x4.constant(operand.constant) }
      return 'input' in operand ? { lanes: loaded[operand.input]!.get } : values[operand.value]!
    }
    const work = program.instructions.map(({ operator, operands }, index) => {
      const local = computed[index]!
      const value = operators[operator](frame, operands.map(read))
      values.push('mask' in value ? { mask: local.get } : { lanes: local.get })
      return local.set('mask' in value ? value.mask : value.lanes)
    })
    const stores = program.outputs.map((instruction, output) =>
      storeLanes(outputs[output]!.get, 4 * position, asLanes(values[instruction]!), width),
    )
    return sequence(...loads, ...work, ...stores)
  }
}

/** How far every pointer moves at each turn of a loop, outputs included, in elements. */
const withOutputs = (dimensions: readonly Dimension[], outputs: number): readonly Dimension[] =>
  dimensions.map(({ size, strides }, axis) => {
    const dense = dimensions.slice(axis + 1).reduce((product, inner) => product * inner.size, 1)
    return { size, strides: [...strides, ...Array<number>(outputs).fill(dense)] }
  })

/**
 * `body` in loops over `dimensions`, the innermost last. At each turn of a loop every pointer ends at its stride,
 * less what the loops within have moved it.
 */
const nest = (
  frame: Frame,
  dimensions: readonly Dimension[],
  pointers: readonly Local<'i32'>[],
  moved: readonly number[],
  body: Statement,
): Statement => {
  const dimension = dimensions[dimensions.length - 1]
  if (dimension === undefined) return body
  const { size, strides } = dimension
  const steps = pointers.map((pointer, index) => advance(pointer, 4 * (strides[index]! - moved[index]!)))
  const loop = times(frame, size, sequence(body, ...steps))
  const within = strides.map((stride) => stride * size)
  return nest(frame, dimensions.slice(0, -1), pointers, within, loop)
}

/**
 * Reads inputs, then writes outputs, whose offsets are the arguments. Of a vector's elements everything is read
 * before anything is written, so that an output may overwrite an input that is laid out as it is.
 */
export const elementwise = (program: FusedProgram, dimensions: readonly Dimension[]): Routine =>
  routine(program.inputs.length + program.outputs.length, (pointers, frame) => {
    if (dimensions.some(({ size }) => size === 0)) return code('nothing')
    const inputs = pointers.slice(0, program.inputs.length)
    const outputs = pointers.slice(program.inputs.length)
    const loops = withOutputs(dimensions, outputs.length)
    const row = loops[loops.length - 1]!
    const repeated = inputs.map((_, input) => (row.strides[input] === 0 ? frame.local('v128') : undefined))
    const chunk = chunkOf(frame, program, inputs, repeated, row.strides, outputs)
    const chunks = (length: number): Statement =>
      sequence(...widths(length).map((width, index) => chunk(4 * index, width)))

    const perTurn = 4 * unrolling(program.instructions.length)
    const wholeTurns = Math.floor(row.size / perTurn)
    const turns = wholeTurns > 1 ? wholeTurns : 0
    const steps = pointers.map((pointer, index) => advance(pointer, 4 * row.strides[index]! * perTurn))
    const oneRow = sequence(
      ...inputs.map((pointer, input) => repeated[input]?.set(memory.loadSplat(pointer.get, 0)) ?? code('nothing')),
      turns > 0 ? times(frame, turns, sequence(chunks(perTurn), ...steps)) : code('nothing'),
      chunks(row.size - turns * perTurn),
    )
    const moved = row.strides.map((stride) => stride * turns * perTurn)
    return nest(frame, loops.slice(0, -1), pointers, moved, oneRow)
  })
