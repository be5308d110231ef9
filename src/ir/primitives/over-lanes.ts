import type { Node, NodeOf, Primitive } from '../node.ts'
import type { Operations } from '../vocabulary.ts'

/** A value of a program over lanes: one for each lane, along its first axis, or one for all of them. */
export interface Laned {
  readonly node: Node
  readonly inLanes: boolean
}

/** A value along the lanes; what is one for all of them is repeated. */
export const inEach = ({ node, inLanes }: Laned, count: number, o: Operations): Node =>
  inLanes ? node : o.broadcast(node, [count, ...node.shape])

/**
 * A primitive lane by lane: a loop with a row of its operands at every turn. Right for every primitive. The value is carried as well,
 * so that a loop which the host has to take part in shows that by what it carries.
 */
export const laneByLane = <P extends Primitive>(
  of: NodeOf<P>,
  operands: readonly Laned[],
  count: number,
  { build, constant }: Operations,
): Node => {
  const node = of as Node
  const rows = operands.map((operand) =>
    operand.inLanes ? build.variable('lane', operand.node.shape.slice(1), operand.node.type) : operand.node,
  )
  const made = build.remake(node, rows)
  const unit = build.loop({
    times: count,
    reverse: false,
    index: build.variable('i', []),
    carried: made.type === 'float' ? [build.variable('last', made.shape)] : [],
    initial: made.type === 'float' ? [constant(0, made.shape)] : [],
    sliced: operands.flatMap((operand, i) => (operand.inLanes ? [{ variable: rows[i]!, source: operand.node }] : [])),
    next: made.type === 'float' ? [made] : [],
  })
  return build.stack(unit, made)
}

/** The same primitive on operands that are all along the lanes. */
export const alongLanes = <P extends Primitive>(
  node: NodeOf<P>,
  operands: readonly Laned[],
  count: number,
  o: Operations,
): Node =>
  o.build.remake(
    node as Node,
    operands.map((operand) => inEach(operand, count, o)),
  )
