import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/interpreters/devices/reference/values.ts'
import { gradient } from '../../../src/ir/index.ts'
import {
  fitting,
  forward,
  groupNormalisation,
  type Layer,
  layerNormalisation,
  type Network,
} from '../../../src/networks/index.ts'
import { tensor } from '../../arbitraries/index.ts'
import { allClose } from '../../ir/close.ts'
import { secondSlopeAgrees, slopeAgrees } from '../../ir/gradient-laws.ts'
import { of, run } from '../../ir/values.ts'
import { curved, type Make, made, through } from './image-layers.ts'

const epsilon = 1e-5

const over =
  (layer: Layer): Make =>
  (o, x, scale, shift) =>
    through(o, layer, x!, scale!, shift!)

const whole = over(layerNormalisation('n'))
const inGroups = (groups: number): Make => over(groupNormalisation('n', groups))

const mean = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0) / of.length
const variance = (of: readonly number[]): number => mean(of.map((e) => (e - mean(of)) ** 2))

/** The elements of each example and group: channels that are c / groups apart share none. */
const groupOf = ({ shape }: Value, groups: number) => {
  const channels = shape.at(-1)!
  const each = shape.slice(1).reduce((a, b) => a * b, 1)
  return (i: number): string => `${Math.floor(i / each)}/${Math.floor((i % channels) / (channels / groups))}`
}

const gathered = (x: Value, groups: number, elements: ArrayLike<number>): ReadonlyMap<string, readonly number[]> => {
  const at = groupOf(x, groups)
  const found = new Map<string, number[]>()
  Array.from(elements).forEach((e, i) => {
    found.set(at(i), [...(found.get(at(i)) ?? []), e])
  })
  return found
}

const ones = (c: number): Value => of([c], ...Array<number>(c).fill(1))
const zeros = (c: number): Value => of([c], ...Array<number>(c).fill(0))

const upTo = (most: number) => fc.integer({ min: 1, max: most })
const images = fc.tuple(upTo(3), upTo(2), upTo(3))
/** Examples with c = groups · width channels, vectors or images, none of whose groups is the same everywhere. */
const cases = fc
  .record({ groups: upTo(3), width: upTo(2), places: fc.option(images, { nil: undefined }), n: upTo(3) })
  .filter(({ width, places }) => width * (places === undefined ? 1 : places[1] * places[2]) > 1)
  .chain(({ groups, width, places, n }) => {
    const c = groups * width
    const shape = places === undefined ? [n, c] : [n, places[1], places[2], c]
    return fc.record({
      groups: fc.constant(groups),
      x: tensor(shape, -4, 4),
      scale: tensor([c]),
      shift: tensor([c]),
    })
  })
  .filter(({ groups, x }) => [...gathered(x, groups, x.data).values()].every((own) => variance(own) > 0.5))

/** Roundings of sums over so many numbers up to 4, over a deviation of at least √½. */
const operations = (x: Value): number => 64 * x.data.length

describe('group normalisation', () => {
  it('law: is (x − mean) / √(variance + ε) · scale + shift, example by example and group by group', () =>
    fc.assert(
      fc.property(cases, ({ groups, x, scale, shift }) => {
        const all = gathered(x, groups, x.data)
        const at = groupOf(x, groups)
        const want = Array.from(x.data, (e, i) => {
          const own = all.get(at(i))!
          const c = i % scale.data.length
          return ((e - mean(own)) / Math.sqrt(variance(own) + epsilon)) * scale.data[c]! + shift.data[c]!
        })
        expect(allClose(made(inGroups(groups), x, scale, shift), want, operations(x), 8)).toBe(true)
      }),
    ))
  it('law: before scale and shift each group has mean 0 and variance v / (v + ε)', () =>
    fc.assert(
      fc.property(cases, ({ groups, x }) => {
        const c = x.shape.at(-1)!
        const before = gathered(x, groups, x.data)
        for (const [group, own] of gathered(x, groups, made(inGroups(groups), x, ones(c), zeros(c)))) {
          const v = variance(before.get(group)!)
          expect(allClose([mean(own), variance(own)], [0, v / (v + epsilon)], operations(x), 8)).toBe(true)
        }
      }),
    ))
  it('law: of one group is layer normalisation; of as many as channels, instance normalisation', () =>
    fc.assert(
      fc.property(cases, ({ x, scale, shift }) => {
        expect(made(inGroups(1), x, scale, shift)).toEqual(made(whole, x, scale, shift))
        const c = x.shape.at(-1)!
        const each = made(inGroups(c), x, scale, shift)
        // Instance normalisation: every channel of every example by itself, as a batch of images with one channel.
        const [n = 0, ...rest] = x.shape
        const places = rest.slice(0, -1).reduce((a, b) => a * b, 1)
        for (let r = 0; r < n; r++)
          for (let k = 0; k < c; k++) {
            const index = (p: number): number => (r * places + p) * c + k
            const own = { shape: [1, places], data: Float64Array.from({ length: places }, (_, p) => x.data[index(p)]!) }
            const alone = made(whole, own, ones(places), zeros(places))
            const want = alone.map((e) => e * scale.data[k]! + shift.data[k]!)
            const got = Array.from({ length: places }, (_, p) => each[index(p)]!)
            // A channel may hardly vary: it is divided by √ε.
            expect(allClose(got, want, operations(x), 8 / Math.sqrt(epsilon))).toBe(true)
          }
      }),
    ))
  it('control: of two groups it is not layer normalisation', () => {
    const x = of([1, 4], 1, 2, 30, 50)
    expect(allClose(made(inGroups(2), x, ones(4), zeros(4)), made(whole, x, ones(4), zeros(4)), 64, 8)).toBe(false)
  })
  it('refuses groups that do not divide the channels', () => {
    const network = (groups: number): Network => ({
      name: 'own',
      layers: [groupNormalisation('n', groups)],
      initialisation: 'kaimingNormal',
      loss: 'squaredError',
    })
    const between = { inputShape: [6], outputs: 6 }
    for (const groups of [1, 2, 3, 6]) expect(fitting(network(groups), between)._tag).toBe('Right')
    for (const groups of [0, 4, 1.5, 7])
      expect(fitting(network(groups), between)).toMatchObject({
        left: { rule: 'groups must be a whole number that divides the channels', path: ['GroupNormalisation n'] },
      })
  })
})

