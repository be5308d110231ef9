import fc from 'fast-check'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  append,
  decodeProgram,
  defaults,
  defineMethod,
  divide,
  draw,
  encodeProgram,
  gradientStep,
  type Method,
  ofTask,
  perTask,
  push,
  reservoir,
} from '../../../src/dsl/index.ts'
import { run } from '../../../src/experiment/index.ts'
import { render } from '../../../src/fault.ts'
import { gradientsOf } from '../../../src/interpreters/cost/index.ts'
import { referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { session } from '../../../src/interpreters/runtime/index.ts'
import { laws, near, same } from '../../../src/laws/index.ts'
import { predictionsAgree, predictsOnly } from '../../../src/laws/predictions.ts'
import { finetune, independent } from '../../../src/methods/index.ts'
import { between, course, network } from '../../conformance/course.ts'
import { gathered, sessionOf, spotStream, startedOf } from '../../experiment/digits.ts'
import { objections } from '../../laws/killed.ts'
import { moved, slopeAt } from '../../methods/least-squares.ts'
import { line, right } from '../../methods/played.ts'
import { regressions } from '../../methods/points.ts'
import { told } from './told.ts'

const rate = 0.125
const common = { source: 'a test', options: {} } as const

/** It remembers, learns nothing, and adapts to what it remembers when it is asked. */
const adapting = defineMethod({
  ...common,
  name: 'adapting',
  state: () => ({ memory: reservoir(3) }),
  onBatch:
    () =>
    ({ memory, batch }) => ({ memory: push(memory, batch) }),
  predict:
    () =>
    ({ theta, memory, loss }) => ({
      theta: draw(memory, 2, (old) => gradientStep({ loss: loss(old), rate })(theta)),
    }),
})

/** A list over tasks whose first element is no number. */
const spoiled = defineMethod({
  ...common,
  name: 'spoiled',
  state: (_, theta0) => ({ past: perTask(theta0) }),
  onBatch: () => () => ({}),
  onTaskEnd:
    () =>
    ({ theta, past, task }) => ({ past: append(past, divide(theta, task)) }),
  predict:
    () =>
    ({ theta, past, task }) => ({ theta: ofTask(past, task, theta) }),
})

const play = (method: Method) => ({
  program: method.program(defaults(method.options)),
  network,
  between,
  seed: 3,
  course,
})

describe('a prediction', () => {
  it('by hand: may adapt to what is remembered, by draws that the seed and the task decide', () =>
    fc.assert(
      fc.asyncProperty(regressions(1), fc.nat(100), async (x, seed) => {
        const before = (await told(finetune, [], [0], { seed }))[0]!
        const theta = [before[1]! - before[0]!, before[0]!]
        const [w, b] = moved(theta, slopeAt(x, theta), rate)
        const [got] = await told(adapting, [['batch', x]], [0], { seed })
        expect(near(got!, [b!, w! + b!], 64)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('law: the same seed and task draw the same, others do not', async () => {
    const batch = fc.sample(regressions(3), 1)[0]!
    const inputs = batch.inputs.map((_, i) => i + 1)
    const happenings = [['batch', { ...batch, inputs }]] as const
    const tasks = Array.from({ length: 8 }, (_, task) => task)
    const [once, again] = [await told(adapting, happenings, tasks), await told(adapting, happenings, tasks)]
    expect(again).toEqual(once)
    expect(new Set(once.map(String)).size).toBeGreaterThan(1)
  })
  it('law: of a list over tasks elements of other tasks do not matter, whatever they are', async () => {
    const batch = fc.sample(regressions(1), 1)[0]!
    const happenings = [0, 1].map((task) => ['end', { ...batch, task }] as const)
    const [, second, third] = await told(spoiled, happenings.slice(0, 2), [2, 1, 2])
    expect(same(second!, third!)).toBe(true)
    expect(second!.every(Number.isFinite)).toBe(true)
  })
  it('is a fault where its parameters are not finite, and leaves nothing behind', async () => {
    const own = session({ program: spoiled.program({}), ...line, device: referenceDevice() })
    const examples = fc.sample(regressions(1), 1)[0]!
    const started = right(await own.initial(0)())
    const state = right(
      await own.handle(0, started, { name: 'onTaskEnd', task: 0, batch: 0, batches: { data: examples } })(),
    )
    const held = own.buffers()
    const asked = await own.predictor(0, state, 0)()
    expect(isLeft(asked) && render(asked.left)).toContain('values that are not, in a prediction on task 1')
    expect(own.buffers()).toBe(held)
    own.release(state)
  })
  it('counts the gradients that it takes, in a run too', async () => {
    const program = adapting.program({})
    const asked = (held: number) =>
      gradientsOf(program.handlers.predict!, {}, { memory: { _tag: 'Reservoir', capacity: 3, held } }, 3)
    expect([asked(3), asked(1), asked(0)]).toEqual([2, 2, 0])
    const stream = spotStream(2, 25)
    const own = sessionOf(adapting)
    const events = await gathered(run({ started: startedOf(adapting, stream, 10), program, stream, session: own }))
    // Three rows of two exams, before the first of which nothing is remembered.
    expect(events.at(-1)).toMatchObject({ _tag: 'RunEnded', gradients: 2 * 2 * 2 })
    expect(own.buffers()).toBe(0)
  })
  it('has no examples to look at, and gives parameters and nothing else', async () => {
    const { predict, onBatch } = finetune.program(defaults(finetune.options)).handlers
    expect(predict).toBeUndefined()
    const peeking = {
      ...finetune.program(defaults(finetune.options)),
      handlers: { onBatch: onBatch!, predict: onBatch! },
    }
    const refusal = async (of: typeof peeking) => {
      const begun = await session({ program: of, ...line, device: referenceDevice() }).initial(0)()
      return isLeft(begun) && render(begun.left)
    }
    expect(await refusal(peeking)).toContain('finetune predict: the batches of `predict` must be none, got `batch`')
    const blind = { ...peeking.handlers, predict: { ...onBatch!, batches: {} } }
    expect(await refusal({ ...peeking, handlers: blind })).toContain(
      'finetune predict: a variable must be used inside the node that binds it, got `B`',
    )
    const decoded = decodeProgram(encodeProgram(peeking))
    expect(isLeft(decoded) && render(decoded.left)).toContain('a variable must be used inside the node that binds it')
    const program = independent.program(defaults(independent.options))
    const whole = { ...program, handlers: { ...program.handlers, predict: program.handlers.onTaskEnd! } }
    const refused = decodeProgram(encodeProgram(whole))
    expect(isLeft(refused) && render(refused.left)).toContain(
      'a prediction must give `theta` and nothing else, got `learned`.\n  in        handlers.predict.updates.learned',
    )
    expect(isRight(decodeProgram(encodeProgram(program)))).toBe(true)
  })
})

describe.each([independent, adapting])('the laws of $name', (method) => {
  for (const law of laws.method(method).filter(({ name }) => name.includes('prediction')))
    it(law.name, () => law.check({ numRuns: 15 }), 120_000)
})

describe('control: the laws of predictions can fail', () => {
  const reference = referenceDevice()
  it('on a device that keeps a reference', async () =>
    expect(
      await predictsOnly(play(independent), { ...reference, read: async (buffer) => reference.retain(buffer).data }),
    ).toMatchObject({ holds: false }))
  it('on a device that is off by a thousandth', async () =>
    expect(
      await predictionsAgree(play(independent), {
        ...reference,
        upload: (shape, values) =>
          reference.upload(
            shape,
            Array.from(values, (x) => x * 1.001),
          ),
      }),
    ).toMatchObject({ holds: false }))
  it('not for methods that predict with what they have', async () =>
    expect(await objections(laws.method(finetune).filter(({ name }) => name.includes('prediction')))).toEqual([]))
})
