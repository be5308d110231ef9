import { type Builder, builder } from './builder.ts'
import type { Node, Program } from './node.ts'
import { type Operations, operations } from './operations.ts'
import { rewrite } from './rewrite.ts'

/** The number a node is everywhere, when it is a constant or a constant stretched. */
const constantOf = (node: Node): number | undefined => {
  let of = node
  while (of.primitive === 'broadcast' || of.primitive === 'reshape') of = of.inputs[0]!
  return of.primitive === 'constant' ? of.attributes.value : undefined
}

const folds: Readonly<Record<string, (...values: readonly number[]) => number>> = {
  negate: (x) => -x!,
  absolute: (x) => Math.abs(x!),
  sign: (x) => Math.sign(x!),
  squareRoot: (x) => Math.sqrt(x!),
  exponential: (x) => Math.exp(x!),
  logarithm: (x) => Math.log(x!),
  tanh: (x) => Math.tanh(x!),
  sine: (x) => Math.sin(x!),
  cosine: (x) => Math.cos(x!),
  add: (x, y) => x! + y!,
  subtract: (x, y) => x! - y!,
  multiply: (x, y) => x! * y!,
  divide: (x, y) => x! / y!,
  maximum: (x, y) => Math.max(x!, y!),
  minimum: (x, y) => Math.min(x!, y!),
}

/** Identities that hold for every float, NaN and infinities included, but for the sign of a zero; x·0 and x − x are not among them. */
const identity = (node: Node, inputs: readonly Node[], o: Operations): Node | undefined => {
  const [a, b] = inputs
  const constants = inputs.map(constantOf)
  const fold = folds[node.primitive]
  if (fold !== undefined && constants.every((c) => c !== undefined))
    return o.constant(fold(...(constants as readonly number[])), node.shape)
  const [x, y] = constants
  switch (node.primitive) {
    case 'alias':
    case 'stopGradient':
      return a
    case 'add':
      return x === 0 ? b : y === 0 ? a : b!.primitive === 'negate' ? o.subtract(a!, b!.inputs[0]!) : undefined
    case 'subtract':
      return y === 0 ? a : x === 0 ? o.negate(b!) : b!.primitive === 'negate' ? o.add(a!, b!.inputs[0]!) : undefined
    case 'multiply':
      return x === 1 ? b : y === 1 ? a : x === -1 ? o.negate(b!) : y === -1 ? o.negate(a!) : undefined
    case 'divide':
      return y === 1 ? a : undefined
    case 'negate':
      return a!.primitive === 'negate' ? a!.inputs[0]! : undefined
    case 'select':
      return b === inputs[2] ? b : undefined
    case 'sum':
      return node.attributes.axes.every((axis) => a!.shape[axis] === 1) ? o.reshape(a!, node.shape) : undefined
    case 'broadcast':
      // Alignment at the last dimension composes.
      return a!.primitive === 'broadcast' ? o.broadcast(a!.inputs[0]!, node.shape) : o.broadcast(a!, node.shape)
    case 'reshape':
      return a!.primitive === 'reshape' ? o.reshape(a!.inputs[0]!, node.shape) : o.reshape(a!, node.shape)
    case 'transpose':
      return a!.primitive === 'transpose'
        ? o.transpose(
            a!.inputs[0]!,
            node.attributes.permutation.map(
              (p) => (a.attributes as { permutation: readonly number[] }).permutation[p]!,
            ),
          )
        : o.transpose(a!, node.attributes.permutation)
    case 'matMul': {
      // A product with a transposed operand is a product of its own: no copy is made.
      const { transposeLeft: left, transposeRight: right } = node.attributes
      if (a!.primitive === 'transpose') return o.matMul(a!.inputs[0]!, b!, !left, right)
      if (b!.primitive === 'transpose') return o.matMul(a!, b!.inputs[0]!, left, !right)
      return undefined
    }
    default:
      return undefined
  }
}

/**
 * The same program with fewer nodes: identities and constants folded, common subterms shared, dead code gone. Comes after
 * differentiation: it drops `alias` and `stopGradient`, which say nothing to a value and everything to a derivative.
 *
 * @param note told of each node that is made, and of which one it stands for
 */
export const simplify = (
  program: Program,
  build: Builder = builder(),
  note: (made: Node, of: Node) => void = () => {},
): Program => {
  const o = operations(build)
  const settle = (node: Node): Node => {
    const better = identity(node, node.inputs, o)
    return better === undefined || better === node ? node : settle(better)
  }
  const outputs = rewrite(build, program.outputs, new Map(program.inputs.map((n) => [n, n])), (node, inputs) => {
    if (node.primitive === 'constant') return build.make('constant', [], node.attributes)
    if (inputs.length === 0) return undefined
    const made = settle(identity(node, inputs, o) ?? build.remake(node, inputs))
    note(made, node)
    return made
  })
  return { inputs: program.inputs, outputs }
}
