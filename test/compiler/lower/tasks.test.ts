import { describe, expect, it } from 'vitest'
import type { LanesChoice } from '../../../src/compiler/index.ts'
import {
  add,
  append,
  type Batch,
  coneProjection,
  count,
  defineMethod,
  divide,
  foldTasks,
  gaussian,
  grad,
  gradientStep,
  guardedDivide,
  innerLoop,
  type List,
  like,
  literal,
  type Memory,
  mapTasks,
  meanOverTasks,
  multiply,
  norm,
  type Objective,
  type Params,
  perTask,
  push,
  ring,
  type Scalar,
  shuffle,
  subtract,
  sum,
  take,
  totalOverTasks,
} from '../../../src/dsl/index.ts'
import { type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { session } from '../../../src/interpreters/runtime/index.ts'
import { type Program, reachableFrom } from '../../../src/ir/index.ts'
import { courseOf } from '../../../src/laws/courses.ts'
import { counting } from '../../../src/laws/roundings.ts'
import { mlp } from '../../../src/networks/index.ts'
import { devices } from '../../interpreters/devices/devices.ts'
import { right } from '../../methods/played.ts'

interface Given {
  readonly theta: Params
  readonly memory: Memory<'ring'>
  readonly batch: Batch
  readonly loss: (x: Batch) => Objective
}
type Direction = (given: Given) => Params

const stepped = (loss: Objective, theta: Params): Params => innerLoop(2, gradientStep({ loss, rate: 0.3 }))(theta)

/** The same over the past tasks of a memory: made of all at once, and one by one by steps along them. */
const pairs: Readonly<Record<string, { readonly atOnce: Direction; readonly oneByOne: Direction }>> = {
  'Σ of gradients': {
    atOnce: ({ theta, memory, loss }) => totalOverTasks(mapTasks(memory, (m) => grad(loss(m))(theta))),
    oneByOne: ({ theta, memory, loss }) =>
      foldTasks(memory, (so: Params, m: Batch) => add(so, grad(loss(m))(theta)))(like(theta, 0)),
  },
  'a mean of gradients, with noise and rows in an order of their own, of all at once and of elements': {
    atOnce: ({ theta, memory, loss }) =>
      meanOverTasks(
        mapTasks(memory, (m, t) =>
          add(multiply(add(1, t), grad(loss(take(shuffle(m), 1)))(theta)), multiply(0.1, gaussian(theta))),
        ),
      ),
    oneByOne: ({ theta, memory, loss }) => {
      const sums = mapTasks(memory, (m, t) =>
        add(multiply(add(1, t), grad(loss(take(shuffle(m), 1)))(theta)), multiply(0.1, gaussian(theta))),
      )
      const list = foldTasks(sums, (so: List<Params>, g: Params) => append(so, g))(perTask(theta))
      return guardedDivide(totalOverTasks(list), totalOverTasks(mapTasks(list, () => literal(1))))
    },
  },
  'the slope of a sum of losses after steps': {
    atOnce: ({ theta, memory, batch, loss }) =>
      grad((at: Params) => totalOverTasks(mapTasks(memory, (m) => loss(m)(stepped(loss(batch), at)))))(theta),
    oneByOne: ({ theta, memory, batch, loss }) =>
      grad((at: Params) =>
        foldTasks(memory, (so: Scalar, m: Batch) => add(so, loss(m)(stepped(loss(batch), at))))(
          multiply(0, sum(theta)),
        ),
      )(theta),
  },
  'a sum over what is made of several results': {
    atOnce: ({ theta, memory, loss }) => {
      const each = mapTasks(memory, (m, t) => ({ g: grad(loss(m))(stepped(loss(m), theta)), weight: add(t, 0.5) }))
      return totalOverTasks(
        mapTasks(each, ({ g, weight }, t) => multiply(divide(weight, add(1, multiply(t, norm(g)))), g)),
      )
    },
    oneByOne: ({ theta, memory, loss }) =>
      foldTasks(memory, (so: Params, m: Batch, t: Scalar) => {
        const g = grad(loss(m))(stepped(loss(m), theta))
        return add(so, multiply(divide(add(t, 0.5), add(1, multiply(t, norm(g)))), g))
      })(like(theta, 0)),
  },
  'a sum over one more than they are': {
    atOnce: ({ theta, memory, batch, loss }) =>
      totalOverTasks(
        append(
          mapTasks(memory, (m) => grad(loss(m))(theta)),
          grad(loss(batch))(theta),
        ),
      ),
    oneByOne: ({ theta, memory, batch, loss }) =>
      foldTasks(memory, (so: Params, m: Batch) => add(so, grad(loss(m))(theta)))(grad(loss(batch))(theta)),
  },
  'a sum over a list of the examples themselves': {
    atOnce: ({ theta, memory, loss }) =>
      totalOverTasks(
        mapTasks(
          mapTasks(memory, (m) => m),
          (m: Batch, t) => multiply(add(1, t), grad(loss(m))(theta)),
        ),
      ),
    oneByOne: ({ theta, memory, loss }) =>
      foldTasks(memory, (so: Params, m: Batch, t: Scalar) => add(so, multiply(add(1, t), grad(loss(m))(theta))))(
        like(theta, 0),
      ),
  },
  'a projection on all of them': {
    atOnce: ({ theta, memory, batch, loss }) =>
      coneProjection({ margin: 0.1, ridge: 0.01 })(mapTasks(memory, (m) => grad(loss(m))(theta)))(
        subtract(0, grad(loss(batch))(theta)),
      ),
    oneByOne: ({ theta, memory, batch, loss }) =>
      coneProjection({ margin: 0.1, ridge: 0.01 })(
        foldTasks(memory, (so: List<Params>, m: Batch) => append(so, grad(loss(m))(theta)))(perTask(theta)),
      )(subtract(0, grad(loss(batch))(theta))),
  },
}

/** What is made in the last of so many tasks, of all tensors. */
const madeOn = async <B>(device: Device<B>, direction: Direction, lanes: LanesChoice | undefined, tasks: number) => {
  const method = defineMethod({
    name: 'over past tasks',
    source: 'a test',
    options: { memory: count(2) },
    state: (o) => ({ memory: ring(o.memory) }),
    onBatch:
      () =>
      ({ theta, memory, batch, loss }) => ({
        theta: subtract(theta, multiply(0.05, direction({ theta, memory, batch, loss }))),
        memory: push(memory, batch),
      }),
  })
  const program = method.program({ memory: 2 } as never)
  const of = { network: mlp({ hidden: [5], activation: 'tanh' }), between: { inputShape: [4], outputs: 3 } } as const
  const own = session({ program, ...of, device, lanes, padLists: false })
  let state = right(await own.initial(1)())
  const course = courseOf(
    { features: 4, classes: 3 },
    1,
    Array.from({ length: tasks }, () => [2]),
  )
  for (const event of course) state = right(await own.handle(1, state, event)())
  const made = right(await own.read(state.theta!)()).flatMap((tensor) => Array.from(tensor))
  own.release(state)
  return made
}

const apart = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0)

