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
} from './assembler/index.ts'
import type { Dimension } from './collapse.ts'
import type { FusedProgram, Operand } from './fused-program.ts'
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

/**
 * Reads inputs, then writes outputs, whose offsets are the arguments. Of a vector's elements everything is read
 * before anything is written, so that an output may overwrite an input that is laid out as it is.
 */
export const elementwise = (program: FusedProgram, dimensions: readonly Dimension[]): Routine =>
  routine(program.inputs.length + program.outputs.length, (pointers, frame) => {
    const inputs = pointers.slice(0, program.inputs.length)
    const outputs = pointers.slice(program.inputs.length)
    const row = dimensions[dimensions.length - 1]!
    const repeated = row.strides.map((stride) => (stride === 0 ? frame.local('v128') : undefined))
    const chunk = chunkOf(frame, program, inputs, repeated, row.strides, outputs)

    const chunks = widths(row.size)
    const unrolled = unrolling(program.instructions.length)
    const possible = Math.floor(Math.floor(row.size / 4) / unrolled)
    const turns = possible > 1 ? possible : 0
    const perTurn = 4 * unrolled
    const turn = sequence(
      ...chunks.slice(0, turns > 0 ? unrolled : 0).map((width, index) => chunk(4 * index, width)),
      ...inputs.map((pointer, input) => advance(pointer, 4 * row.strides[input]! * perTurn)),
      ...outputs.map((pointer) => advance(pointer, 4 * perTurn)),
    )
    const oneRow = sequence(
      ...inputs.map((pointer, input) => repeated[input]?.set(memory.loadSplat(pointer.get, 0)) ?? code('nothing')),
      times(frame, turns, turn),
      ...chunks.slice(turns * unrolled).map((width, index) => chunk(4 * index, width)),
    )

    /** The loops outside the rows. Pointers were `moved` by so many elements within; each turn ends at its stride. */
    const nest = (
      axis: number,
      body: Statement,
      moved: readonly number[],
      movedOut: number,
      within: number,
    ): Statement => {
      const dimension = dimensions[axis]
      if (dimension === undefined) return body
      const step = sequence(
        body,
        ...inputs.map((pointer, input) => advance(pointer, 4 * (dimension.strides[input]! - moved[input]!))),
        ...outputs.map((pointer) => advance(pointer, 4 * (within - movedOut))),
      )
      const total = dimension.size * within
      return nest(
        axis - 1,
        times(frame, dimension.size, step),
        dimension.strides.map((each) => each * dimension.size),
        total,
        total,
      )
    }
    const movedInRow = turns * perTurn
    const moved = row.strides.map((stride) => stride * movedInRow)
    if (dimensions.some(({ size }) => size === 0)) return code('nothing')
    return nest(dimensions.length - 2, oneRow, moved, movedInRow, row.size)
  })
