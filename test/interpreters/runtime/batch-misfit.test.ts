import { type Either, isLeft, left } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../../src/data/index.ts'
import { defaults, type Method } from '../../../src/dsl/index.ts'
import { type Fault, render } from '../../../src/fault.ts'
import { type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { type Session, type State, session } from '../../../src/interpreters/runtime/index.ts'
import { er, oml } from '../../../src/methods/index.ts'
import { between, course, network } from '../../conformance/course.ts'
import { right } from '../../methods/played.ts'
import { devices } from '../devices/devices.ts'

const [event] = course
const { batch } = event!.batches as { readonly batch: HostBatch }

/** A batch of which a part has some numbers more or less than it should. */
const spoiled = (part: 'inputs' | 'targets' | 'weights' | 'heads', by: number): HostBatch => {
  const values = batch[part] ?? batch.targets
  const other = new Float32Array(values.length + by)
  other.set(values.subarray(0, other.length))
  return { ...batch, [part]: other }
}

/** What is said of four examples with six inputs and three outputs. */
const said = {
  inputs: (got: number) => `of 4 must have 6 numbers an input, 24 in all, got ${got}.`,
  targets: (got: number) => `of 4 must have 3 of targets an example, 12 in all, got ${got}.`,
  weights: (got: number) => `of 4 must have 1 of weights an example, 4 in all, got ${got}.`,
  heads: (got: number) => `of 4 must have 3 of heads an example, 12 in all, got ${got}.`,
} as const
const parts = ['inputs', 'targets', 'weights', 'heads'] as const
/** Blocks of some devices are longer than what is in them: the last is too long for any. */
const lengths = [-1, 1, 1000]
const odd = parts.flatMap((part) => lengths.map((by) => [part, by, spoiled(part, by)] as const))

const words = (result: Either<Fault, unknown>): string =>
  isLeft(result) ? render(result.left).split('\n')[0]! : 'nothing'

const numbersOf = async <B>(own: Session<B>, state: State<B>): Promise<readonly (readonly number[])[]> =>
  right(await own.read(state.theta!)()).map((tensor) => Array.from(tensor))

const asks = <B>(device: Device<B>) => {
  const of = ({ program, options }: Method) =>
    session({ program: program(defaults(options)), network, between, device })
  return {
    /** What comes of an odd batch before a whole one, and what of the whole one alone. */
    events: async (wrong: HostBatch) => {
      const own = of(er)
      const [start, alone] = [right(await own.initial(1)()), right(await own.initial(1)())]
      const before = own.buffers()
      const refused = words(await own.handle(1, start, { ...event!, batches: { batch: wrong } })())
      const [next, same] = [
        right(await own.handle(1, start, event!)()),
        right(await own.handle(1, alone, event!)()),
      ] as const
      const numbers = [await numbersOf(own, next), await numbersOf(own, same)] as const
      const left = own.buffers() - before
      for (const state of [next, same]) own.release(state)
      return { refused, numbers, left }
    },
    /** What comes of many events of which the second is odd. */
    many: async (wrong: HostBatch) => {
      const own = of(er)
      const { state, found, fault } = await own.handleAll(1, right(await own.initial(1)()), [
        event!,
        { ...event!, batches: { batch: wrong } },
        event!,
      ])()
      own.release(state)
      return { gone: found.length, refused: fault === undefined ? 'nothing' : words(left(fault)) }
    },
    adapting: async (support: HostBatch) => {
      const own = of(oml)
      const state = right(await own.initial(1)())
      const refused = words(await own.adapt(1, state, { task: 0, episode: 0, batch: 0, steps: 1, support })())
      own.release(state)
      return refused
    },
    predicting: async (inputs: Float32Array) => {
      const own = of(er)
      const state = right(await own.initial(1)())
      const predictor = right(await own.predictor(1, state, 0)())
      const refused = words(await predictor.outputs(inputs, 4)())
      predictor.release()
      own.release(state)
      return refused
    },
  }
}

const all = [
  // Of which two events are one call.
  ['reference', asks(referenceDevice(2))] as const,
  ...devices.map((device) => [device.name, asks(device)] as const),
]

describe.each(all)('a batch that is none of the network, on %s', (_, on) => {
  it.each(odd)('law: is refused for its %s, %d too many, and nothing comes of it', async (part, _by, wrong) => {
    const { refused, numbers, left } = await on.events(wrong)
    expect(refused).toBe(`er onBatch: \`batch\` ${said[part]((wrong[part] ?? []).length)}`)
    expect(numbers[0]).toEqual(numbers[1])
    expect(left).toBe(0)
  })
  it('ends many events where it stands among them', async () => {
    expect(await on.many(spoiled('targets', 3))).toEqual({
      gone: 1,
      refused: `er onBatch: \`batch\` ${said.targets(15)}`,
    })
    expect(await on.many(batch)).toEqual({ gone: 3, refused: 'nothing' })
  })
  it('is not adapted to, and no prediction is asked for', async () => {
    expect(await on.adapting(spoiled('targets', 3))).toBe(`oml adapt: \`support\` ${said.targets(15)}`)
    expect(await on.predicting(spoiled('inputs', 6).inputs)).toBe(`er prediction: inputs ${said.inputs(30)}`)
  })
  it('control: one that is, with whatever heads, is taken', async () => {
    expect(await on.adapting(batch)).toBe('nothing')
    expect(await on.predicting(batch.inputs)).toBe('nothing')
    expect((await on.many({ ...batch, heads: new Float32Array(12).fill(1) })).gone).toBe(3)
  })
})
