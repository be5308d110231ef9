import type { Kind, Syntax } from '../../dsl/index.ts'
import type { Node, Operations } from '../../ir/index.ts'
import { type Lowered, type Numbers, numbers, scalarOf, spread } from './lowered.ts'
import { internal } from './refusal.ts'
import { after, type LoweringRules } from './rule.ts'

const scalarKind: Kind = { _tag: 'Scalar' }

/** What is done number by number, and what a vector comes to as one number. */
export const elementwise = (
  o: Operations,
  lower: (s: Syntax) => Lowered,
): Pick<LoweringRules, 'Unary' | 'Binary' | 'Compare' | 'Select' | 'Like' | 'Reduce'> => {
  const numeric = (s: Syntax): Numbers => numbers(lower(s))
  return {
    Unary: after(
      ({ of }) => [of],
      ({ operator, of }) => spread([numeric(of)], (x) => o[operator](x!)),
    ),
    Binary: after(
      ({ left, right }) => [left, right],
      ({ operator, left, right }) => spread([numeric(left), numeric(right)], (x, y) => o[operator](x!, y!)),
    ),
    Compare: after(
      ({ left, right }) => [left, right],
      ({ operator, left, right }) => {
        const value = spread([numeric(left), numeric(right)], (x, y) => o[operator](x!, y!))
        return value.kind._tag === 'Scalar' ? { ...value, kind: { _tag: 'Condition' } } : value
      },
    ),
    Select: after(
      ({ condition, then, otherwise }) => [condition, then, otherwise],
      ({ condition, then, otherwise }) => {
        const test = numeric(condition)
        if (test.nodes[0]!.type !== 'bool') return internal('`select` chooses by a comparison')
        return spread(
          [numeric(then), numeric(otherwise), test].map((v) =>
            v.kind._tag === 'Condition' ? { ...v, kind: scalarKind } : v,
          ),
          (x, y, t) => o.select(t!, x!, y!),
        )
      },
    ),
    Like: after(
      ({ of, value }) => [of, value],
      ({ of, value }) => {
        const shape = numeric(of)
        const fill = scalarOf(lower(value))
        return { ...shape, nodes: shape.nodes.map((node) => o.broadcast(fill, node.shape)) }
      },
    ),
    Reduce: after(
      ({ of }) => [of],
      ({ operator, of }) => {
        const { nodes } = numeric(of)
        const count = nodes.reduce((n, node) => n + node.shape.reduce((a, b) => a * b, 1), 0)
        const axes = (node: Node): readonly number[] => node.shape.map((_, i) => i)
        const reduced =
          operator === 'maximum'
            ? nodes.map((node) => o.maximumOver(node, axes(node))).reduce(o.maximum)
            : nodes.map((node) => o.sum(node)).reduce(o.add)
        return {
          _tag: 'Numbers',
          kind: scalarKind,
          nodes: [operator === 'mean' ? o.multiply(reduced, o.constant(1 / count)) : reduced],
        }
      },
    ),
  }
}
