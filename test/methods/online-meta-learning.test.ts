import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import {
  classesIn,
  defineMethod,
  type Method,
  overEpisodes,
  type Params,
  positive,
  reinitialise,
} from '../../src/dsl/index.ts'
import { anml, oml } from '../../src/methods/index.ts'
import { anmlLearns, exampleByExample, omlLearns } from '../../src/methods/learning-online.ts'
import { dense, flatten, gate, type Layer, layoutOf, type Network, relu, sigmoid } from '../../src/networks/index.ts'
import { played } from './played.ts'
import { episodesOf } from './points.ts'

const between = { inputShape: [3], outputs: 4 }
const networkOf = (...layers: readonly Layer[]): Network => ({
  name: 'small',
  layers,
  initialisation: 'kaimingNormal',
  loss: 'crossEntropy',
})
const represented = networkOf(flatten, dense('representation.1', 5), relu, dense('output', 'outputs'))
const gated = networkOf(
  flatten,
  gate({
    body: [dense('prediction.1', 5), relu],
    branch: [dense('neuromodulator.1', 5), sigmoid],
  }),
  dense('output', 'outputs'),
)

/** The coordinates of θ, each with its group, and of the last layer the output that it leads to. */
const placesOf = (network: Network) =>
  layoutOf(network, between).tensors.flatMap(({ group, shape }) =>
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => ({
      group: group.split('.')[0]!,
      leads: i % shape.at(-1)!,
    })),
  )

/** Examples of some labels with inputs above 0. */
const batchOf = (labels: readonly number[], numbers: readonly number[]): HostBatch => ({
  count: labels.length,
  inputs: Float32Array.from({ length: 3 * labels.length }, (_, i) => numbers[i % numbers.length]!),
  inputShape: [3],
  targets: Float32Array.from({ length: 4 * labels.length }, (_, i) => (labels[Math.floor(i / 4)] === i % 4 ? 1 : 0)),
  weights: new Float32Array(labels.length).fill(1),
  classes: 4,
  task: 0,
})

const label = fc.nat(3)
const numbers = fc.array(
  fc.integer({ min: 1, max: 64 }).map((n) => n / 32),
  { minLength: 7, maxLength: 7 },
)

/** What a method leaves of θ where it stands still, and where it moves: the groups with a coordinate that changed. */
const movedIn = async (method: Method, network: Network, support: HostBatch, seed: number) => {
  const states = await played(method, [['episodes', episodesOf([support, support])]], { network, between, seed })
  const [before, after] = [states[0]!.slots.theta!, states.at(-1)!.slots.theta!]
  return placesOf(network).flatMap((place, i) => (before[i] === after[i] ? [] : [place]))
}
const groupsOf = (places: readonly { readonly group: string }[]) => new Set(places.map(({ group }) => group))

const inner = (groups: readonly string[]) =>
  defineMethod({
    name: 'inner loop',
    source: 'the inner loop alone',
    options: { rate: positive(0.25) },
    state: () => ({}),
    onEpisodes:
      (o) =>
      ({ theta, episodes, loss }) => ({
        theta: overEpisodes(episodes, (at: Params, { support }) =>
          exampleByExample({ loss, support, rate: o.rate, groups })(at),
        )(theta),
      }),
  })