const size = (a: readonly number[]): number => a.reduce((most, x) => Math.max(most, Math.abs(x)), 1)

describe.each(Object.entries(pairs))('%s', (_, { atOnce, oneByOne }) => {
  it.each(['off', 'on'] as const)(
    'law: of all past tasks at once it is what it is one by one, lanes %s',
    async (lanes) => {
      const { device, roundings } = counting(referenceDevice())
      const want = await madeOn(device, oneByOne, 'off', 4)
      expect(want.every(Number.isFinite)).toBe(true)
      const got = await madeOn(device, atOnce, lanes, 4)
      expect(apart(got, want)).toBeLessThanOrEqual(roundings() * Number.EPSILON * size(want))
    },
  )

  it.each(devices)('law: on $name, to its roundings, and nothing leaks', async (device) => {
    const counted = counting(device)
    const before = device.buffers()
    const want = await madeOn(counted.device, oneByOne, 'off', 4)
    for (const lanes of ['off', 'on', 'auto'] as const) {
      const got = await madeOn(counted.device, atOnce, lanes, 4)
      expect(apart(got, want)).toBeLessThanOrEqual(counted.roundings() * 2 ** -23 * size(want))
    }
    expect(device.buffers()).toBe(before)
  })
})

describe('whether they are lanes where nothing is said', () => {
  const { atOnce } = pairs['Σ of gradients']!
  /** How many loops there are in what a device with so much room for lanes is given to compile. */
  const loopsOn = async (laneBytes: number, lanes?: LanesChoice): Promise<number> => {
    const programs = new Set<Program>()
    const device = referenceDevice()
    const watched: typeof device = {
      ...device,
      laneBytes,
      compile: (program) => {
        programs.add(program)
        return device.compile(program)
      },
    }
    await madeOn(watched, atOnce, lanes, 3)
    return [...programs].flatMap(({ outputs }) =>
      [...reachableFrom(outputs)].filter(({ primitive }) => primitive === 'loop'),
    ).length
  }
  it('follows from the device: lanes where it gains, and a loop where it does not or lanes are off', async () => {
    expect(await loopsOn(2 ** 20)).toBe(0)
    expect(await loopsOn(2 ** 20, 'off')).toBeGreaterThan(0)
    expect(await loopsOn(0)).toBeGreaterThan(0)
  })
})

it('control: with one task more it is something else', async () => {
  const { atOnce } = pairs['Σ of gradients']!
  const [three, four] = [
    await madeOn(referenceDevice(), atOnce, 'on', 3),
    await madeOn(referenceDevice(), atOnce, 'on', 4),
  ]
  expect(apart(three, four)).toBeGreaterThan(1e-3)
})
