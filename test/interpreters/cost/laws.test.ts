import { describe, expect, it } from 'vitest'
import {
  decodeOptions,
  defineMethod,
  divide,
  grad,
  less,
  metaUpdate,
  type Params,
  positive,
  when,
} from '../../../src/dsl/index.ts'
import {
  type Cost,
  courseOf,
  derivativesOf,
  flops,
  sensitivitiesOf,
  wideningOf,
} from '../../../src/interpreters/cost/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { dense, groupNormalisation } from '../../../src/networks/index.ts'
import { between, course, network } from '../../conformance/course.ts'
import { rows } from '../../conformance/rows.ts'
import { right } from '../../methods/played.ts'
import { playedOn, watchedCpu } from './instruments.ts'

const length = { tasks: [12, 12], schedule: { batch: 4 } }
const around = { network, between }
const programOf = (name: string, set: Readonly<Record<string, number | string>> = {}) => {
  const row = rows.find((one) => one.name === name)!
  return methods[name]!.program(right(decodeOptions(name, methods[name]!.options, { ...row.set, ...set })))
}
const told = async (program: ReturnType<typeof programOf>, of = length) =>
  right(await courseOf({ ...around, program }, of)())

/** Measures the loss and does nothing with it. */
const onlyLooks = defineMethod({
  name: 'onlyLooks',
  source: 'none',
  options: {},
  state: () => ({ seen: 0 }),
  onBatch:
    () =>
    ({ theta, batch, loss }) => ({ seen: loss(batch)(theta) }),
})

describe('forward and backward', () => {
  it('what a gradient takes forward is what its loss takes alone', async () => {
    const descends = (await told(programOf('finetune'))).tasks[0]!.batch
    const looks = (await told(onlyLooks.program({}))).tasks[0]!.batch
    // The gradient needs Σ exp(z − shift) and the probabilities, but neither the logarithm nor the mean of the surprise.
    expect(descends.backward.most).toBeGreaterThan(0)
    expect(looks.backward.most).toBe(0)
    expect(descends.forward.most).toBeLessThanOrEqual(looks.forward.most)
    // Per example: the logarithm and its sum with the shift, picking the label's logit, the difference, the weighted mean.
    const spared = 4 * (1 + 1 + 3 + 2 + 1 + 1) + 4 + 1
    expect(looks.forward.most - descends.forward.most).toBeLessThanOrEqual(spared)
  })

  it('by hand: the matrix products of one step on 4 examples through 6-5-3', async () => {
    const { batch } = (await told(programOf('finetune'))).tasks[0]!
    const products = 2 * 4 * (6 * 5 + 5 * 3)
    // Back: both slopes, and the cotangent of the hidden layer; none of the input.
    const back = 2 * 4 * (6 * 5 + 5 * 3 + 5 * 3)
    // What else there is goes by elements of [4,5] and [4,3].
    expect(batch.forward.most - products).toBeGreaterThan(0)
    expect(batch.forward.most - products).toBeLessThan(4 * (3 * 5 + 12 * 3))
    expect(batch.backward.most - back).toBeGreaterThan(0)
    expect(batch.backward.most - back).toBeLessThan(4 * (3 * 5 + 12 * 3) + 45)
  })

  it('a gradient takes at most four times what its function takes (Baur and Strassen)', async () => {
    for (const name of ['finetune', 'er', 'si', 'agem']) {
      const { total } = await told(programOf(name))
      expect(total.backward.most).toBeLessThanOrEqual(4 * total.forward.most)
    }
  })

  it('EMCL takes no Hessian-vector product, whatever its options', async () => {
    for (const { name, method, set } of rows.filter((row) => row.method === 'emcl')) {
      const { total } = right(
        await courseOf(
          { ...around, program: methods[method]!.program(right(decodeOptions(name, methods[method]!.options, set))) },
          length,
        )(),
      )
      expect([name, total.hessianProducts.most]).toEqual([name, 0])
    }
  })
})

describe('many tasks', () => {
  // No batch is as large as a number of past tasks: constants of the same shape would be one value in that task, and in no other.
  const many = { tasks: new Array<number>(9).fill(20), schedule: { batch: 10 } }
  it.each(['ewc', 'gem', 'mas'])('of %s cost the same when those between are left out', async (name) => {
    const setting = { ...around, program: programOf(name) }
    const seen: number[] = []
    const short = right(await courseOf(setting, many)())
    const long = right(await courseOf(setting, many, { everyTask: true, onTask: (task) => seen.push(task) })())
    const works = ({ peak, ...work }: Cost) => work
    expect(works(short.total)).toEqual(works(long.total))
    expect(short.tasks.map(({ total }) => works(total))).toEqual(long.tasks.map(({ total }) => works(total)))
    expect(short.tasks.map((task) => [task.stateBytes, task.remembered])).toEqual(
      long.tasks.map((task) => [task.stateBytes, task.remembered]),
    )
    expect(Math.abs(short.total.peak.most - long.total.peak.most)).toBeLessThanOrEqual(0.1 * long.total.peak.most)
    expect(seen.length).toBe(9)
  })
  it('EWC grows by a line with tasks, GEM by a parabola in the work', async () => {
    const works = async (name: string) =>
      (await told(programOf(name), many)).tasks.slice(2).map(({ batch }) => flops(batch).most)
    const bends = (list: readonly number[]) => list.slice(2).map((x, i) => x - 2 * list[i + 1]! + list[i]!)
    expect(new Set(bends(await works('ewc')))).toEqual(new Set([0]))
    expect(new Set(bends(await works('gem'))).size).toBe(1)
    expect(bends(await works('gem'))[0]).toBeGreaterThan(0)
  })
  it('passes count as often as they are made', async () => {
    const once = await told(programOf('er'))
    const twice = await told(programOf('er'), { tasks: [12, 12], schedule: { batch: 4, epochs: 2 } as never })
    const [row] = rows.filter(({ name }) => name === 'er')
    // But for what is drawn before the first batch: nothing.
    const missing = Number(row!.set.replay) * Number(row!.set.glances)
    expect(twice.total.gradients.most + missing).toBe(2 * (once.total.gradients.most + missing))
    expect(flops(twice.total).most).toBe(2 * flops(once.total).most)
  })
})