describe('inner loops', () => {
  it('law: OML moves the last layer, and nothing of the representation, to the bit', () =>
    fc.assert(
      fc.asyncProperty(label, numbers, fc.nat(1000), async (one, values, seed) => {
        const moved = await movedIn(inner(omlLearns), represented, batchOf([one, one], values), seed)
        expect([...groupsOf(moved)].filter((group) => group !== 'output')).toEqual([])
        // The bias always moves: p − y is never 0.
        expect(moved.length).toBeGreaterThanOrEqual(4)
      }),
      { numRuns: 20 },
    ))
  it('law: ANML moves what is gated and the last layer, and nothing of the neuromodulator, to the bit', async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(label, numbers, fc.nat(1000), async (one, values, seed) => {
        const groups = groupsOf(await movedIn(inner(anmlLearns), gated, batchOf([one, one], values), seed))
        expect(groups.has('neuromodulator')).toBe(false)
        for (const group of groups) seen.add(group)
      }),
      { numRuns: 20 },
    )
    expect(seen).toEqual(new Set(['prediction', 'output']))
  })
  it('control: with all groups the representation moves', async () => {
    const moved = await movedIn(inner(['representation', 'output']), represented, batchOf([1], [1, 2, 0.5]), 3)
    expect(groupsOf(moved)).toEqual(new Set(['representation', 'output']))
  })
  it('one step is that of softmax regression on the features, worked out by hand', async () => {
    const network = networkOf(flatten, dense('output', 'outputs'))
    const support = batchOf([2], [1, 0.5, 0.25])
    const theta = Array.from({ length: 16 }, (_, i) => (i - 8) / 16)
    const states = await played(inner(omlLearns), [['episodes', episodesOf([support, support])]], {
      network,
      between,
      theta,
    })
    const x = [1, 0.5, 0.25]
    const logits = [0, 1, 2, 3].map((c) => theta[12 + c]! + x.reduce((sum, xi, i) => sum + xi * theta[4 * i + c]!, 0))
    const total = logits.reduce((sum, z) => sum + Math.exp(z), 0)
    const error = logits.map((z, c) => Math.exp(z) / total - (c === 2 ? 1 : 0))
    const due = theta.map((value, i) => value - 0.25 * error[i % 4]! * (i < 12 ? x[Math.floor(i / 4)]! : 1))
    // θ and inputs are float32; what is computed is of the size of 1.
    for (const [i, value] of states.at(-1)!.slots.theta!.entries())
      expect(Math.abs(value - due[i]!)).toBeLessThan(1e-12)
  })
})

describe('the head that starts anew', () => {
  const reset = defineMethod({
    name: 'reset',
    source: 'a reset alone',
    options: {},
    state: () => ({}),
    onEpisodes:
      () =>
      ({ theta, episodes }) => ({
        theta: overEpisodes(episodes, (at: Params, { support }) => reinitialise('output', classesIn(support))(at))(
          theta,
        ),
      }),
  })
  it('law: only weights to the classes of the batch start anew; all others stay, to the bit', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(label, { minLength: 1, maxLength: 3 }),
        numbers,
        fc.nat(1000),
        async (labels, values, seed) => {
          const moved = await movedIn(reset, represented, batchOf(labels, values), seed)
          expect(groupsOf(moved).has('representation')).toBe(false)
          expect(moved.filter(({ leads }) => !labels.includes(leads))).toEqual([])
        },
      ),
      { numRuns: 20 },
    ))
  it('every weight to a class does that carries something', async () => {
    const moved = await movedIn(reset, networkOf(flatten, dense('output', 'outputs')), batchOf([2], [1, 1, 1]), 5)
    // Three weights; the bias is 0 before and after.
    expect(moved).toEqual([2, 2, 2].map((leads) => ({ group: 'output', leads })))
  })
})

