import { describe, expect, it } from 'vitest'
import { tensorsIn } from '../../../src/compiler/index.ts'
import {
  add,
  append,
  decodeOptions,
  defineMethod,
  grad,
  gradientStep,
  type Method,
  mapTasks,
  meanOverTasks,
  multiply,
  perTask,
  push,
  ring,
  subtract,
} from '../../../src/dsl/index.ts'
import { type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { meetingOn, type Setting, type State, session } from '../../../src/interpreters/runtime/index.ts'
import { courseOf } from '../../../src/laws/courses.ts'
import { methods } from '../../../src/methods/index.ts'
import { mlp } from '../../../src/networks/index.ts'
import { right } from '../../methods/played.ts'
import { devices } from '../devices/devices.ts'

const set: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ewc: { lambda: 0.1 },
  kfacLaplace: { lambda: 0.1 },
  ogd: { examples: 2 },
  gem: { memory: 2 },
  'gem of its code': { memory: 2, form: 'code' },
  agem: { memory: 2 },
  gradientReconstruction: { units: 3, layers: 1 },
}

/** A step towards the mean of past ends, and along that of gradients of past tasks. */
const nearMeans = defineMethod({
  name: 'near means',
  source: 'a test',
  options: {},
  state: (_, theta0) => ({ past: perTask(theta0), memory: ring(2) }),
  onBatch:
    () =>
    ({ theta, past, memory, batch, loss }) => ({
      theta: subtract(
        gradientStep({ loss: loss(batch), rate: 0.1 })(theta),
        multiply(
          0.1,
          add(subtract(theta, meanOverTasks(past)), meanOverTasks(mapTasks(memory, (m) => grad(loss(m))(theta)))),
        ),
      ),
      memory: push(memory, batch),
    }),
  onTaskEnd:
    () =>
    ({ theta, past }) => ({ past: append(past, theta) }),
})

const listed = ['ewc', 'kfacLaplace', 'ogd', 'gem', 'gem of its code', 'agem', 'gradientReconstruction', nearMeans.name]

const settingOf = (name: string): Setting => {
  const method: Method = name === nearMeans.name ? nearMeans : methods[name.split(' ')[0]!]!
  const program = method.program(right(decodeOptions(name, method.options, set[name] ?? {})))
  return { program, network: mlp({ hidden: [3] }), between: { inputShape: [4], outputs: 3 } }
}

const tasksOf = (count: number, seed = 1) =>
  courseOf(
    { features: 4, classes: 3 },
    seed,
    Array.from({ length: count }, () => [2, 2]),
  )

/** The bits of a state after so many tasks, how many programs were compiled for it, and how many buffers are left. */
const stateAfter = async <B>(name: string, device: Device<B>, tasks: number, padLists: boolean) => {
  const compiled = new Set<unknown>()
  const counted: Device<B> = {
    ...device,
    compile: (program) => {
      compiled.add(program)
      return device.compile(program)
    },
  }
  const own = session({ ...settingOf(name), device: counted, padLists })
  const before = device.buffers()
  let state: State<B> = right(await own.initial(1)())
  let held = 0
  for (const event of tasksOf(tasks)) {
    state = right(await own.handle(1, state, event)())
    held = Math.max(
      held,
      device.buffers() - before - Object.values(state).reduce((n, slot) => n + tensorsIn(slot).length, 0),
    )
  }
  const saved = right(await own.save(state)())
  own.release(state)
  const bits = Object.fromEntries(
    Object.entries(saved).map(([slot, value]) => [
      slot,
      tensorsIn(value).map((numbers) => Array.from(numbers, (x) => (Object.is(x, -0) ? '−0' : x))),
    ]),
  )
  return { bits, programs: compiled.size, held, left: device.buffers() - before }
}

const on = [referenceDevice(), ...devices] as unknown as readonly Device<unknown>[]
const wasm = devices.find(({ name }) => name === 'wasm')!

describe.each(on.map((device) => [device.name, device] as const))(
  'lists and past tasks that are padded, on %s',
  (_, device) => {
    it.each(['reference', 'wasm'].includes(device.name) ? listed : ['ewc'])(
      'law: leave the state that they leave as they are, to the bit, and no buffer: %s',
      async (name) => {
        const [padded, asTheyAre] = [
          await stateAfter(name, device, 11, true),
          await stateAfter(name, device, 11, false),
        ]
        expect(padded.bits).toEqual(asTheyAre.bits)
        expect([padded.held, padded.left]).toEqual([0, 0])
      },
      60_000,
    )
  },
)

describe('programs', () => {
  it('law: of a list that grows are as many as lengths it is taken for', async () => {
    const programsOf = async (tasks: number, padLists: boolean) =>
      (await stateAfter('ewc', referenceDevice(), tasks, padLists)).programs
    // In the eleventh task the list has 10 elements, and in the tenth 9, which are taken as 10.
    expect(await programsOf(11, true)).toBe(await programsOf(10, true))
    expect(await programsOf(11, false)).toBe((await programsOf(10, false)) + 2)
  })
  it('law: of a memory of tasks are as many as numbers of past tasks that it is taken for, and one where only drawn from', async () => {
    const programsOf = async (name: string, tasks: number, padLists: boolean) =>
      (await stateAfter(name, referenceDevice(), tasks, padLists)).programs
    const more = async (name: string, padLists: boolean) =>
      (await programsOf(name, 11, padLists)) - (await programsOf(name, 10, padLists))
    expect(await more('gem', true)).toBe(0)
    expect(await more('gem', false)).toBeGreaterThan(0)
    expect(await programsOf('agem', 4, true)).toBe(await programsOf('agem', 1, true))
    expect(await more('agem', false)).toBeGreaterThan(0)
  })
})

describe('seeds as lanes of one program', () => {
  it.each(['ewc', 'gem', nearMeans.name])('law: leave what each leaves alone, to the bit: %s', async (name) => {
    const setting = settingOf(name)
    const meeting = meetingOn(wasm, setting.program.options)
    const taken = async <B>(own: ReturnType<typeof session<B>>, seed: number) => {
      let state = right(await own.initial(seed)())
      for (const event of tasksOf(10, seed)) state = right(await own.handle(seed, state, event)())
      const saved = right(await own.save(state)())
      own.release(state)
      return saved
    }
    const lanes = session({ ...setting, device: meeting.device, carries: meeting.carries })
    const together = await meeting.all([1, 2, 3].map((seed) => ({ seed, does: () => taken(lanes, seed) })))
    const alone = session({ ...setting, device: wasm })
    for (const [i, seed] of [1, 2, 3].entries()) expect(together[i]).toEqual(await taken(alone, seed))
  })
})
