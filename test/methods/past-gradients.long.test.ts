import { describe, expect, it } from 'vitest'
import { largestOf, minus, near, same } from '../../src/laws/index.ts'
import { finetune, gradientReconstruction } from '../../src/methods/index.ts'
import { type Happening, type Played, played, thetaAfter } from './played.ts'
import { points } from './points.ts'

// With inputs ±1 both curvatures are 1, and with targets 2t and 0 the least is at (t, t): the gradient is θ − t everywhere.
const bowl = (t: number, task = 0) => points([[1], [-1]], [[2 * t], [0]], task)
const theta = [1.5, -1]
const linear = {
  optimiser: 'sgd',
  layers: 0,
  rate: 1e-6,
  inputScale: 1,
  coordinates: 64,
  grid: 0,
  metaSteps: 2000,
  metaRate: 0.02,
}

/** A task of one batch. */
const lesson = (t: number, task: number): readonly Happening[] => [
  ['batch', bowl(t, task)],
  ['end', bowl(t, task)],
]

const batches = (t: number, count: number): readonly Happening[] =>
  Array.from({ length: count }, () => ['batch', bowl(t)] as const)

const stateAfter = async (happenings: readonly Happening[], set: Readonly<Record<string, unknown>>): Promise<Played> =>
  (await played(gradientReconstruction, happenings, { theta, set: { ...linear, ...set } })).at(-1)!

describe('one network distilled from all', () => {
  const distilled = { past: 'distilled' }
  const lessons = [0.5, -2, 3.25].flatMap(lesson)

  it('law: of one task it is the network of that task, to the bit', async () => {
    const states = await played(gradientReconstruction, lesson(0.5, 0), { theta, set: { ...linear, ...distilled } })
    const [learned, ended] = [states.at(-2)!.slots, states.at(-1)!.slots]
    expect(ended.taken).toEqual(learned.phi)
    expect(ended.reach).toEqual(learned.size)
    expect(ended.told).toEqual([1])
    expect(ended.phi).toEqual(states[0]!.slots.phi)
  })

  it('law: it says what the mean of all says, where they can be taken up exactly', async () => {
    const [one, each] = [
      await stateAfter(lessons, { ...distilled, distilSteps: 4000 }),
      await stateAfter(lessons, { past: 'perTask' }),
    ]
    const { taken = [], reach = [], told } = one.slots
    expect(told).toEqual([3])
    const means = [0, 1].map((i) =>
      [0, 1, 2].reduce((so, t) => so + (each.slots.past![3 * t + i]! * each.slots.past![3 * t + 2]!) / 3, 0),
    )
    // The gradients θ − t of three bowls have the mean θ − 1.75/3.
    expect(largestOf(minus(means, [1, -1.75 / 3]))).toBeLessThanOrEqual(1e-4)
    expect(largestOf(minus([taken[0]! * reach[0]!, taken[1]! * reach[0]!], means))).toBeLessThanOrEqual(1e-3)
  })

  it('law: the sizes are averaged by weights that sum to 1: t/(t + 1) of the old, 1/(t + 1) of the new', async () => {
    const sizes = await Promise.all(
      [0.5, -2, 3.25].map(async (t) => (await stateAfter([['batch', bowl(t)]], {})).slots.size![0]!),
    )
    const { reach = [] } = (await stateAfter(lessons, { ...distilled, rate: 1e-30, metaSteps: 1, distilSteps: 0 }))
      .slots
    expect(near(reach, [sizes.reduce((a, b) => a + b / 3, 0)], 1e12 * 2 ** -20, 1)).toBe(true)
  })

  it('law: what it misses goes to 0 with the steps of distillation', async () => {
    const misses = await Promise.all(
      [0, 30, 300, 3000].map(async (distilSteps) => {
        const { taken = [], reach = [] } = (await stateAfter(lessons, { ...distilled, distilSteps })).slots
        return Math.abs(taken[1]! * reach[0]! + 1.75 / 3) + Math.abs(taken[0]! * reach[0]! - 1)
      }),
    )
    expect(misses[1]).toBeLessThan(misses[0]!)
    expect(misses[2]).toBeLessThan(misses[1]!)
    expect(misses[3]).toBeLessThanOrEqual(1e-3)
    // Control: a network that was not distilled says what the first task alone says.
    expect(misses[0]).toBeGreaterThan(0.1)
  })

  it('the next task moves what the mean of all wants moved, and nothing else', async () => {
    const happenings: readonly Happening[] = [...lesson(0.5, 0), ...lesson(-3.5, 1), ['batch', bowl(4, 2)]]
    const states = await played(gradientReconstruction, happenings, {
      theta,
      set: { ...linear, ...distilled, distilSteps: 2000 },
    })
    const step = minus(states.at(-2)!.slots.theta!, states.at(-1)!.slots.theta!).map((x) => x * 1e6)
    // The mean pulls towards −1.5: 1.5 and −1 down. The third task pulls both up, so that nothing moves; with one at −4 both do.
    expect(step).toEqual([0, 0])
    const willing = await played(gradientReconstruction, [...happenings.slice(0, -1), ['batch', bowl(-4, 2)]], {
      theta,
      set: { ...linear, ...distilled, distilSteps: 2000 },
    })
    const moves = minus(willing.at(-2)!.slots.theta!, willing.at(-1)!.slots.theta!).map((x) => x * 1e6)
    expect(largestOf(minus(moves, [5.5, 3]))).toBeLessThanOrEqual(1e-4)
  })
})