describe('OML and ANML', () => {
  const support = batchOf([1, 1], [1, 0.5, 0.25, 0.75])
  const adapted = async (method: Method, network: Network, task: number) => {
    const states = await played(method, [], {
      network,
      between,
      seed: 9,
      adapts: { support: { ...support, task }, steps: 1 },
    })
    const [before, after] = [states[0]!.slots.theta!, states.at(-1)!.slots.theta!]
    return placesOf(network).flatMap((place, i) => (before[i] === after[i] ? [] : [place]))
  }
  it('learn new classes by the last layer alone', async () => {
    expect(groupsOf(await adapted(oml, represented, 0))).toEqual(new Set(['output']))
    expect(groupsOf(await adapted(anml, gated, 0))).toEqual(new Set(['output']))
  })
  it.each([
    ['OML', oml, represented],
    ['ANML', anml, gated],
  ] as const)(
    'law: %s adapts in as many steps as it is asked: passes over the examples, of none nothing comes',
    async (_, method, network) => {
      const twice = (of: Float32Array): Float32Array => Float32Array.from([...of, ...of])
      const { inputs, targets, weights, count } = support
      const doubled = {
        ...support,
        ...{ count: 2 * count, inputs: twice(inputs), targets: twice(targets), weights: twice(weights) },
      }
      const reached = async (examples: HostBatch, steps: number) => {
        const adapts = { support: examples, steps, task: 1 }
        const states = await played(method, [], { network, between, seed: 9, adapts })
        return [states[0]!.slots.theta!, states.at(-1)!.slots.theta!]
      }
      const [before, none] = await reached(support, 0)
      expect(none).toEqual(before)
      expect((await reached(support, 2))[1]).toEqual((await reached(doubled, 1))[1])
      expect((await reached(support, 2))[1]).not.toEqual((await reached(support, 1))[1])
    },
  )
  it('meta-updates move everything', async () => {
    const groups = async (method: Method, network: Network) =>
      groupsOf(await movedIn(method, network, batchOf([1, 1], [1, 0.5, 0.25, 0.75]), 4))
    expect(await groups(oml, represented)).toEqual(new Set(['representation', 'output']))
    expect(await groups(anml, gated)).toEqual(new Set(['prediction', 'neuromodulator', 'output']))
  })
  it('law: a step sees as many examples as it is told: of all of them it is one step on their mean', async () => {
    const start = Array.from({ length: 16 }, (_, i) => (i - 8) / 16)
    const network = networkOf(flatten, dense('output', 'outputs'))
    const four = batchOf([1, 0, 3, 1], [1, 0.5, 0.25, 0.75, 2])
    const reached = async (innerBatch: number, rate: number) =>
      (
        await played(oml, [], {
          ...{ network, between, theta: start },
          set: { innerBatch, online: rate, head: 'learned' },
          adapts: { support: four, steps: 1, task: 0 },
        })
      ).at(-1)!.slots.theta!
    // Softmax regression, by hand.
    const mean = start.map((_, place) => {
      const terms = [0, 1, 2, 3].map((row) => {
        const x = [...four.inputs.subarray(3 * row, 3 * row + 3), 1]
        const logits = [0, 1, 2, 3].map((c) => x.reduce((sum, xi, i) => sum + xi * start[4 * i + c]!, 0))
        const total = logits.reduce((sum, z) => sum + Math.exp(z), 0)
        return (Math.exp(logits[place % 4]!) / total - four.targets[4 * row + (place % 4)]!) * x[Math.floor(place / 4)]!
      })
      return terms.reduce((a, b) => a + b) / 4
    })
    // Numbers of the size of 1 in float64.
    for (const [i, value] of (await reached(4, 0.25)).entries())
      expect(Math.abs(value - (start[i]! - 0.25 * mean[i]!))).toBeLessThan(1e-12)
    expect(await reached(1, 0.25)).not.toEqual(await reached(4, 0.25))
    expect(await reached(9, 0.25)).toEqual(await reached(4, 0.25))
  })
  it.each([
    ['class', 0, false],
    ['anew', 0, false],
    ['learned', 0, true],
    ['class', 1, true],
  ] as const)('a head that begins `%s` is at task %i that which was meta-learned: %s', async (head, task, stays) => {
    const states = await played(oml, [], {
      ...{ network: represented, between, seed: 9, set: { head } },
      adapts: { support, steps: 0, task },
    })
    expect(isDeepStrictEqual(states[0]!.slots.theta, states.at(-1)!.slots.theta)).toBe(stays)
  })
  it('a head that was meta-learned is moved by meta-updates as everything is, and all of one that is drawn anew begins elsewhere', async () => {
    const reached = async (head: string) =>
      (
        await played(oml, [['episodes', episodesOf([support, support])]], {
          network: represented,
          between,
          seed: 4,
          set: { head },
        })
      ).at(-1)!.slots.m!
    const [learned, anew, one] = [await reached('learned'), await reached('anew'), await reached('class')]
    expect(learned).not.toEqual(anew)
    expect(one).not.toEqual(anew)
    expect(one).not.toEqual(learned)
  })
  it('first order is another meta-gradient than second', async () => {
    const thetaOf = async (order: string) =>
      (
        await played(oml, [['episodes', episodesOf([support, batchOf([2, 1], [0.5, 1, 2])])]], {
          network: represented,
          between,
          seed: 2,
          set: { order },
        })
      ).at(-1)!.slots.m!
    const [first, second] = [await thetaOf('first'), await thetaOf('second')]
    expect(first).not.toEqual(second)
  })
})
