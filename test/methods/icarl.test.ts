import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import { near, same } from '../../src/laws/index.ts'
import { icarl } from '../../src/methods/index.ts'
import { mlp } from '../../src/networks/index.ts'
import { type Happening, played, thetaAfter } from './played.ts'
import { vectors } from './points.ts'
import { predicted } from './predicted.ts'

type Vector = readonly number[]

/** Two numbers to four classes, all in one layer: the features are the inputs, z = xᵀW + b, θ = (W row by row, b). */
const [size, classes] = [2, 4]
const between = { inputShape: [size], outputs: classes }
const line = { network: mlp({ hidden: [] }), between }
const width = (size + 1) * classes

interface Labelled {
  readonly x: Vector
  readonly label: number
}

const batchOf = (examples: readonly Labelled[], task: number): HostBatch => ({
  count: examples.length,
  inputs: Float32Array.from(examples.flatMap(({ x }) => x)),
  inputShape: [size],
  targets: Float32Array.from(
    examples.flatMap(({ label }) => Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0))),
  ),
  weights: new Float32Array(examples.length).fill(1),
  classes,
  task,
})

/** Numbers of which no two are one, so that an example is known by its inputs. */
const coordinate = fc.integer({ min: -(10 ** 6), max: 10 ** 6 }).map((n) => Math.fround((n + 0.5) / 10 ** 6))
const examplesAmong = (labels: readonly number[], count: { readonly minLength: number; readonly maxLength: number }) =>
  fc.array(fc.record({ x: fc.tuple(coordinate, coordinate), label: fc.constantFrom(...labels) }), count)
const few = { minLength: 1, maxLength: 6 }

const dot = (a: Vector, b: Vector): number => a.reduce((so, ai, i) => so + ai * b[i]!, 0)
const sum = (...all: readonly Vector[]): Vector => all[0]!.map((_, i) => all.reduce((so, one) => so + one[i]!, 0))
const times = (by: number, of: Vector): Vector => of.map((x) => by * x)
const unit = (of: Vector): Vector => times(1 / Math.sqrt(dot(of, of)), of)

/** What is remembered after tasks at whose ends the parameters are what they were, with room for so many. */
const remembered = async (
  memory: number,
  tasks: readonly (readonly Labelled[])[],
  set = {},
): Promise<readonly Labelled[]> => {
  const ends = tasks.map((examples, task) => ['end', batchOf(examples, task)] as const)
  const states = await played(icarl, ends, { ...line, set: { memory, ...set } })
  const { value } = states.at(-1)!.memories.exemplars!
  return value._tag === 'Reservoir'
    ? value.slots.map(({ input, target }) => ({ x: [...input], label: target.indexOf(1) }))
    : []
}
const spelt = (all: readonly Labelled[]): readonly string[] => all.map(({ x, label }) => `${label}: ${x}`).sort()

describe('herding', () => {
  const ofOneClass = examplesAmong([1], few)
  it('law: the first k of k + 1 exemplars are the first k', () =>
    fc.assert(
      fc.asyncProperty(examplesAmong([1], { minLength: 2, maxLength: 6 }), fc.nat(4), async (examples, room) => {
        const k = 1 + (room % (examples.length - 1))
        const [fewer, more] = [await remembered(k, [examples]), await remembered(k + 1, [examples])]
        expect([fewer.length, more.length]).toEqual([k, k + 1])
        expect(spelt(more)).toEqual(expect.arrayContaining([...spelt(fewer)]))
      }),
      { numRuns: 20 },
    ))
  it('law: the k-th is one for which the mean of the first k is nearest to the mean of all, of those that are left', () =>
    fc.assert(
      fc.asyncProperty(ofOneClass, async (examples) => {
        const units = new Map(examples.map((one) => [spelt([one])[0]!, unit(one.x)]))
        const mean = times(1 / examples.length, sum(...examples.map(({ x }) => unit(x))))
        let before: readonly string[] = []
        for (let k = 1; k <= units.size; k += 1) {
          const kept = spelt(await remembered(k, [examples]))
          const apart = (key: string): number => {
            const off = sum(mean, times(-1 / k, sum(...before.map((one) => units.get(one)!), units.get(key)!)))
            return k ** 2 * dot(off, off)
          }
          const [picked] = kept.filter((key) => !before.includes(key))
          const least = Math.min(...[...units.keys()].filter((key) => !before.includes(key)).map(apart))
          // What fits within 2⁻¹⁴ of the best fits as well: squares of distances, k² times, are twice as far.
          expect(apart(picked!)).toBeLessThanOrEqual(least + 2 * 2 ** -14 + 2 ** -30)
          before = kept
        }
      }),
      { numRuns: 15 },
    ))
  it('control: with features that are not scaled another one would be nearest to the mean', async () => {
    const examples = [
      [8, 0],
      [2, 0.75],
      [0, 1],
      [-0.25, 1],
      [0.25, 1],
    ].map((x) => ({ x, label: 0 }))
    const nearest = (scaled: (x: Vector) => Vector): Vector => {
      const mean = times(1 / examples.length, sum(...examples.map(({ x }) => scaled(x))))
      const apart = ({ x }: Labelled) => Math.hypot(...sum(scaled(x), times(-1, mean)))
      return examples.toSorted((a, b) => apart(a) - apart(b))[0]!.x
    }
    expect([nearest(unit), nearest((x) => x)]).toEqual([
      [0.25, 1],
      [2, 0.75],
    ])
    expect(await remembered(1, [examples])).toEqual([{ x: [0.25, 1], label: 0 }])
  })
  it('by hand: an exemplar that may be picked again is kept once, and the room goes to what was never picked', async () => {
    const [near, second, third] = [
      [1, 0],
      [1, 0.5],
      [1, -0.625],
    ].map((x) => ({ x, label: 0 }))
    const examples = [near!, second!, third!]
    // After the first, which is nearest to the mean, the third brings the two of them nearer to it than the second, and the first again nearer still.
    expect(await remembered(2, [examples])).toEqual([near, third])
    expect(await remembered(2, [examples], { herding: 'again' })).toEqual([near, second])
  })
})