describe('boundaries that are found', () => {
  const detected = { past: 'detected', metaSteps: 200, recent: 0, usual: 0.5, settle: 3, threshold: 2 }

  it('law: where gradients change, the error of h tells it at once; what was learned speaks for the past', async () => {
    const happenings = [...batches(0.5, 6), ...batches(-7, 1)]
    const states = await played(gradientReconstruction, happenings, { theta, set: { ...linear, ...detected } })
    const told = states.map(({ slots }) => slots.told![0]!)
    expect(told).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
    const [before, found] = [states.at(-2)!.slots, states.at(-1)!.slots]
    expect(found.taken).toEqual(before.phi)
    expect(found.reach).toEqual(before.size)
    expect([...found.seen!, ...found.recent!, ...found.usual!]).toEqual([0, 0, 0])
    expect(found.batches).toEqual([1])
    // The second task pulls 1.5 down as the first does, and −1 down as the first does not.
    const step = minus(before.theta!, found.theta!).map((x) => x * 1e6)
    expect(largestOf(minus(step, [8.5, 0]))).toBeLessThanOrEqual(1e-3)
  })
  it('control: where they do not change, none is found', async () =>
    expect((await stateAfter(batches(0.5, 12), detected)).slots.told).toEqual([0]))
  it('control: nor before so many batches as it waits for', async () =>
    expect((await stateAfter([...batches(0.5, 6), ...batches(-7, 1)], { ...detected, settle: 7 })).slots.told).toEqual([
      0,
    ]))
  it('a task of one gradient after the other is told apart twice', async () =>
    expect((await stateAfter([...batches(0.5, 6), ...batches(-7, 6), ...batches(20, 1)], detected)).slots.told).toEqual(
      [2],
    ))

  it.each(['sgd', 'momentum'])(
    'law: with a threshold that no error passes it is finetuning, to the bit, with %s',
    async (optimiser) => {
      const happenings = [...lesson(0.5, 0), ...lesson(-7, 1), ...lesson(20, 2)]
      const set = { rate: 0.125, optimiser }
      const own = await thetaAfter(gradientReconstruction, happenings, {
        theta,
        set: { ...linear, ...detected, ...set, metaSteps: 2, threshold: 1e300 },
      })
      expect(same(own, await thetaAfter(finetune, happenings, { theta, set }))).toBe(true)
    },
  )
  it('nobody’s word counts: the end of a task that is told changes nothing', async () => {
    const said = await stateAfter(lesson(0.5, 0), detected)
    expect(said.slots.told).toEqual([0])
    expect(said).toEqual(await stateAfter(batches(0.5, 1), detected))
  })
})
