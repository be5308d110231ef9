import type { Syntax } from './syntax.ts'
import { type Structure, withLeaves } from './term.ts'

/**
 * Of all the slots of a method those that one part of it keeps: their names, and what they are, are those of what they begin as. One
 * that the method has not declared is as it begins.
 *
 * A part with slots of its own gives what they begin as, for the method to declare; it is handed all slots that the method has, and
 * gives back new values of its own.
 *
 * @example onVectors({ theta: [1], m: [5] }, (slots) => ownSlots({ m: like(slots.theta, 0) })(slots).m)   // => [5]
 */
export const ownSlots =
  <K extends { readonly [slot: string]: Syntax }>(begun: K) =>
  (all: object): K => {
    const given = new Map<string, Syntax | undefined>(Object.entries(all))
    return withLeaves<K & Structure>(
      begun,
      Object.entries(begun).map(([slot, first]) => given.get(slot) ?? first),
    )
  }
