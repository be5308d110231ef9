import { type Node, type NodeOf, type Shape, sameShape } from './node.ts'
import { evaluationOrder } from './order.ts'
import { inEach, type Laned, overLanes } from './primitives/index.ts'
import { touchedBy } from './touched.ts'
import type { Operations } from './vocabulary.ts'

const single = (node: Node): Laned => ({ node, inLanes: false })

/** The first two axes in each other's place. */
const swapped = (o: Operations, node: Node): Node =>
  o.transpose(
    node,
    node.shape.map((_, i) => (i < 2 ? 1 - i : i)),
  )

const named = (variable: Node): string => (variable.primitive === 'input' ? variable.attributes.name : 'lane')

/**
 * A program over one value as a program over lanes: the values of `roots` where each variable in `along` is, in every lane, the row of
 * what is given for it, [count, …]. A value that differs from lane to lane has the lanes as its first axis; what no lane touches stays one
 * value, and is made once. A loop becomes a loop over lanes, which carries along the lanes only what comes to differ between them. A
 * decision that lanes take apart is both of its sides.
 *
 * Law: lane by lane the values of the program, to rounding; and so their derivatives, taken before or after.
 */
export const vectorise = (
  o: Operations,
  count: number,
  along: ReadonlyMap<Node, Node>,
  roots: readonly Node[],
): readonly Laned[] => {
  const { build } = o
  const { seen, touched } = touchedBy(roots, [...along.keys()])
  const done = new Map<Node, Laned>([...along].map(([variable, node]) => [variable, { node, inLanes: true }]))
  const given = { has: (node: Node): boolean => done.has(node) || !seen.has(node) }
  const at = (node: Node): Laned => done.get(node) ?? single(node)
  const visit = (targets: readonly Node[]): void => {
    for (const node of evaluationOrder(targets, given)) if (!given.has(node)) done.set(node, again(node))
  }
  const whole = (node: Node): Node => inEach(at(node), count, o)

  /** A variable of a loop, with the lanes where it comes to differ between them. */
  const bound = (variable: Node): Laned => {
    const known = done.get(variable)
    if (known !== undefined) return known
    const inLanes = touched.has(variable)
    const made = inLanes
      ? { node: build.variable(named(variable), [count, ...variable.shape], variable.type), inLanes }
      : single(variable)
    done.set(variable, made)
    return made
  }
  const loop = ({ attributes: l }: NodeOf<'loop'>): Laned => {
    const carried = l.carried.map(bound)
    const rows = l.sliced.map(({ variable }) => bound(variable))
    visit(l.next)
    const fitted = (nodes: readonly Node[]): readonly Node[] =>
      nodes.map((node, i) => (carried[i]!.inLanes ? whole(node) : at(node).node))
    return single(
      build.loop({
        ...l,
        carried: carried.map(({ node }) => node),
        initial: fitted(l.initial),
        sliced: l.sliced.map(({ source }, i) => ({
          variable: rows[i]!.node,
          source: rows[i]!.inLanes ? swapped(o, whole(source)) : at(source).node,
        })),
        next: fitted(l.next),
      }),
    )
  }
  const stack = ({ inputs: [unit], attributes: { body } }: NodeOf<'stack'>): Laned => {
    visit([body])
    const { node, inLanes } = at(body)
    const rows = build.stack(at(unit!).node, node)
    return { node: inLanes ? swapped(o, rows) : rows, inLanes }
  }
  const branch = ({ inputs: [condition], attributes: { then, otherwise } }: NodeOf<'branch'>): Laned => {
    if (at(condition!).inLanes) return at(condition!)
    const sides = then.map((node, i) => {
      const differs = at(node).inLanes || at(otherwise[i]!).inLanes
      return [node, otherwise[i]!].map((side) => (differs ? whole(side) : at(side).node))
    })
    return single(
      build.branch(at(condition!).node, { then: sides.map(([a]) => a!), otherwise: sides.map(([, b]) => b!) }),
    )
  }
  /** One number a lane, where elements of a value in lanes are due. */
  const spread = (numbers: Node, shape: Shape): Node => o.reshape(numbers, [count, ...shape.map(() => 1)])
  const taken = ({ inputs: [decision], attributes: { index }, shape, type }: NodeOf<'taken'>): Laned => {
    const { node, inLanes } = at(decision!)
    if (decision!.primitive !== 'branch' || !inLanes) {
      const made = build.make('taken', [node], { index })
      return { node: made, inLanes: !sameShape(made.shape, shape) }
    }
    const { then, otherwise } = decision!.attributes
    const numbers = (side: Node): Node =>
      type === 'bool' ? o.select(whole(side), o.constant(1), o.constant(0)) : whole(side)
    const not = o.equal(spread(node, shape), o.constant(0))
    const chosen = o.select(not, numbers(otherwise[index]!), numbers(then[index]!))
    return { node: type === 'bool' ? o.less(o.constant(0), chosen) : chosen, inLanes }
  }

  const again = (node: Node): Laned => {
    switch (node.primitive) {
      case 'loop':
        return loop(node)
      case 'final':
        return { node: build.make('final', [at(node.inputs[0]!).node], node.attributes), inLanes: touched.has(node) }
      case 'stack':
        return stack(node)
      case 'branch':
        return branch(node)
      case 'taken':
        return taken(node)
    }
    const operands = node.inputs.map(at)
    if (operands.some(({ inLanes }) => inLanes)) return { node: overLanes(node, operands, count, o), inLanes: true }
    return single(
      operands.every((operand, i) => operand.node === node.inputs[i])
        ? node
        : build.remake(
            node,
            operands.map((operand) => operand.node),
          ),
    )
  }
  visit(roots)
  return roots.map(at)
}
