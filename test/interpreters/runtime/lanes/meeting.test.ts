import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type Snapshot, tensorsIn } from '../../../../src/compiler/index.ts'
import type { HostBatch } from '../../../../src/data/index.ts'
import { decodeOptions, defaults, type Method, onlyBatch } from '../../../../src/dsl/index.ts'
import type { Fault } from '../../../../src/fault.ts'
import { backends, type Device, referenceDevice } from '../../../../src/interpreters/devices/index.ts'
import {
  meetingOn,
  type Session,
  type State,
  type StreamEvent,
  session,
} from '../../../../src/interpreters/runtime/index.ts'
import { arbitraries } from '../../../../src/laws/index.ts'
import { counting } from '../../../../src/laws/roundings.ts'
import { methods } from '../../../../src/methods/index.ts'
import { mlp } from '../../../../src/networks/index.ts'
import * as course6 from '../../../conformance/course.ts'
import { right } from '../../../methods/played.ts'
import { devices } from '../../devices/devices.ts'

const between = { inputShape: [3], outputs: 3 }
const network = mlp({ hidden: [4] })
const wasm = right(await backends.find(({ name }) => name === 'wasm')!.open())

/** Four examples of a seed, told apart by all that they are of. */
const batchOf = (seed: number, task: number, at: number, scale: number): HostBatch => ({
  count: 4,
  inputs: Float32Array.from({ length: 12 }, (_, i) => scale * Math.sin(17 * i + 29 * at + 5 * task + 3 * seed)),
  inputShape: [3],
  targets: Float32Array.from({ length: 12 }, (_, i) => ((Math.floor(i / 3) + at) % 3 === i % 3 ? 1 : 0)),
  weights: Float32Array.of(1, 1, at % 2, 1),
  classes: 3,
  task,
})

type Events = (seed: number) => readonly StreamEvent[]

/** Tasks of three batches, each with its end. */
const course =
  (tasks = 2, lost: { readonly seed: number; readonly batch: number } = { seed: -1, batch: -1 }): Events =>
  (seed) =>
    Array.from({ length: tasks }, (_, task) =>
      (['onBatch', 'onBatch', 'onBatch', 'onTaskEnd'] as const).map((name, i): StreamEvent => {
        const batch = name === 'onBatch' ? i : 0
        const scale = seed === lost.seed && task === 0 && name === 'onBatch' && batch === lost.batch ? 1e38 : 1
        return { name, task, batch, batches: onlyBatch(name, batchOf(seed, task, batch, scale)) }
      }),
    ).flat()

interface End {
  readonly state: Snapshot
  readonly fault: Fault | undefined
}

/** A state taken through events up to one that fails. */
const taken = async <B>(own: Session<B>, seed: number, events: readonly StreamEvent[]): Promise<End> => {
  let state: State<B> = right(await own.initial(seed)())
  let fault: Fault | undefined
  for (const event of events) {
    const next = await own.handle(seed, state, event)()
    if (E.isLeft(next)) {
      fault = next.left
      break
    }
    state = next.right
  }
  const saved = right(await own.save(state)())
  own.release(state)
  return { state: saved, fault }
}

const seeds = [3, 1, 4]

const on = (method: Method, set?: Readonly<Record<string, unknown>>) => {
  const options = set === undefined ? defaults(method.options) : right(decodeOptions(method.name, method.options, set))
  const program = method.program(options)
  const setting = { program, network, between }
  return {
    alone: async <B>(device: Device<B>, events: Events): Promise<readonly End[]> => {
      const own = session({ ...setting, device })
      const ends: End[] = []
      for (const seed of seeds) ends.push(await taken(own, seed, events(seed)))
      return ends
    },
    together: async <B>(device: Device<B>, events: Events): Promise<readonly End[]> => {
      const { carries, all, device: rows } = meetingOn(device, program.options)
      const own = session({ ...setting, device: rows, carries })
      return all(seeds.map((seed) => ({ seed, does: () => taken(own, seed, events(seed)) })))
    },
  }
}

const numbersOf = (ends: readonly End[]): readonly number[] =>
  ends.flatMap(({ state }) =>
    Object.values(state).flatMap((slot) => tensorsIn(slot).flatMap((tensor) => Array.from(tensor))),
  )
