import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../../src/compiler/index.ts'
import {
  append,
  defineMethod,
  gradientStep,
  perTask,
  push,
  reservoir,
  ring,
  slidingWindow,
} from '../../../src/dsl/index.ts'
import { programOf } from '../../../src/experiment/index.ts'
import { orThrow } from '../../../src/fault.ts'
import { decodeSafetensors, encodeSafetensors } from '../../../src/formats/index.ts'
import { backends, type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { session, surroundingsOf } from '../../../src/interpreters/runtime/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { batchNormalisation, dense, flatten, type Network, relu } from '../../../src/networks/index.ts'
import { decodeState, encodeState, stateForm } from '../../../src/saved/index.ts'
import { between, course, network } from '../../conformance/course.ts'

const right = <A>(of: E.Either<unknown, A>): A => {
  if (E.isLeft(of)) throw new Error(JSON.stringify(of.left))
  return of.right
}

const [opened] = await Promise.all([backends.find(({ name }) => name === 'wasm')!.open()])
const wasm = E.isRight(opened) ? opened.right : undefined

/** One slot of every kind. */
const everything = defineMethod({
  name: 'everything',
  source: 'a test',
  options: {},
  state: (_, theta0) => ({
    past: perTask(theta0),
    rate: 0.1,
    reservoir: reservoir(5),
    ring: ring(3),
    window: slidingWindow(4),
  }),
  onBatch:
    () =>
    ({ reservoir: r, ring: o, window, batch, rate, theta, loss }) => ({
      reservoir: push(r, batch),
      ring: push(o, batch),
      window: push(window, batch),
      rate,
      theta: gradientStep({ loss: loss(batch), rate })(theta),
    }),
  onTaskEnd:
    () =>
    ({ past, theta }) => ({ past: append(past, theta) }),
})

const normalised: Network = {
  name: 'normalised',
  layers: [flatten, dense('layer1', 5), batchNormalisation('norm'), relu, dense('output', 'outputs')],
  initialisation: 'xavierUniform',
  loss: 'crossEntropy',
}

const settingOf = (name: string, net: Network) => {
  const method = name === 'everything' ? everything : methods[name]!
  const options = Object.fromEntries(Object.entries(method.options).map(([of, { fallback }]) => [of, fallback]))
  return { program: right(programOf({ name, method, options })), network: net, between }
}

/** A state as it is written and read again: its numbers as bytes, the rest as text. */
const writtenAndRead = (snapshot: Snapshot, setting: ReturnType<typeof settingOf>): Snapshot => {
  const naming = { ...between, layouts: surroundingsOf(setting).layouts }
  const { form, tensors } = encodeState(naming)(snapshot)
  const bytes = right(encodeSafetensors(tensors))
  const read = right(decodeSafetensors(bytes))
  return right(
    decodeState({
      form: right(stateForm.decode(JSON.parse(JSON.stringify(stateForm.encode(form))))),
      tensors: read.tensors,
    }),
  )
}

const taken = async <B>(device: Device<B>, setting: ReturnType<typeof settingOf>, cut: number) => {
  const own = session({ ...setting, device })
  const on = async (state: Awaited<ReturnType<ReturnType<typeof own.initial>>>, events: typeof course) => {
    let at = right(state)
    for (const event of events) at = await orThrow(own.handle(1, at, event))
    return at
  }
  const half = await on(await own.initial(1)(), course.slice(0, cut))
  const snapshot = await orThrow(own.save(half))
  const back = writtenAndRead(snapshot, setting)
  const ended = await orThrow(own.save(await on(E.right(half), course.slice(cut))))
  const again = await orThrow(own.save(await on(E.right(await orThrow(own.restore(back))), course.slice(cut))))
  return { snapshot, back, ended, again }
}

const plain = (snapshot: Snapshot) =>
  JSON.parse(JSON.stringify(snapshot, (_, of) => (ArrayBuffer.isView(of) ? Array.from(of as Float32Array) : of)))

const cases = [
  'everything',
  'ewc',
  'gem',
  'agem',
  'si',
  'mas',
  'er',
  'mer',
  'laMaml',
  'emcl',
  'onlineEwc',
  'derpp',
  'erBalanced',
  'icarl',
].flatMap((name) => [network, normalised].map((net) => [name, net] as const))

describe('law: decodeState ∘ encodeState is the identity, and what is restored goes on as it would have', () => {
  it.each(cases.map(([name, net]) => [name, net.name, net] as const))('%s on %s', async (name, _, net) => {
    const setting = settingOf(name, net)
    const { snapshot, back, ended, again } = await taken(wasm!, setting, 5)
    expect(back).toEqual(snapshot)
    expect(again).toEqual(ended)
    // The second half changes something: else going on from anything would do.
    expect(plain(ended)).not.toEqual(plain(snapshot))
  })
  it('numbers of float64 stay what they are', async () => {
    const setting = settingOf('ewc', network)
    const { snapshot, back, ended, again } = await taken(referenceDevice(), setting, 5)
    expect(plain(back)).toEqual(plain(snapshot))
    expect(plain(again)).toEqual(plain(ended))
  })
})

describe('tensors have the names and shapes of what they are', () => {
  it('of parameters, lists, numbers and memories', async () => {
    const setting = settingOf('everything', normalised)
    const { snapshot } = await taken(wasm!, setting, course.length)
    const { tensors } = encodeState({ ...between, layouts: surroundingsOf(setting).layouts })(snapshot)
    const shapes = Object.fromEntries(tensors.map(({ name, shape }) => [name, shape]))
    expect(shapes).toMatchObject({
      'theta/layer1.weight': [6, 5],
      'theta/norm.scale': [5],
      'running statistics/norm.mean': [5],
      rate: [],
      'reservoir/inputs': [5, 6],
      'reservoir/targets': [5, 3],
      'reservoir/tasks': [5],
      'ring/0/inputs': [3, 6],
      'ring/1/inputs': [3, 6],
      'window/inputs': [4, 6],
    })
    expect(Object.keys(shapes).filter((name) => name.startsWith('past/1/'))).toHaveLength(6)
  })
})

describe('what is missing is told by name', () => {
  const broken = async (
    change: (of: ReturnType<ReturnType<typeof encodeState>>) => ReturnType<ReturnType<typeof encodeState>>,
  ) => {
    const setting = settingOf('everything', network)
    const { snapshot } = await taken(referenceDevice(), setting, 5)
    return decodeState(change(encodeState({ ...between, layouts: surroundingsOf(setting).layouts })(snapshot)))
  }
  it('a tensor', async () =>
    expect(
      await broken(({ form, tensors }) => ({ form, tensors: tensors.filter(({ name }) => name !== 'ring/0/targets') })),
    ).toMatchObject({ left: { where: 'saved state', path: ['ring/0/targets'], got: 'none' } }))
  it('rows of a memory', async () =>
    expect(
      await broken(({ form, tensors }) => ({
        form,
        tensors: tensors.map((one) =>
          one.name === 'ring/0/tasks' ? { ...one, shape: [1], values: one.values.slice(0, 1) } : one,
        ),
      })),
    ).toMatchObject({ left: { path: ['ring/0/tasks'] } }))
})
