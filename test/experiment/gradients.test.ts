import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeOptions,
  defaults,
  defineMethod,
  draw,
  gradientStep,
  type Method,
  type MethodProgram,
  push,
  reservoir,
  type Values,
} from '../../src/dsl/index.ts'
import { judgedOn, judgesInside, run, timesInside } from '../../src/experiment/index.ts'
import { ticksOf } from '../../src/experiment/ticks.ts'
import { courseOf, type Extent, gradientsOf } from '../../src/interpreters/cost/index.ts'
import { agem, emcl, er, ewc, finetune, gem, joint, laMaml, mas, mer, si } from '../../src/methods/index.ts'
import { mlp } from '../../src/networks/index.ts'
import { batchesOf } from '../../src/streams/index.ts'
import { gathered, right, sessionOf, spotStream, startedOf } from './digits.ts'

const programOf = (method: Method, values: Values): MethodProgram =>
  method.program({ ...defaults(method.options), ...values })

const batch = (method: Method, values: Values, extents: Readonly<Record<string, Extent>> = {}) =>
  gradientsOf(programOf(method, values).handlers.onBatch!, { batch: 10 }, extents, 10)

const end = (method: Method, values: Values) =>
  gradientsOf(programOf(method, values).handlers.onTaskEnd!, { data: 300 }, {}, 10)

/** It remembers, learns nothing, and adapts to two examples of what it remembers when it is asked. */
const adapting = defineMethod({
  name: 'adapting',
  source: 'a test',
  options: {},
  state: () => ({ memory: reservoir(3) }),
  onBatch:
    () =>
    ({ memory, batch }) => ({ memory: push(memory, batch) }),
  predict:
    () =>
    ({ theta, memory, loss }) => ({
      theta: draw(memory, 2, (old) => gradientStep({ loss: loss(old), rate: 0.1 })(theta)),
    }),
})

const full: Readonly<Record<string, Extent>> = { memory: { _tag: 'Reservoir', capacity: 200, held: 200 } }

/** Each by hand, for a batch of 10 examples. */
const rows: readonly (readonly [string, number | undefined, number])[] = [
  ['finetune: one an example', batch(finetune, {}), 10],
  ['ewc: penalties take none', batch(ewc, {}, { past: { _tag: 'List', tasks: 4 } }), 10],
  ['ewc at the end of a task: one for each example of its Fisher information', end(ewc, { samples: 200 }), 200],
  [
    'mas at the end of a task, an output at a time: one for each example and output',
    end(mas, { samples: 200, form: 'perOutput' }),
    2000,
  ],
  ['ewc at the end of a task that has fewer', end(ewc, { samples: 1000 }), 300],
  ['si: the gradient is taken once, however often it is mentioned', batch(si, {}), 10],
  ['mas at the end of a task: gradients of the outputs count', end(mas, { samples: 100 }), 100],
  ['er: the batch and as many old examples', batch(er, { replay: 7 }, full), 17],
  [
    'gem: the batch, and the memory of each past task',
    batch(gem, {}, { memory: { _tag: 'Ring', capacity: 5, past: [5, 5, 5] } }),
    25,
  ],
  ['gem: no more than a past task had', batch(gem, {}, { memory: { _tag: 'Ring', capacity: 5, past: [5, 2, 0] } }), 17],
  [
    'agem: the batch and a sample of memory',
    batch(agem, { sample: 30 }, { memory: { _tag: 'Ring', capacity: 10, past: [10, 10, 10] } }),
    40,
  ],
  ['mer: batches × (1 + replay) an example', batch(mer, { batches: 4, replay: 6 }, full), 10 * 4 * 7],
  ['emcl: inner steps × glances', batch(emcl, { innerSteps: 3, glances: 2, memory: 0 }), 60],
  [
    'laMaml: a glance steps through the batch, and looks at batch and memory at each step',
    batch(laMaml, { glances: 2, replay: 5 }, full),
    2 * (10 + 10 * 15),
  ],
  ['joint: the batch and earlier examples, at each glance', batch(joint, { replay: 20, glances: 3 }, full), 90],
]

/**
 * Two tasks of 25 examples in batches of 10, 10 and 5, by hand. Before its batches a reservoir of 200 holds 0, 10, 20, 25, 35 and 45
 * examples; a ring nothing of a past task in the first, and all that it keeps of it in the second.
 */