const memoriesOf = (ends: readonly End[]) =>
  ends.map(({ state }) => Object.values(state).flatMap((slot) => (slot._tag === 'Memory' ? [slot.value] : [])))

/** The largest number, at least 1; those that leave the range say nothing of roundings. */
const size = (numbers: readonly number[]): number => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 1)
const apart = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((most, x, i) => Math.max(most, Object.is(x, b[i]) ? 0 : Math.abs(x - b[i]!)), 0)

describe('runs of seeds as lanes of one program', () => {
  it('law: each comes to what it comes to by itself, to rounding in float64, for methods that nobody wrote', () =>
    fc.assert(
      fc.asyncProperty(arbitraries.method, async (method) => {
        const { device, roundings } = counting(referenceDevice())
        const [alone, together] = [
          await on(method).alone(device, course()),
          await on(method).together(device, course()),
        ]
        const [a, b] = [numbersOf(alone), numbersOf(together)]
        expect(together.map(({ fault }) => fault)).toEqual(alone.map(({ fault }) => fault))
        expect(memoriesOf(together)).toEqual(memoriesOf(alone))
        expect(b.length).toBe(a.length)
        expect(apart(a, b)).toBeLessThanOrEqual(roundings() * Number.EPSILON * size(a))
        expect(device.buffers()).toBe(0)
      }),
      { numRuns: 8 },
    ))

  it.each(['finetune', 'emcl', 'ewc', 'laMaml', 'er', 'gem', 'agem', 'gss'])(
    'law: on wasm and by definition to the bit: %s',
    async (name) => {
      const of = on(methods[name]!)
      for (const device of [wasm, referenceDevice(2)] as Device<unknown>[]) {
        const before = device.buffers()
        const alone = await of.alone(device, course())
        expect(await of.together(device, course())).toEqual(alone)
        expect(device.buffers()).toBe(before)
      }
    },
  )

  it.each(devices.map((device) => [device.name, device] as const))(
    'law: on %s to the roundings of the device, and nothing leaks',
    async (_, beneath) => {
      for (const name of ['finetune', 'er', 'agem']) {
        const { device, roundings } = counting(beneath)
        const before = device.buffers()
        const [alone, together] = [
          await on(methods[name]!).alone(device, course()),
          await on(methods[name]!).together(device, course()),
        ]
        const [a, b] = [numbersOf(alone), numbersOf(together)]
        expect(apart(a, b)).toBeLessThanOrEqual(roundings() * 2 ** -23 * size(a))
        expect(memoriesOf(together)).toEqual(memoriesOf(alone))
        expect(device.buffers()).toBe(before)
      }
    },
    60_000,
  )

  it.each(['maml', 'reptile', 'continualMaml'])('law: of episodes as well: %s', async (name) => {
    const program = methods[name]!.program(defaults(methods[name]!.options))
    const setting = { program, network: course6.network, between: course6.between }
    const events = course6.courseWithEpisodes.filter((event) => program.handlers[event.name] !== undefined)
    expect(events.some((event) => event.name === 'onEpisodes')).toBe(true)
    const own = session({ ...setting, device: wasm })
    const alone: End[] = []
    // Other first parameters, and draws of their own.
    for (const seed of seeds) alone.push(await taken(own, seed, events))
    const meeting = meetingOn(wasm, program.options)
    const laned = session({ ...setting, device: meeting.device, carries: meeting.carries })
    const together = await meeting.all(seeds.map((seed) => ({ seed, does: () => taken(laned, seed, events) })))
    expect(together).toEqual(alone)
    expect(numbersOf([alone[0]!])).not.toEqual(numbersOf([alone[1]!]))
  })

  it('control: other examples of one lane are told, in that lane alone', async () => {
    const of = on(methods.ewc!)
    const turned: Events = (seed) => course()(seed === 1 ? 7 : seed)
    const [same, other] = [await of.together(wasm, course()), await of.together(wasm, turned)]
    expect(seeds.map((_, lane) => numbersOf([same[lane]!]).join() === numbersOf([other[lane]!]).join())).toEqual([
      true,
      false,
      true,
    ])
  })

  it.each([0, 2])(
    'law: one that diverges at batch %i ends alone, with its own fault and its last state',
    async (batch) => {
      const of = on(methods.er!, { rate: 1e3 })
      const events = course(2, { seed: 1, batch })
      const alone = await of.alone(wasm, events)
      expect(alone.map(({ fault }) => fault?.got)).toEqual([
        undefined,
        `values that are not, at task 1, batch ${batch + 1}`,
        undefined,
      ])
      expect(await of.together(wasm, events)).toEqual(alone)
    },
  )

  it('are one program an event, as long as more than half of them are there', async () => {
    const of = on(methods.finetune!)
    const callsOf = async (events: Events): Promise<number> => {
      const { device, calls } = counting(wasm)
      await of.together(device, events)
      return calls()
    }
    const few =
      (count: number): Events =>
      (seed) =>
        course()(seed).slice(0, count)
    // What comes before and after: first states, their packing, and their way apart.
    const around = await callsOf(few(1))
    expect((await callsOf(few(3))) - around).toBe(2)
    // One goes on alone where the others have ended: its rows come apart once.
    expect((await callsOf((seed) => few(seed === 3 ? 3 : 1)(seed))) - around).toBe(2)
  })

  it('wait for one that is behind, and go on without one that has no such event', async () => {
    const late: Events = (seed) => course()(seed).slice(seed === 4 ? 0 : 5)
    const fewer: Events = (seed) =>
      course()(seed).filter(({ name, task }) => seed !== 4 || task !== 0 || name !== 'onTaskEnd')
    for (const events of [late, fewer]) {
      const of = on(methods.onlineEwc!)
      const alone = await of.alone(wasm, events)
      expect(await of.together(wasm, events)).toEqual(alone)
    }
  })

  it('law: 10,000 events leave as many buffers as there were', async () => {
    const before = wasm.buffers()
    const of = on(methods.finetune!)
    const [once] = [course(1)]
    const many: Events = (seed) => Array.from({ length: 1112 }, () => once(seed).slice(0, 3)).flat()
    await of.together(wasm, many)
    expect(seeds.reduce((sum, seed) => sum + many(seed).length, 0)).toBeGreaterThan(10_000)
    expect(wasm.buffers()).toBe(before)
  }, 60_000)

  it('law: what goes by for each is together no more than goes by', async () => {
    const meeting = meetingOn(wasm, {})
    const own = session({
      ...{ program: methods.finetune!.program(defaults(methods.finetune!.options)), network, between },
      ...meeting,
    })
    const start = performance.now()
    const each = await meeting.all(
      seeds.map((seed) => ({
        seed,
        does: async () => {
          const clock = meeting.clock(seed)
          const from = clock()
          for (const until = performance.now() + 20; performance.now() < until; ) {}
          await taken(own, seed, course()(seed))
          return clock() - from
        },
      })),
    )
    const whole = performance.now() - start
    expect(each.every((time) => time >= 20)).toBe(true)
    expect(each.reduce((sum, time) => sum + time, 0)).toBeLessThanOrEqual(whole)
  })

  it('what the device does not carry out in lanes is a fault of each, which says so; their states are whole', async () => {
    const before = wasm.buffers()
    const small: typeof wasm = {
      ...wasm,
      compile: (program) => {
        if (program.inputs.some((n) => n.primitive === 'input' && n.attributes.name === 'lanes'))
          throw new Error('out of memory')
        return wasm.compile(program)
      },
    }
    const ends = await on(methods.finetune!).together(small, course())
    expect(ends.map(({ fault }) => [fault?.code, fault?.got])).toEqual(
      seeds.map(() => [2, 'out of memory (of 3 seeds as lanes of one program: --lanes off takes one after the other)']),
    )
    const none: Events = () => []
    expect(numbersOf(ends)).toEqual(numbersOf(await on(methods.finetune!).alone(wasm, none)))
    expect(wasm.buffers()).toBe(before)
  })

  it('what goes wrong in one is told when the others are done', async () => {
    const { all } = meetingOn(wasm, {})
    const done: number[] = []
    const works = seeds.map((seed) => ({
      seed,
      does: async () => {
        if (seed === 1) throw new Error('one')
        done.push(seed)
      },
    }))
    await expect(all(works)).rejects.toThrow('one')
    expect(done).toEqual([3, 4])
  })
})
