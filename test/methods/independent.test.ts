import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Examples } from '../../src/data/index.ts'
import { defaults, type Method } from '../../src/dsl/index.ts'
import { run } from '../../src/experiment/index.ts'
import { same } from '../../src/laws/index.ts'
import { finetune, independent } from '../../src/methods/index.ts'
import type { Stream } from '../../src/streams/index.ts'
import { gathered, sessionOf, spotStream, startedOf } from '../experiment/digits.ts'
import { told } from '../interpreters/runtime/told.ts'
import { type Happening, thetaAfter } from './played.ts'
import { regressions } from './points.ts'

const rate = 0.125
const cases = fc.record({ first: regressions(3), second: regressions(3, 1, 1), seed: fc.nat(1e4) })
type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never

const ofFirst = ({ first }: Case): readonly Happening[] => [
  ['batch', first],
  ['batch', first],
]
const ofSecond = ({ second }: Case): readonly Happening[] => [['batch', second]]
const course = (at: Case): readonly Happening[] => [
  ...ofFirst(at),
  ['end', at.first],
  ...ofSecond(at),
  ['end', at.second],
]

const spoken = ([w, b]: readonly number[]): readonly number[] => [b!, w! + b!]

describe('independent', () => {
  it('law: on each task it is what finetuning on that task alone is, to the bit; on a task to come, θ₀', () =>
    fc.assert(
      fc.asyncProperty(cases, async (at) => {
        const { seed } = at
        const alone = async (of: readonly Happening[]) =>
          spoken(await thetaAfter(finetune, of, { seed, set: { rate } }))
        const [first, second, third] = await told(independent, course(at), [0, 1, 2], { seed, set: { rate } })
        expect(same(first!, await alone(ofFirst(at)))).toBe(true)
        expect(same(second!, await alone(ofSecond(at)))).toBe(true)
        expect(same(third!, await alone([]))).toBe(true)
      }),
    ))
  it('law: started from the previous task it goes where finetuning goes, and keeps where it was', () =>
    fc.assert(
      fc.asyncProperty(cases, async (at) => {
        const { seed } = at
        const set = { rate, start: 'previous' }
        const tuned = async (of: readonly Happening[]) =>
          spoken(await thetaAfter(finetune, of, { seed, set: { rate } }))
        const all = [...ofFirst(at), ...ofSecond(at)]
        const [first, second, third] = await told(independent, course(at), [0, 1, 2], { seed, set })
        expect(same(first!, await tuned(ofFirst(at)))).toBe(true)
        expect(same(second!, await tuned(all))).toBe(true)
        expect(same(third!, await tuned(all))).toBe(true)
      }),
    ))
  /** The same tasks, each with other labels than the one before. */
  const disagreeing = (stream: Stream): Stream => {
    const turned = (of: Examples, by: number): Examples => ({ ...of, label: (i) => (of.label(i) + by) % of.classes })
    return {
      ...stream,
      tasks: stream.tasks.map((task) => ({
        ...task,
        train: turned(task.train, task.index),
        test: turned(task.test, task.index),
      })),
    }
  }
  it('law: a run forgets nothing at all; control: finetuning does', async () => {
    const backward = async (method: Method) => {
      const stream = disagreeing(spotStream(3, 60))
      const values = { ...defaults(method.options), rate: 1 }
      const own = sessionOf(method, values)
      const events = await gathered(
        run({
          started: startedOf(method, stream, 10),
          program: method.program(values),
          stream,
          session: own,
        }),
      )
      expect(own.buffers()).toBe(0)
      const end = events.at(-1)!
      return end._tag === 'RunEnded' ? end.metrics : undefined
    }
    expect(await backward(independent)).toMatchObject({ bwt: 0, forgetting: 0, fwt: 0 })
    expect((await backward(finetune))!.bwt).toBeLessThan(0)
  })
  it('control: finetuning says of the first task what it says of the last', async () => {
    const [at] = fc.sample(
      cases.filter((c) => c.second.inputs.some((x, i) => x !== 0 && c.second.targets[i] !== 0)),
      1,
    )
    const [first, last] = await told(finetune, course(at!), [0, 1], { set: { rate } })
    expect(first).toEqual(last)
    const [own, other] = await told(independent, course(at!), [0, 1], { set: { rate } })
    expect(own).not.toEqual(other)
  })
})
