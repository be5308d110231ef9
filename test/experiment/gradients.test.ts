import { describe, expect, it } from 'vitest'
import { ticksOf } from '../../src/cli/ticks.ts'
import { defaults, type Method, type MethodProgram, type Values } from '../../src/dsl/index.ts'
import { run } from '../../src/experiment/index.ts'
import { type Extent, gradientsOf } from '../../src/interpreters/cost/index.ts'
import { agem, emcl, er, ewc, finetune, gem, joint, laMaml, mas, mer, si } from '../../src/methods/index.ts'
import { batchesOf } from '../../src/streams/index.ts'
import { gathered, sessionOf, spotStream, startedOf } from './digits.ts'

const programOf = (method: Method, values: Values): MethodProgram =>
  method.program({ ...defaults(method.options), ...values })

const batch = (method: Method, values: Values, extents: Readonly<Record<string, Extent>> = {}) =>
  gradientsOf(programOf(method, values).handlers.onBatch!, 10, extents, 10)

const end = (method: Method, values: Values) => gradientsOf(programOf(method, values).handlers.onTaskEnd!, 300, {}, 10)

/** Each by hand, for a batch of 10 examples. */
const rows: readonly (readonly [string, number | undefined, number])[] = [
  ['finetune: one an example', batch(finetune, {}), 10],
  ['ewc: penalties take none', batch(ewc, {}, { past: { tasks: 4, capacity: 0 } }), 10],
  ['ewc at the end of a task: one for each example of its Fisher information', end(ewc, { samples: 200 }), 200],
  [
    'mas at the end of a task, an output at a time: one for each example and output',
    end(mas, { samples: 200, form: 'perOutput' }),
    2000,
  ],
  ['ewc at the end of a task that has fewer', end(ewc, { samples: 1000 }), 300],
  ['si: the gradient is taken once, however often it is mentioned', batch(si, {}), 10],
  ['mas at the end of a task: gradients of the outputs count', end(mas, { samples: 100 }), 100],
  ['er: the batch and as many old examples', batch(er, { replay: 7 }), 17],
  ['gem: the batch, and the memory of each past task', batch(gem, {}, { memory: { tasks: 3, capacity: 5 } }), 25],
  ['agem: the batch and a sample of memory', batch(agem, { sample: 30 }), 40],
  ['mer: batches × (1 + replay) an example', batch(mer, { batches: 4, replay: 6 }), 10 * 4 * 7],
  ['emcl: inner steps × glances', batch(emcl, { innerSteps: 3, glances: 2, memory: 0 }), 60],
  [
    'laMaml: a glance steps through the batch, and looks at batch and memory at each step',
    batch(laMaml, { glances: 2, replay: 5 }),
    2 * (10 + 10 * 15),
  ],
  ['joint: the batch and earlier examples, at each glance', batch(joint, { replay: 20, glances: 3 }), 90],
]

describe('gradientsOf', () => {
  it.each(rows)('%s', (_, counted, expected) => {
    expect(counted).toBe(expected)
  })

  it('a run adds them up over its events', async () => {
    const stream = spotStream(2, 25)
    const session = sessionOf(gem)
    const program = gem.program(defaults(gem.options))
    const last = (await gathered(run({ started: startedOf(gem, stream, 10), program, stream, session }))).at(-1)
    const memory = Number(defaults(gem.options).memory)
    // The first task has no past; in the second each of three batches looks at the memory of the first.
    expect(last).toMatchObject({ _tag: 'RunEnded', gradients: 25 + 25 + 3 * memory })
  })

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
})
