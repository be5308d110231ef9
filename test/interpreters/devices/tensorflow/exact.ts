import type { Node } from '../../../../src/ir/index.ts'

type Operator = (...of: readonly number[]) => number

/** What each operator means, in float64: rounded once to float32 it is what IEEE 754 says of float32. */
const operators: Readonly<Record<string, Operator>> = {
  negate: (x) => -x!,
  absolute: (x) => Math.abs(x!),
  sign: (x) => Math.sign(x!),
  squareRoot: (x) => Math.sqrt(x!),
  add: (x, y) => x! + y!,
  subtract: (x, y) => x! - y!,
  multiply: (x, y) => x! * y!,
  divide: (x, y) => x! / y!,
  maximum: (x, y) => Math.max(x!, y!),
  minimum: (x, y) => Math.min(x!, y!),
  less: (x, y) => Number(x! < y!),
  lessEqual: (x, y) => Number(x! <= y!),
  equal: (x, y) => Number(x! === y!),
  select: (c, x, y) => (c !== 0 ? x! : y!),
}

/** The values of elementwise nodes and broadcasts, each element by itself, rounded to float32 after every operation. */
export const exactly = (node: Node, known: Map<Node, Float32Array>): Float32Array => {
  const there = known.get(node)
  if (there !== undefined) return there
  const size = node.shape.reduce((product, extent) => product * extent, 1)
  const made = new Float32Array(size)
  if (node.primitive === 'constant') made.fill(node.attributes.value)
  else if (node.primitive === 'broadcast') {
    const of = node.inputs[0]!
    const from = exactly(of, known)
    const leading = node.shape.length - of.shape.length
    for (let i = 0; i < size; i += 1) {
      let [rest, at, stride] = [i, 0, 1]
      for (let axis = node.shape.length - 1; axis >= 0; axis -= 1) {
        const place = rest % node.shape[axis]!
        rest = Math.floor(rest / node.shape[axis]!)
        const extent = axis < leading ? 1 : of.shape[axis - leading]!
        if (extent > 1) at += place * stride
        stride *= extent
      }
      made[i] = from[at]!
    }
  } else {
    const operator = operators[node.primitive]!
    const operands = node.inputs.map((input) => exactly(input, known))
    for (let i = 0; i < size; i += 1) made[i] = operator(...operands.map((operand) => operand[i]!))
  }
  known.set(node, made)
  return made
}
