import { constantOf, type Node, type Shape, sameShape, sizeOf } from '../../../ir/index.ts'
import { type FusedOperator, fusedOperators } from './fused-program.ts'
import { isDense, type Place, placeOf } from './layout.ts'

const operators: ReadonlySet<string> = new Set(fusedOperators)

export type Elementwise = Extract<Node, { readonly primitive: FusedOperator }>

export const isElementwise = (node: Node): node is Elementwise => operators.has(node.primitive)

/** What is read for a node that isn't made: a number, or a place in a buffer. */
export type Operand = { readonly constant: number } | Place

export const operandOf = (node: Node, given: ReadonlySet<Node>): Operand => {
  const constant = constantOf(node)
  return constant === undefined ? placeOf(node, given) : { constant }
}

export const operandsOf = (node: Node, given: ReadonlySet<Node>): readonly Operand[] =>
  node.inputs.map((input) => operandOf(input, given))

/** Whether an operand is just what elementwise work of `shape` makes, element for element. */
export const isDirect = (operand: Operand, shape: Shape, given: ReadonlySet<Node>): operand is Place =>
  'holder' in operand &&
  operand.from === 0 &&
  !given.has(operand.holder) &&
  isElementwise(operand.holder) &&
  sameShape(operand.holder.shape, shape) &&
  isDense(operand.strides, shape)

/** Elementwise nodes of one shape that are computed in one pass, and which of them others read. */
export interface Group {
  readonly shape: Shape
  readonly members: readonly Node[]
  readonly wanted: readonly Node[]
  /** So many passes are between it and the end of the program, so that what it reads is made by others of a greater height. */
  readonly height: number
}

// Below this many elements, reading a buffer once for two nodes saves nothing.
const worthSharing = 64

/**
 * Parts elementwise work into groups. A node's height is the number of passes between it and the end of the program: 0
 * to a reader of its own pass, 1 more to any other. Nodes of one height never depend on each other but within a pass, so
 * those of one shape may share one where they feed each other or read the same buffer. Work moves towards its readers:
 * the mask of a ReLU is computed where the gradient is, not kept from the forward pass.
 *
 * @param given what is there already, or made by units of its own
 */
export const fuse = (
  order: readonly Node[],
  readsOf: (node: Node) => readonly Node[],
  outputs: ReadonlySet<Node>,
  given: ReadonlySet<Node>,
): readonly Group[] => {
  const height = new Map<Node, number>()
  const raise = (node: Node, to: number): void => {
    live.add(node)
    if (to > (height.get(node) ?? 0)) height.set(node, to)
  }
  const operands = new Map<Node, readonly Operand[]>(
    order.flatMap((node) => (isElementwise(node) && !given.has(node) ? [[node, operandsOf(node, given)]] : [])),
  )
  const live = new Set<Node>(outputs)
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!
    if (!live.has(node)) continue
    const h = height.get(node) ?? 0
    const fused = operands.get(node)
    if (fused === undefined) for (const read of readsOf(node)) raise(read, h + 1)
    else
      for (const operand of fused)
        if ('holder' in operand) raise(operand.holder, isDirect(operand, node.shape, given) ? h : h + 1)
  }

  const own = order.filter((node) => live.has(node) && operands.has(node))
  const leader = new Map<string, string>()
  const find = (key: string): string => {
    let root = key
    for (let up = leader.get(root); up !== undefined; up = leader.get(root)) root = up
    // Every key that was passed is led there at once from now on.
    for (let up = leader.get(key), at = key; up !== undefined && up !== root; at = up, up = leader.get(at))
      leader.set(at, root)
    return root
  }
  const join = (a: string, b: string): void => {
    const [x, y] = [find(a), find(b)]
    if (x !== y) leader.set(y, x)
  }
  const pass = (node: Node): string => `${height.get(node) ?? 0}|${node.shape.join()}`
  const keyOf = (node: Node): string => `${pass(node)}|${node.id}`
  for (const node of own)
    for (const operand of operands.get(node)!)
      if ('holder' in operand) {
        const { holder } = operand
        if (isDirect(operand, node.shape, given)) {
          if (pass(holder) === pass(node)) join(keyOf(holder), keyOf(node))
        } else if (sizeOf(holder.shape) >= worthSharing) join(`${pass(node)}|shared ${holder.id}`, keyOf(node))
      }

  const groups = new Map<string, Node[]>()
  const groupOf = (node: Node): string => find(keyOf(node))
  for (const node of own) {
    const members = groups.get(groupOf(node))
    if (members === undefined) groups.set(groupOf(node), [node])
    else members.push(node)
  }

  const wanted = new Set<Node>(outputs)
  for (const node of order) {
    if (!live.has(node)) continue
    const fused = operands.get(node)
    if (fused === undefined) for (const read of readsOf(node)) wanted.add(read)
    else
      for (const operand of fused)
        if ('holder' in operand)
          if (!isDirect(operand, node.shape, given) || groupOf(operand.holder) !== groupOf(node))
            wanted.add(operand.holder)
  }
  return [...groups.values()].map((members) => ({
    shape: members[0]!.shape,
    members,
    wanted: members.filter((node) => wanted.has(node)),
    height: height.get(members[0]!) ?? 0,
  }))
}
