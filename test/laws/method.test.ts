import { describe, expect, it } from 'vitest'
import {
  add,
  defineMethod,
  gradientStep,
  type Method,
  multiply,
  positive,
  push,
  reservoir,
} from '../../src/dsl/index.ts'
import { type Device, referenceDevice } from '../../src/interpreters/devices/index.ts'
import { laws, type MethodUnderTest } from '../../src/laws/index.ts'
import { methods } from '../../src/methods/index.ts'
import { diverging } from '../cli/methods/diverging.ts'

const scaled = (of: readonly number[] | ArrayLike<number>, by: number): number[] => Array.from(of, (x) => x * by)

/** Descends, remembers the batch, and answers half way from where it was at the end of a task. */
const honest = defineMethod({
  name: 'honest',
  source: 'a test',
  options: { rate: positive(0.05) },
  state: (_, theta0) => ({ kept: theta0, memory: reservoir(4) }),
  onBatch:
    (o) =>
    ({ theta, memory, batch, loss }) => ({
      theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta),
      memory: push(memory, batch),
    }),
  onTaskEnd:
    () =>
    ({ theta }) => ({ kept: theta }),
  predict:
    () =>
    ({ theta, kept }) => ({ theta: multiply(0.5, add(theta, kept)) }),
})

const exploding: Method = defineMethod({
  name: 'exploding',
  source: 'a test',
  options: {},
  state: () => ({}),
  onBatch:
    () =>
    ({ theta }) => ({ theta: multiply(1e200, theta) }),
})

const reference = (): Device<never> => referenceDevice() as unknown as Device<never>
const broken = (change: (device: Device<never>, events: number) => Partial<Device<never>>): MethodUnderTest => ({
  method: honest,
  device: (course) => {
    const device = reference()
    return { ...device, ...change(device, course.length) } as unknown as Device<unknown>
  },
})

const off = broken((device) => ({ upload: (shape, values) => device.upload(shape, scaled(values, 1.001)) }))
const keeping = broken((device) => ({ read: (buffer) => device.read(device.retain(buffer)) }))
const drifting = (): MethodUnderTest => {
  const asked = { count: 0 }
  return broken((device) => ({
    upload: (shape, values) => {
      asked.count += 1
      return device.upload(shape, scaled(values, 1 + asked.count * 1e-9))
    },
  }))
}

/** Devices and methods with one fault each, and how the law begins that is meant for it. */
const faults: Readonly<Record<string, readonly [MethodUnderTest, string]>> = {
  'a device that is off by a thousandth': [off, 'from equal states every event gives equal states'],
  'a device that drifts from play to play': [drifting(), 'the same seed and stream give the same states'],
  'a device that keeps what it reads': [keeping, 'after every event the device holds the state and nothing else'],
  'a device that writes into what it is given': [
    broken((device) => ({
      compile: (program) => {
        const run = device.compile(program)
        return (inputs) => {
          const outputs = run(inputs)
          const [first] = inputs as unknown as readonly { readonly data: Float64Array }[]
          if (first !== undefined) first.data[0] = (first.data[0] ?? 0) + 1
          return outputs
        }
      },
    })),
    'an event changes nothing that it is given',
  ],
  'a device that knows how long the stream will be': [
    broken((device, events) => ({
      upload: (shape, values) => device.upload(shape, scaled(values, 1 + events / 1024)),
    })),
    'the states up to the end of task t do not depend',
  ],
  'a device that keeps what it reads, asked for predictions': [keeping, 'a prediction is a function'],
  'a device that drifts from prediction to prediction': [drifting(), 'a prediction is a function'],
  'a device that is off by a thousandth, asked for predictions': [off, 'from equal states predictions are equal'],
  'a method that says it looks at no labels, and does': [
    { method: honest, unlabelled: ['onBatch'] },
    'onBatch gives the same numbers whatever the labels are',
  ],
  'a method that diverges': [{ method: exploding }, 'the state stays finite'],
  'a method that diverges at a bound of an option': [{ method: diverging }, 'with an option at its bound'],
}

/** The laws that begin so and find a case against it, of those that need no other device. */
const objectionsTo = async (of: MethodUnderTest, beginning = ''): Promise<readonly string[]> => {
  const among = laws.method(of).filter(({ name }) => name.startsWith(beginning) && !/ on (wasm|cpu),/.test(name))
  const found: string[] = []
  for (const law of among)
    if ((await law.judge({ numRuns: 20, endOnFailure: true })).against !== undefined) found.push(law.name)
  return found
}

describe('control: the laws of a method', () => {
  it.each(Object.entries(faults))('turn down %s', async (_, [wrong, meant]) => {
    expect(await objectionsTo(wrong, meant)).toHaveLength(1)
  })
  it('turn down by one law alone what is wrong in one way alone', async () => {
    expect(await objectionsTo({ method: diverging })).toEqual(['with an option at its bound the state stays finite'])
  })
  it('find nothing against an honest method on an honest device, nor against what MAS says of itself', async () => {
    expect(await objectionsTo({ method: honest, device: () => referenceDevice() as Device<unknown> })).toEqual([])
    expect(await objectionsTo({ method: methods.mas!, unlabelled: ['onTaskEnd'] }, 'onTaskEnd')).toEqual([])
  })
})
