import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import { type Examples, line } from '../../src/data/index.ts'
import { orThrow, render } from '../../src/fault.ts'
import { judgedBy, type Stream, sines } from '../../src/streams/index.ts'

/** Examples whose labels are their numbers. */
const numbered = (count: number): Examples => ({
  count,
  inputShape: [1],
  classes: count,
  copyInput: (index, into, offset) => {
    into[offset] = index
  },
  label: (index) => index,
})

const streamOf = (seed: number, counts: readonly number[]): Stream => ({
  name: 'numbers',
  seed,
  tasks: counts.map((count, index) => ({ index, name: `${index}`, train: numbered(3), test: numbered(count) })),
})

const numbersOf = (examples: Examples): readonly number[] =>
  Array.from({ length: examples.count }, (_, i) => examples.label(i))

const judged = (count: number | undefined, stream: Stream): Stream => {
  const made = judgedBy(count)(stream)
  return E.isRight(made) ? made.right : expect.fail(render(made.left))
}

const judges = (count: number | undefined, stream: Stream): readonly (readonly number[])[] =>
  judged(count, stream).tasks.map(({ test }) => numbersOf(test))

const ascending = (numbers: readonly number[]): readonly number[] => [...numbers].sort((a, b) => a - b)

describe('judged by some examples', () => {
  const seeds = fc.nat(1000)

  it('law: a task is judged by so many of its own, each once; by all of them with as many as there are; nothing else changes', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(seeds, counts, fc.nat(), (seed, all, some) => {
        const stream = streamOf(seed, all)
        const fewest = Math.min(...all)
        const asked = 1 + (some % fewest)
        for (const [task, numbers] of judges(asked, stream).entries()) {
          expect(new Set(numbers).size).toBe(asked)
          expect(Math.max(...numbers)).toBeLessThan(all[task]!)
        }
        expect(ascending(judges(fewest, stream)[all.indexOf(fewest)]!)).toEqual(numbersOf(numbered(fewest)))
        expect(judged(undefined, stream)).toBe(stream)
        expect(judged(asked, stream).tasks.map(({ train }) => train)).toEqual(stream.tasks.map(({ train }) => train))
      }),
    )
  })

  it('law: which they are depends on the seed and the number of the task alone; control: of another task they are others', () => {
    const all = judges(20, streamOf(3, [400, 400, 400]))
    expect(judges(20, streamOf(3, [400]))[0]).toEqual(all[0])
    expect(all[1]).not.toEqual(all[0])
    expect(judges(20, streamOf(4, [400]))[0]).not.toEqual(all[0])
    // What is left of a stream is judged as in the whole.
    const whole = streamOf(3, [400, 400, 400])
    const rest = {
      ...whole,
      tasks: whole.tasks.slice(1).map((task, index) => ({ ...task, index, number: task.index })),
    }
    expect(judges(20, rest)).toEqual(all.slice(1))
  })

  it('law: the score is that over all in the mean, and spreads about it as it is said; control: that of the first is not', () => {
    const [n, N, draws] = [50, 200, 400]
    // Right are the first 120 of 200: s = 0.6.
    const [right, s] = [120, 0.6]
    const score = (numbers: readonly number[]): number => numbers.filter((number) => number < right).length / n
    const scores = judges(
      n,
      streamOf(
        11,
        Array.from({ length: draws }, () => N),
      ),
    ).map(score)
    const spread = Math.sqrt(((s * (1 - s)) / n) * ((N - n) / (N - 1)))
    const mean = scores.reduce((a, b) => a + b, 0) / draws
    const variance = scores.reduce((a, b) => a + (b - mean) ** 2, 0) / (draws - 1)
    // Five standard errors: of a mean, spread / √draws; of a variance of what is nearly normal, √(2 / draws) of it.
    expect(Math.abs(mean - s)).toBeLessThan((5 * spread) / Math.sqrt(draws))
    expect(Math.abs(variance / spread ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / draws))
    expect(Math.abs(score(numbersOf(numbered(n))) - s)).toBeGreaterThan((5 * spread) / Math.sqrt(draws))
  })

  it('says how many there may be, and that episodes are not judged so', async () => {
    const many = judgedBy(41)(streamOf(0, [60, 40]))
    expect(E.isLeft(many) && render(many.left)).toMatch(/at most 40 examples.*got 41/s)
    const episodes = await orThrow(TE.fromEither(sines(await orThrow(line()), { seed: 0, tasks: 1, samples: 10 })))
    const odd = judgedBy(5)(episodes)
    expect(E.isLeft(odd) && render(odd.left)).toMatch(/tasks of examples.*episodes/s)
  })
})
