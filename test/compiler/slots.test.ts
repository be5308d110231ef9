import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  mapSlots,
  type Slot,
  type Slots,
  slotOf,
  tensorsIn,
  traverseSlots,
  withTensors,
} from '../../src/compiler/index.ts'
import type { Kind } from '../../src/dsl/index.ts'

const scalar: Kind = { _tag: 'Scalar' }
const params: Kind = { _tag: 'Params', network: 'learner' }

/** Values of a scalar are one tensor, those of parameters two; tensors and memories are numbers here. */
const filled = (kind: Kind, length: number, from: number): Slot<number, number> => {
  const next = { at: from }
  return slotOf(
    kind,
    (of) =>
      Array.from({ length: of._tag === 'Params' ? 2 : 1 }, () => {
        next.at += 1
        return next.at
      }),
    length,
  )
}

const slots: fc.Arbitrary<Slots<number, number>> = fc
  .array(
    fc.oneof(
      fc.tuple(fc.constantFrom(scalar, params), fc.nat(99)).map(([kind, from]) => filled(kind, 0, from)),
      fc
        .tuple(fc.array(fc.constantFrom(scalar, params), { minLength: 1, maxLength: 3 }), fc.nat(3), fc.nat(99))
        .map(([elements, length, from]) =>
          filled({ _tag: 'List', names: elements.map((_, i) => `e${i}`), elements }, length, from),
        ),
      fc.nat(99).map((value): Slot<number, number> => ({ _tag: 'Memory', value })),
    ),
    { maxLength: 4 },
  )
  .map((of) => Object.fromEntries(of.map((slot, i) => [`slot ${of.length - i}`, slot])))

const all = (of: Slots<number, number>): readonly number[] => Object.values(of).flatMap((slot) => tensorsIn(slot))

const same = (x: number): number => x
const twice = (x: number): number => 2 * x
const more = (x: number): number => x + 3
const efforts = { numRuns: 50 }

describe('law: a state is a functor in its tensors and its memories', () => {
  it('map keeps the identity', () =>
    fc.assert(
      fc.property(slots, (of) => {
        expect(mapSlots(same, same)(of)).toEqual(of)
      }),
      efforts,
    ))
  it('map keeps compositions', () =>
    fc.assert(
      fc.property(slots, (of) => {
        const once = mapSlots(
          (x: number) => twice(more(x)),
          (m: number) => more(twice(m)),
        )
        expect(once(of)).toEqual(mapSlots(twice, more)(mapSlots(more, twice)(of)))
      }),
      efforts,
    ))
  it('tensors are seen in the order in which they are mapped and put back', () =>
    fc.assert(
      fc.property(slots, (of) => {
        const seen: number[] = []
        mapSlots((x: number) => seen.push(x), same)(of)
        expect(all(of)).toEqual(seen)
        expect(withTensors(of, all(of))).toEqual(of)
        expect(all(withTensors(of, all(of).map(twice)))).toEqual(all(of).map(twice))
      }),
      efforts,
    ))
  it('a tensor is told what it is: one of those that a value of its kind has', () =>
    fc.assert(
      fc.property(slots, (of) => {
        const told = mapSlots((_: number, { kind, tensor }) => `${kind._tag} ${tensor}`, same)(of)
        for (const [name, slot] of Object.entries(of)) {
          const value = (kind: Kind) => (kind._tag === 'Params' ? ['Params 0', 'Params 1'] : ['Scalar 0'])
          const due =
            slot._tag === 'Memory' ? slot : slotOf(slot.kind, value, slot._tag === 'List' ? slot.elements.length : 0)
          expect(told[name]).toEqual(due)
        }
      }),
      efforts,
    ))
  it('an effect that does nothing changes nothing, and one that fails fails for the whole', () =>
    fc.assert(
      fc.property(slots, fc.nat(99), (of, odd) => {
        const through = traverseSlots(E.Applicative)((x: number) => (x === odd ? E.left(x) : E.right(x)))
        expect(through(of)).toEqual(all(of).includes(odd) ? E.left(odd) : E.right(of))
      }),
      efforts,
    ))
})
