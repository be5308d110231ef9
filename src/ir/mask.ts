import type { Node } from './node.ts'
import type { Mask } from './primitives/definition.ts'
import { clears, maskBelow } from './primitives/index.ts'
import type { Operations } from './vocabulary.ts'

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

/** The cotangent of an operand as its primitive's derivative gives it, cleared again outside the mask of the result. */
export const below = (o: Operations, node: Node, position: number, mask: Mask, cotangent: Node): Masked => ({
  mask: maskBelow(node, position, mask, o),
  cotangent: clears(node) ? cleared(o, mask, cotangent) : cotangent,
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
