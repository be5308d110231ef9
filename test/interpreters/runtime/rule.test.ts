import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  add,
  append,
  type Batch,
  decodeProgram,
  defaults,
  defineMethod,
  divide,
  draw,
  encodeProgram,
  features,
  field,
  foldTasks,
  gaussian,
  gradientStep,
  innerProducts,
  like,
  type loss as lossOf,
  type Method,
  mentionsOf,
  mixtures,
  multiply,
  outputs,
  type Params,
  perTask,
  predictionRule,
  push,
  type Rows,
  reservoir,
  slot,
  subtract,
  sumOuter,
  targets,
  topDown,
  transform,
} from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'
import { meter } from '../../../src/interpreters/cost/meter.ts'
import { referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { session } from '../../../src/interpreters/runtime/index.ts'
import { laws, near, same } from '../../../src/laws/index.ts'
import { stage } from '../../../src/laws/stage.ts'
import { finetune } from '../../../src/methods/index.ts'
import { between, course, network } from '../../conformance/course.ts'
import { line, right } from '../../methods/played.ts'
import { told } from './told.ts'

const common = { source: 'a test', options: {}, state: () => ({}) } as const
const rate = 0.125
const learning = {
  onBatch:
    () =>
    ({ theta, batch, loss }: { readonly theta: Params; readonly batch: Batch; readonly loss: typeof lossOf }) => ({
      theta: gradientStep({ loss: loss(batch), rate })(theta),
    }),
}

/** What is predicted anyway, said as a rule. */
const plain = defineMethod({
  ...common,
  ...learning,
  name: 'plain',
  predict:
    () =>
    ({ theta }) =>
    (inputs: Batch) =>
      outputs(inputs, theta, 'predicting'),
})

/** The sum of the outputs of all networks that tasks left. */
const ensemble = defineMethod({
  ...common,
  ...learning,
  name: 'ensemble',
  state: (_, theta0: Params) => ({ past: slot('θ', perTask(theta0)) }),
  onTaskEnd:
    () =>
    ({ theta, past }) => ({ past: append(past, theta) }),
  predict:
    () =>
    ({ theta, past }) =>
    (inputs: Batch) =>
      foldTasks(past, (so: { readonly sum: Rows }, one: Params) => ({
        sum: add(so.sum, outputs(inputs, one, 'predicting')),
      }))({ sum: like(outputs(inputs, theta, 'predicting'), 0) }).sum,
})

/** Weights with noise, and steps on what is remembered: both know nothing of inputs. */
const noisy = defineMethod({
  ...common,
  name: 'noisy',
  state: () => ({ memory: reservoir(3) }),
  onBatch:
    () =>
    ({ theta, memory, batch, loss }) => ({
      theta: gradientStep({ loss: loss(batch), rate })(theta),
      memory: push(memory, batch),
    }),
  predict:
    () =>
    ({ theta, memory, loss }) => {
      const drawn = add(theta, multiply(0.1, gaussian(theta)))
      const adapted = draw(memory, 2, (old) => gradientStep({ loss: loss(old), rate })(drawn))
      return (inputs: Batch) => add(outputs(inputs, adapted, 'predicting'), outputs(inputs, drawn, 'predicting'))
    },
})

const play = (method: Method) => ({
  program: method.program(defaults(method.options)),
  network,
  between,
  seed: 3,
  course,
})

const inputsOf = (count: number, seed = 0): Float32Array =>
  Float32Array.from({ length: count * 6 }, (_, i) => Math.sin(i + 1 + seed))

/** What a method says of inputs after the course, chunk by chunk by one predictor. */
const said = async (method: Method, ...chunks: readonly Float32Array[]): Promise<readonly number[]> => {
  const own = session({ ...play(method), device: referenceDevice() })
  let state = right(await own.initial(3)())
  for (const event of course) state = right(await own.handle(3, state, event)())
  const predictor = right(await own.predictor(3, state, 1)())
  const found: number[] = []
  for (const chunk of chunks) found.push(...Array.from(right(await predictor.outputs(chunk, chunk.length / 6)())))
  predictor.release()
  own.release(state)
  expect(own.buffers()).toBe(0)
  return found
}

describe('a prediction by a rule', () => {
  it('law: the outputs of the network at θ, said as a rule, are what is predicted without one, to the bit', async () => {
    const same = {
      ...finetune,
      program: () => ({ ...plain.program({}), handlers: { onBatch: plain.program({}).handlers.onBatch! } }),
    }
    expect(await said(plain, inputsOf(4))).toEqual(await said(same, inputsOf(4)))
  })
  it('law: chunk by chunk it says what it says of all inputs at once, also where it draws', async () => {
    for (const method of [plain, ensemble, noisy]) {
      const whole = await said(method, inputsOf(5))
      const parts = await said(method, inputsOf(5).slice(0, 12), inputsOf(5).slice(12, 24), inputsOf(5).slice(24))
      expect(same(whole, parts)).toBe(true)
    }
  })
  it('by hand: an ensemble over a list is the sum of what its networks say', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(50), async (seed) => {
        const batch = {
          count: 1,
          inputs: Float32Array.of(0),
          inputShape: [1],
          targets: Float32Array.of(0),
          weights: Float32Array.of(1),
          classes: 1,
          task: 0,
        }
        const course = [
          ['end', batch],
          ['end', { ...batch, task: 1 }],
        ] as const
        const one = await told(finetune, [], [0], { seed })
        const two = await told(ensemble, course, [0], { seed })
        expect(
          near(
            two[0]!,
            one[0]!.map((x) => 2 * x),
            16,
          ),
        ).toBe(true)
      }),
      { numRuns: 10 },
    ))
  it('law: what mentions no input is made ahead: of it nothing is left in the answer', () => {
    const rule = predictionRule(noisy.program({}).handlers.predict!)!
    const tags = (roots: Parameters<typeof topDown<never>>[0]) =>
      new Set([...topDown(roots as never, mentionsOf as never)].map((s) => (s as { readonly _tag: string })._tag))
    const [ahead, answer] = [
      tags(Object.values(rule.ahead.updates) as never),
      tags(Object.values(rule.answer.updates) as never),
    ]
    for (const tag of ['Noise', 'Gradient', 'Draw'] as const)
      expect([tag, ahead.has(tag), answer.has(tag)]).toEqual([tag, true, false])
    expect(answer.has('Outputs')).toBe(true)
    expect(ahead.has('Outputs')).toBe(false)
    // One draw of noise is in both steps: two terms are made ahead, and share it.
    expect(Object.keys(rule.ahead.updates).length).toBe(2)
  })
  it('law: one draw is one, where steps on it are made ahead and its examples are beside the inputs', async () => {
    // The loss of what was drawn, made ahead as a number, less the same as rows: 0 for whatever was drawn.
    const both = defineMethod({
      ...common,
      name: 'both',
      state: () => ({ memory: reservoir(8) }),
      onBatch:
        () =>
        ({ memory, batch }) => ({ memory: push(memory, batch) }),
      predict:
        () =>
        ({ theta, memory }) =>
        (inputs: Batch) =>
          draw(memory, 2, (old) => {
            const ofDrawn = sumOuter(old, targets(old), field(old, 'inputs'))
            // aᵢᵀbⱼ with each drawn example, mixed by its labels: the same matrix, but for what is made ahead of inputs.
            const beside = mixtures(innerProducts(field(inputs, 'inputs'), field(old, 'inputs')), targets(old))
            // Noise that is made ahead, too: so that the draw is not the first of both parts.
            return add(
              multiply(0, outputs(inputs, add(theta, gaussian(theta)))),
              subtract(beside, transform(ofDrawn, field(inputs, 'inputs'))),
            )
          }),
    })
    for (const x of await said(both, inputsOf(3))) expect(Math.abs(x)).toBeLessThan(1e-12)
  })
  it('law: the labels of inputs are 0, so that a rule knows nothing of them', async () => {
    const peeking = defineMethod({
      ...common,
      ...learning,
      name: 'peeking',
      predict: () => () => (inputs: Batch) => targets(inputs),
    })
    expect(new Set(await said(peeking, inputsOf(3)))).toEqual(new Set([0]))
  })
  it('is written and read back', () => {
    for (const method of [plain, ensemble, noisy]) {
      const written = encodeProgram(method.program({}))
      const read = decodeProgram(written)
      expect(isLeft(read) ? render(read.left) : encodeProgram(read.right)).toEqual(written)
    }
  })
  it('is refused where it gives other rows than outputs of its inputs, or no rows', async () => {
    const refusal = async (predict: () => (slots: never) => unknown) => {
      const method = defineMethod({ ...common, ...learning, name: 'odd', predict: predict as never })
      try {
        const begun = await session({ program: method.program({}), ...line, device: referenceDevice() }).initial(0)()
        return isLeft(begun) && render(begun.left)
      } catch (error) {
        return String(error)
      }
    }
    expect(
      await refusal(
        () =>
          ({ theta }: { theta: Params }) =>
          (inputs: Batch) =>
            features(inputs, theta, 'output'),
      ),
    ).toContain('a rule of prediction must give rows of `outputs` for its inputs')
    expect(
      await refusal(
        () =>
          ({ theta }: { theta: Params }) =>
          () =>
            theta,
      ),
    ).toContain('a rule of prediction must give rows of `outputs` for its inputs')
    expect(await refusal(() => () => () => 3)).toContain('a rule of prediction must return rows of outputs')
  })
  it('is a fault where what it gives is not finite, and leaves nothing behind', async () => {
    const odd = defineMethod({
      ...common,
      ...learning,
      name: 'odd',
      predict:
        () =>
        ({ theta, task }) =>
        (inputs: Batch) =>
          divide(outputs(inputs, theta, 'predicting'), task),
    })
    const own = session({ program: odd.program({}), ...line, device: referenceDevice() })
    const state = right(await own.initial(0)())
    const predictor = right(await own.predictor(0, state, 0)())
    const found = await predictor.outputs(Float32Array.of(1), 1)()
    expect(isLeft(found) && render(found.left)).toContain('in a prediction on task 1')
    predictor.release()
    own.release(state)
    expect(own.buffers()).toBe(0)
  })
  it('has a cost: that of its parts', async () => {
    const flops = async (method: Method) => {
      const metered = meter(play(method))
      const on = stage(play(method), metered.device as never)
      const state = await on.start()
      const found = right(await metered.prediction(10, state as never)())
      return found.flops
    }
    const [one, sampled] = [await flops(plain), await flops(noisy)]
    expect(one).toBeGreaterThan(0)
    expect(sampled).toBeGreaterThan(2 * one)
  })
})

describe.each([plain, ensemble, noisy])('the laws of $name', (method) => {
  for (const law of laws.method(method).filter(({ name }) => name.includes('prediction')))
    it(law.name, () => law.check({ numRuns: 5 }), 120_000)
})