describe('conditions', () => {
  /** One step, and two where the loss is above a bound. */
  const careful = defineMethod({
    name: 'careful',
    source: 'none',
    options: { bound: positive(1) },
    state: () => ({}),
    onBatch:
      (o) =>
      ({ theta, batch, loss }) => {
        const step = (at: Params) => metaUpdate({ direction: grad(loss(batch))(at), rate: 0.01 })(at)
        return { theta: when(less(loss(batch)(theta), o.bound), { theta }, { theta: step(step(theta)) }).theta }
      },
  })
  it('give two bounds, and a run that goes one way meets one of them', async () => {
    const cpu = await watchedCpu()
    const at = async (bound: number) => {
      const setting = { ...around, program: careful.program({ bound }) }
      return { total: right(await courseOf(setting, length)()).total, seen: await playedOn(cpu(), setting, course) }
    }
    const [calm, busy] = [await at(1e9), await at(1e-9)]
    expect(calm.total.gradients).toEqual({ least: 0, most: 2 * 2 * 12 })
    expect(flops(calm.total).least).toBe(calm.seen.flops)
    expect(calm.total.callsSimplified.least).toBe(calm.seen.calls)
    expect(flops(busy.total).most).toBe(busy.seen.flops)
    expect(busy.total.callsSimplified.most).toBe(busy.seen.calls)
    expect(calm.seen.flops).toBeLessThan(busy.seen.flops)
  })
})

describe('how it grows', () => {
  it('EMCL by a line with inner steps and glances, in gradients, work and calls', async () => {
    const { options } = methods.emcl!
    const values = right(decodeOptions('emcl', options, rows.find(({ name }) => name === 'emcl')!.set))
    const program = methods.emcl!.program(values)
    const { occurrences } = await told(program)
    const found = right(await sensitivitiesOf({ method: methods.emcl!, values }, around, occurrences)())
    const steps = found.find(({ option }) => option === 'innerSteps')!
    const examples = 4 + Math.min(Number(values.replay), Number(values.memory))
    expect(steps.growth.gradients).toEqual({ _tag: 'Linear', step: examples * Number(values.glances) })
    expect(steps.growth.hessianProducts).toEqual({ _tag: 'Constant' })
    expect(steps.growth.flops._tag).toBe('Linear')
    expect(steps.growth.kernelCalls._tag).toBe('Linear')
    // It has no residuals to keep: more inner steps take no more memory.
    expect(steps.growth.peakBytes._tag).toBe('Constant')
  })
  it('second-order La-MAML in memory with each sample that it looks ahead through; EMCL not', async () => {
    const peak = async (name: string, batch: number, set: Readonly<Record<string, string>> = {}) =>
      (await told(programOf(name, set), { tasks: [12, 12], schedule: { batch } })).total.peak.most
    const grown = async (name: string, set: Readonly<Record<string, string>> = {}) =>
      (await peak(name, 12, set)) / (await peak(name, 2, set))
    expect(await grown('laMaml', { order: 'second' })).toBeGreaterThan(2 * (await grown('emcl')))
  })
  it('with parameters, in state and work', async () => {
    const program = programOf('emcl')
    const { occurrences } = await told(program)
    const { parameters, points } = right(await wideningOf({ ...around, program }, occurrences)())!
    expect(parameters[0]).toBe(6 * 5 + 5 + 5 * 3 + 3)
    expect(points.map(({ stateBytes }) => stateBytes)).toEqual(parameters.map((count) => 4 * 3 * count))
    expect(points[2]!.flops).toBeGreaterThan(points[0]!.flops)
  })
  it('with parameters only where a wider network is one', async () => {
    const widening = async (groups: number) => {
      const layers = [dense('a', 4), groupNormalisation('n', groups), dense('output', 'outputs')]
      const setting = { ...around, program: programOf('emcl'), network: { ...network, layers } }
      const { occurrences } = right(await courseOf(setting, length)())
      return right(await wideningOf(setting, occurrences)())
    }
    expect((await widening(1))?.parameters).toHaveLength(3)
    expect(await widening(4)).toBeUndefined()
  })
})

describe('derivativesOf', () => {
  it('laMaml to second order: a Hessian-vector product a sample and glance, by hand', () => {
    const handler = methods.laMaml!.program(
      right(decodeOptions('laMaml', methods.laMaml!.options, { glances: 2, replay: 5, order: 'second' })),
    ).handlers.onBatch!
    expect(derivativesOf(handler, { batch: 10 }, {}, 3).hessianProducts).toEqual({ least: 20, most: 20 })
  })
  it('a gradient within a gradient that does not depend on what is differentiated has none', () => {
    const aside = defineMethod({
      name: 'aside',
      source: 'none',
      options: {},
      state: () => ({}),
      onBatch:
        () =>
        ({ theta, batch, loss }) => {
          const fixed = grad(loss(batch))(theta)
          const f = (at: Params) => loss(batch)(metaUpdate({ direction: fixed, rate: divide(1, 10) })(at))
          return { theta: grad(f)(theta) }
        },
    })
    expect(derivativesOf(aside.program({}).handlers.onBatch!, { batch: 10 }, {}, 3).hessianProducts.most).toBe(0)
  })
})