describe('layer normalisation', () => {
  it('law: does not see a shift of an example, nor a positive scale of it but for ε', () =>
    fc.assert(
      fc.property(
        cases,
        tensor([1], -3, 3),
        tensor([1], 0.5, 4),
        ({ x, scale, shift }, { data: [by] }, { data: [times] }) => {
          const like = (f: (e: number) => number): Value => ({ ...x, data: x.data.map(f) })
          const got = made(whole, x, scale, shift)
          expect(
            allClose(
              made(
                whole,
                like((e) => e + by!),
                scale,
                shift,
              ),
              got,
              operations(x),
              8,
            ),
          ).toBe(true)
          // 1 / √(1 + ε / v) changes by at most ε / 2v where v is at least 1/8; |x − mean| / √v is below √(numbers).
          const change = Math.sqrt(x.data.length) * epsilon * 8
          made(
            whole,
            like((e) => e * times!),
            scale,
            shift,
          ).forEach((e, i) => expect(Math.abs(e - got[i]!)).toBeLessThan(change))
        },
      ),
    ))
  it('control: it sees a scale below 0', () => {
    const x = of([1, 2], 1, 3)
    const back = of([1, 2], -1, -3)
    expect(allClose(made(whole, back, ones(2), zeros(2)), made(whole, x, ones(2), zeros(2)), 1e6)).toBe(false)
  })
  it('law: examples do not depend on each other', () =>
    fc.assert(
      fc.property(cases, ({ x, scale, shift }) => {
        const each = x.data.length / x.shape[0]!
        const first = { shape: [1, ...x.shape.slice(1)], data: x.data.slice(0, each) }
        expect(made(whole, first, scale, shift)).toEqual(made(whole, x, scale, shift).slice(0, each))
      }),
    ))
  it('law: by x, scale and shift, its derivatives have the slopes of central differences, first and second', () =>
    fc.assert(
      fc.property(
        cases.chain((at) =>
          fc.tuple(
            fc.constant(at),
            ...[at.x, at.scale, at.shift, at.x, at.scale, at.shift].map(({ shape }) => tensor(shape)),
          ),
        ),
        ([{ groups, x, scale, shift }, ...directions]) => {
          const at = [x, scale, shift]
          const [v, w] = [directions.slice(0, 3), directions.slice(3)] as [Value[], Value[]]
          for (const make of [whole, inGroups(groups)]) {
            if (make === whole && [...gathered(x, 1, x.data).values()].some((own) => variance(own) < 0.5)) continue
            expect(slopeAgrees(curved(make, at), at, v)).toBe(true)
            expect(secondSlopeAgrees(curved(make, at), at, v, w)).toBe(true)
          }
        },
      ),
      { numRuns: 30 },
    ))
  it('law: an example of weight 0 becomes the shift, and no derivative passes through it', () => {
    const weighted: Make = (o, x, scale, shift, weights) =>
      forward(o, {
        network: {
          name: 'own',
          layers: [layerNormalisation('n')],
          initialisation: 'kaimingNormal',
          loss: 'squaredError',
        },
        parameters: [scale!, shift!],
        inputs: x!,
        weights: weights!,
      }).outputs
    fc.assert(
      fc.property(tensor([2, 3], -4, 4), tensor([3]), tensor([3]), (x, scale, shift) => {
        const at = [x, scale, shift, of([2], 1, 0)]
        expect(made(weighted, ...at).slice(3)).toEqual(Array.from(shift.data, (e) => e + 0))
        const { o, inputs, y } = curved(weighted, at)
        expect(run(inputs, gradient(o, y, inputs.slice(0, 1)), at)[0]!.slice(3)).toEqual([0, 0, 0])
      }),
    )
  })
})
