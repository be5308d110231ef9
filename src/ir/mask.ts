import type { Node } from './node.ts'
import type { Operations } from './operations.ts'
import { stretchedAxes } from './primitives/definition.ts'

/**
 * Where a cotangent can be other than zero: in the elements where each condition has the given outcome. The sides of a
 * `select` have one. Outside it a cotangent is an exact 0, and has to stay so when it meets an infinity: 0·∞ is NaN.
 */
export type Mask = readonly { readonly condition: Node; readonly holds: boolean }[]

/** A cotangent, and where it can be other than zero. */
export interface Masked {
  readonly mask: Mask
  readonly cotangent: Node
}

/** The same cotangent, with an exact 0 outside its mask. */
export const cleared = (o: Operations, mask: Mask, cotangent: Node): Node =>
  mask.reduce(
    (so, { condition, holds }) =>
      holds ? o.select(condition, so, o.constant(0)) : o.select(condition, o.constant(0), so),
    cotangent,
  )

// A cotangent passes through these unchanged, but for its sign and place: a zero stays zero.
const harmless: ReadonlySet<string> = new Set([
  'add',
  'subtract',
  'negate',
  'alias',
  'reshape',
  'transpose',
  'sum',
  'broadcast',
  'select',
])
const elementwise: ReadonlySet<string> = new Set([
  'add',
  'subtract',
  'negate',
  'alias',
  'select',
  'absolute',
  'squareRoot',
  'exponential',
  'logarithm',
  'tanh',
  'sine',
  'cosine',
  'multiply',
  'divide',
  'maximum',
  'minimum',
])

/** The mask of an operand's cotangent, given that of the result; the empty mask where it is not followed. */
const maskBelow = (o: Operations, node: Node, position: number, mask: Mask): Mask => {
  const each = (f: (condition: Node) => Node): Mask =>
    mask.map(({ condition, holds }) => ({ condition: f(condition), holds }))
  const of = node.inputs[position]!
  switch (node.primitive) {
    case 'select': {
      const own = { condition: node.inputs[0]!, holds: position === 1 }
      return mask.some((m) => m.condition === own.condition && m.holds === own.holds) ? mask : [...mask, own]
    }
    case 'reshape':
      return each((c) => o.reshape(c, of.shape))
    case 'transpose': {
      const { permutation } = node.attributes
      const back = permutation.map((_, i) => permutation.indexOf(i))
      return each((c) => o.transpose(c, back))
    }
    case 'sum': {
      const kept = of.shape.map((extent, i) => (node.attributes.axes.includes(i) ? 1 : extent))
      return each((c) => o.broadcast(o.reshape(c, kept), of.shape))
    }
    case 'broadcast': {
      // One element serves many: it counts where any of them does.
      const axes = stretchedAxes(of.shape, node.shape)
      return mask.map(({ condition, holds }) => {
        const where = o.select(condition, o.constant(holds ? 1 : 0), o.constant(holds ? 0 : 1))
        const any = o.less(o.constant(0), o.reshape(o.maximumOver(where, axes), of.shape))
        return { condition: any, holds: true }
      })
    }
    default:
      return elementwise.has(node.primitive) ? mask : []
  }
}

/** The cotangent of an operand as its primitive's derivative gives it, cleared again outside the mask of the result. */
export const below = (o: Operations, node: Node, position: number, mask: Mask, cotangent: Node): Masked => ({
  mask: maskBelow(o, node, position, mask),
  cotangent: elementwise.has(node.primitive) && !harmless.has(node.primitive) ? cleared(o, mask, cotangent) : cotangent,
})

/** A cotangent from its parts; `undefined` where there are none. */
export const whole = (o: Operations, parts: readonly Masked[]): Node | undefined =>
  parts.length === 0 ? undefined : parts.map((part) => part.cotangent).reduce(o.add)

const keyOf = (mask: Mask): string => mask.map((m) => `${m.condition.id}${m.holds ? '+' : '-'}`).join(' ')

/** Summed by mask. What counts everywhere takes in all the others, and the two sides of one condition make a whole. */
export const gathered = (o: Operations, parts: readonly Masked[]): readonly Masked[] => {
  if (parts.some(({ mask }) => mask.length === 0)) return [{ mask: [], cotangent: whole(o, parts)! }]
  const groups = new Map<string, Masked>()
  for (const { mask, cotangent } of parts) {
    const known = groups.get(keyOf(mask))
    groups.set(keyOf(mask), { mask, cotangent: known === undefined ? cotangent : o.add(known.cotangent, cotangent) })
  }
  for (const { mask } of groups.values()) {
    const last = mask[mask.length - 1]!
    const rest = mask.slice(0, -1)
    const [here, there] = [keyOf(mask), keyOf([...rest, { ...last, holds: !last.holds }])]
    if (here === there || !groups.has(there)) continue
    const whole = { mask: rest, cotangent: o.add(groups.get(here)!.cotangent, groups.get(there)!.cotangent) }
    groups.delete(here)
    groups.delete(there)
    return gathered(o, [whole, ...groups.values()])
  }
  return [...groups.values()]
}