describe('quotas', () => {
  const tasks = fc.tuple(
    examplesAmong([0, 1], { minLength: 3, maxLength: 8 }),
    examplesAmong([2, 3], { minLength: 3, maxLength: 8 }),
  )
  it('law: the memory is full as far as there are examples, and of classes of which it left some out it holds numbers at most one apart', () =>
    fc.assert(
      fc.asyncProperty(tasks, fc.integer({ min: 1, max: 9 }), async (courses, memory) => {
        const kept = await remembered(memory, courses)
        expect(kept.length).toBe(Math.min(memory, courses.flat().length))
        const held = (label: number) => kept.filter((one) => one.label === label).length
        const most = Math.max(...[0, 1, 2, 3].map(held))
        for (const label of [0, 1, 2, 3])
          if (held(label) < courses.flat().filter((one) => one.label === label).length)
            expect(held(label)).toBeGreaterThanOrEqual(most - 1)
      }),
      { numRuns: 30 },
    ))
  it('law: a class keeps those of its exemplars that were picked first, as others come', () =>
    fc.assert(
      fc.asyncProperty(examplesAmong([1], { minLength: 4, maxLength: 6 }), async (first) => {
        const other = [0.5, 0.25, 0.125, -0.5].map((x) => ({ x: [x, 1], label: 2 }))
        const kept = (await remembered(4, [first, other])).filter(({ label }) => label === 1)
        expect(spelt(kept)).toEqual(spelt(await remembered(2, [first])))
      }),
      { numRuns: 15 },
    ))
})

/** θ after a step on Σ_y H(q_y, σ(f_y)) over some outputs, a mean over examples. */
const stepped = (
  examples: readonly Labelled[],
  theta: Vector,
  o: { readonly teacher: Vector; readonly taught: readonly number[]; readonly among: readonly number[] },
  rate: number,
): Vector => {
  const slope = Array<number>(width).fill(0)
  const chance = (at: Vector, x: Vector, c: number) =>
    1 /
    (1 +
      Math.exp(
        -dot(
          [...x, 1],
          [0, 1, 2].map((i) => at[i * classes + c]!),
        ),
      ))
  for (const { x, label } of examples)
    for (const c of o.among) {
      const due = o.taught.includes(c) ? chance(o.teacher, x, c) : Number(c === label)
      for (const [i, xi] of [...x, 1].entries())
        slope[i * classes + c]! += (xi * (chance(theta, x, c) - due)) / examples.length
    }
  return theta.map((t, i) => t - rate * slope[i]!)
}