const courses: readonly (readonly [string, Method, Values, number, number?])[] = [
  ['finetune', finetune, {}, 50],
  ['er: nothing is drawn before the first batch', er, { replay: 7 }, 50 + 5 * 7],
  ['er at each glance', er, { replay: 7, glances: 2 }, 2 * (50 + 5 * 7)],
  ['er without replacement: as many as there are', er, { replay: 30, drawing: 'without' }, 50 + 10 + 20 + 25 + 30 + 30],
  ['er with no memory', er, { memory: 0 }, 50],
  ['agem: the first task has no past', agem, {}, 50 + 3 * 10],
  ['agem: no more than the past task had', agem, { memory: 100, sample: 200 }, 50 + 3 * 25],
  ['agem: no more than are asked for', agem, { memory: 100, sample: 7 }, 50 + 3 * 7],
  ['gem: the first task has no past', gem, {}, 50 + 3 * 10],
  ['gem: no more than the past task had', gem, { memory: 100 }, 50 + 3 * 25],
  ['mer: all but the first example have a past', mer, { batches: 2, replay: 3 }, 50 * 2 * (1 + 3) - 2 * 3],
  ['mer, algorithm 6', mer, { batches: 2, replay: 3, algorithm: '6' }, 50 * 2 * (1 + 3) - 2 * 3],
  ['mer, algorithm 7', mer, { replay: 3, algorithm: '7' }, 50 * (1 + 3) - 3],
  [
    'laMaml: a batch of n takes n steps, and n looks at it and at what is drawn',
    laMaml,
    { glances: 1, replay: 4 },
    50 + 4 * 10 * 10 + 2 * 5 * 5 + 4 * (50 - 10),
  ],
  [
    'laMaml: its second glance draws from the memory after the batch',
    laMaml,
    { glances: 2, replay: 4 },
    2 * (50 + 4 * 10 * 10 + 2 * 5 * 5) + 4 * (2 * 50 - 10),
  ],
  [
    'laMaml by parts of two: the last part of five is one example',
    laMaml,
    { glances: 1, replay: 4, innerBatch: 2 },
    50 + 4 * 5 * 10 + 2 * 3 * 5 + 4 * (4 * 5 + 2 * 3 - 5),
  ],
  ['ewc at the ends of tasks: no more than there are', ewc, { samples: 1000 }, 50 + 2 * 25],
  [
    'a method that takes them to predict: two a prediction, of three exams on two tasks, the first with nothing to draw',
    adapting,
    {},
    2 * 2 * 2,
  ],
  ['the same, judged after each batch too', adapting, {}, 2 * 2 * 2 + 2 * 2 * 2 * 2, 1],
]

describe('gradientsOf', () => {
  it.each(rows)('%s', (_, counted, expected) => {
    expect(counted).toBe(expected)
  })

  it.each(
    courses.map(([name, method, set, expected, evaluateEvery]) => ({ name, method, set, expected, evaluateEvery })),
  )(
    'law: a run takes as many as by hand, and as many as it is told to cost: $name',
    async ({ method, set, expected, evaluateEvery }) => {
      const stream = spotStream(2, 25)
      const values = right(decodeOptions(method.name, method.options, set))
      const program = method.program(values)
      const events = await gathered(
        run({
          started: startedOf(method, stream, 10),
          ...{ program, stream, evaluateEvery },
          session: sessionOf(method, values),
        }),
      )
      expect(events.at(-1)).toMatchObject({ _tag: 'RunEnded', gradients: expected })
      const setting = { program, network: mlp({ hidden: [4] }), between: { inputShape: [2, 2], outputs: 3 } }
      const exams = judgedOn(2, () => 3, evaluateEvery)
      const { total, tasks } = right(await courseOf(setting, { tasks: [25, 25], schedule: { batch: 10 } }, { exams })())
      expect(events.at(-1)).toMatchObject({ remembered: tasks.at(-1)!.remembered })
      expect(total.gradients).toEqual({ least: expected, most: expected })
    },
  )

  it.each([
    [{ epochs: 3 }, 2 * 3 * 25],
    [{ iterations: 7 }, 2 * (2 * 25 + 10)],
  ])('and over its passes: %o', async (length, expected) => {
    const stream = spotStream(2, 25)
    const program = finetune.program(defaults(finetune.options))
    const started = { ...startedOf(finetune, stream, 10), ...length }
    const events = await gathered(run({ started, program, stream, session: sessionOf(finetune) }))
    expect(events.at(-1)).toMatchObject({ _tag: 'RunEnded', gradients: expected })
    const ticks = events.filter(({ _tag }) => _tag === 'BatchDone' || _tag === 'TaskJudged').length
    expect(ticks).toBe(ticksOf(stream, started))
    const batches = batchesOf(stream.tasks[0]!, started)
    expect(events).toContainEqual({ _tag: 'TaskStarted', task: 0, name: 'permutation 1', batches })
    expect(events).toContainEqual({ _tag: 'BatchDone', task: 0, batch: batches - 1, batches })
  })

  it('law: a learner is judged inside a task as often as there are batches after which it is', () =>
    fc.assert(
      fc.property(fc.nat(40), fc.option(fc.integer({ min: 1, max: 45 }), { nil: undefined }), (batches, every) => {
        const inside = Array.from({ length: batches }, (_, i) => i + 1).filter((k) => judgesInside(k, batches, every))
        expect(timesInside(batches, every)).toBe(inside.length)
      }),
    ))
})