describe('icarl', () => {
  const rate = 0.5
  const all = [0, 1, 2, 3]
  const cases = fc.tuple(examplesAmong([0, 1], few), examplesAmong([2, 3], few), vectors(width))
  it.each(['met', 'all'] as const)(
    'by hand: new classes are learned by their labels and old outputs by what they were, on new examples and exemplars, columns %s',
    (columns) =>
      fc.assert(
        fc.asyncProperty(cases, async ([first, second, theta]) => {
          const [one, two] = [batchOf(first, 0), batchOf(second, 1)]
          const met = (examples: readonly Labelled[]) => all.filter((c) => examples.some(({ label }) => label === c))
          const known = met(first)
          const course: readonly Happening[] = [
            ['batch', one],
            ['end', one],
            ['batch', two],
          ]
          const set = { rate, memory: 9, replay: 9, columns }
          const begun = { teacher: theta, taught: [], among: columns === 'all' ? all : known }
          const later = stepped(first, theta, begun, rate)
          const then = {
            teacher: later,
            taught: known,
            among: columns === 'all' ? all : [...known, ...met(second)],
          }
          const got = await thetaAfter(icarl, course, { ...line, theta, set })
          expect(near(got, stepped([...second, ...first], later, then, rate), 2 ** 12)).toBe(true)
        }),
        { numRuns: 30 },
      ),
  )
  it('law: old outputs have no gradient on new examples before a step was taken', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const course: readonly Happening[] = [
          ['batch', batchOf(first, 0)],
          ['end', batchOf(first, 0)],
          ['batch', batchOf(second, 1)],
        ]
        const states = await played(icarl, course, { ...line, theta, set: { rate, replay: 0 } })
        const [before, after] = [states[2]!.slots.theta!, states[3]!.slots.theta!]
        const ofOld = (at: Vector) => at.filter((_, i) => first.some(({ label }) => label === i % classes))
        expect(near(ofOld(after), ofOld(before), 2 ** 6)).toBe(true)
      }),
      { numRuns: 20 },
    ))
  it('law: a class that comes again is learned by its labels', () =>
    fc.assert(
      fc.asyncProperty(examplesAmong([0], few), vectors(width), async (examples, theta) => {
        const [one, again] = [batchOf(examples, 0), batchOf(examples, 1)]
        const course: readonly Happening[] = [
          ['batch', one],
          ['end', one],
          ['batch', again],
        ]
        const o = { teacher: theta, taught: [], among: [0] }
        const twice = stepped(examples, stepped(examples, theta, o, rate), o, rate)
        const got = await thetaAfter(icarl, course, { ...line, theta, set: { rate, replay: 0 } })
        expect(near(got, twice, 2 ** 8)).toBe(true)
      }),
      { numRuns: 15 },
    ))
  it('by hand: it says of each class minus the square of the distance to the mean of its exemplars, all of length 1', () =>
    fc.assert(
      fc.asyncProperty(cases, examplesAmong([0], few), async ([first, second, theta], asked) => {
        const ends = [first, second].map((examples, task) => ['end', batchOf(examples, task)] as const)
        const inputs = asked.flatMap(({ x }) => x)
        const [got] = await predicted(icarl, ends, inputs, { ...line, theta, set: { memory: 99 } })
        const want = asked.flatMap(({ x }) =>
          all.map((c) => {
            const own = [...first, ...second].filter(({ label }) => label === c)
            if (own.length === 0) return -(2 ** 10)
            const centre = sum(...own.map((one) => unit(one.x)))
            const off = sum(unit(x), times(-1, unit(centre)))
            return -dot(off, off)
          }),
        )
        expect(near(got!, want, 2 ** 14)).toBe(true)
      }),
      { numRuns: 20 },
    ))

  const deep = { network: mlp({ hidden: [3] }), between }
  const tensors = { layer1: size * 3 + 3, output: 3 * classes + classes }
  const scaled = (theta: Vector, by: number): Vector => theta.map((x, i) => (i < tensors.layer1 ? by * x : x))
  const anywhere = fc.tuple(
    examplesAmong([0, 1], few),
    examplesAmong([2, 3], few),
    vectors(tensors.layer1 + tensors.output),
  )
  it('law: the classifier does not change when features are scaled: by powers of two to the bit', () =>
    fc.assert(
      fc.asyncProperty(anywhere, fc.integer({ min: -8, max: 8 }), async ([first, second, theta], k) => {
        const ends = [first, second].map((examples, task) => ['end', batchOf(examples, task)] as const)
        const inputs = [...first, ...second].flatMap(({ x }) => x)
        const around = { ...deep, theta, set: { memory: 4 } }
        const [plain, twofold, threefold] = await predicted(
          icarl,
          ends,
          inputs,
          around,
          scaled(theta, 2 ** k),
          scaled(theta, 3),
        )
        expect(same(twofold!, plain!)).toBe(true)
        expect(near(threefold!, plain!, 2 ** 12)).toBe(true)
      }),
      { numRuns: 20 },
    ))
  it('control: the network’s own outputs do change', async () => {
    const examples = [{ x: [0.5, 0.25], label: 0 }]
    const theta = Array.from({ length: tensors.layer1 + tensors.output }, (_, i) => (i % 5) / 4 - 0.25)
    const set = { classifier: 'outputs' }
    const around = { ...deep, theta, set }
    const course: readonly Happening[] = [
      ['batch', batchOf(examples, 0)],
      ['end', batchOf(examples, 0)],
    ]
    const [plain, twofold] = await predicted(icarl, course, [0.5, 0.25], around, scaled(theta, 2))
    expect(near(twofold!, plain!, 2 ** 20)).toBe(false)
  })
})
