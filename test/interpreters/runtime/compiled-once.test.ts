import { describe, expect, it } from 'vitest'
import { defaults } from '../../../src/dsl/index.ts'
import { orThrow } from '../../../src/fault.ts'
import { type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { type State, session } from '../../../src/interpreters/runtime/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { between, course, network } from '../../conformance/course.ts'

/** What a device compiles, program by program. */
const compilingOn = <B>(device: Device<B>) => {
  const programs: unknown[] = []
  return {
    programs,
    device: {
      ...device,
      compile: (program: Parameters<Device<B>['compile']>[0]) => {
        programs.push(program)
        return device.compile(program)
      },
    },
  }
}

/** Goes through the course at a seed. */
const gone = async <B>(name: string, device: Device<B>, seed: number): Promise<void> => {
  const method = methods[name]!
  const own = session({ program: method.program(defaults(method.options)), network, between, device })
  let state: State<B> = await orThrow(own.initial(seed))
  for (const event of course) state = await orThrow(own.handle(seed, state, event))
  own.release(state)
}

describe.each(['ewc', 'gem', 'ogd'])('what is compiled of %s, whose programs grow with tasks', (name) => {
  it('law: is there for the next seed', async () => {
    const { device, programs } = compilingOn(referenceDevice())
    await gone(name, device, 0)
    const first = programs.length
    expect(first).toBeGreaterThan(2)
    await gone(name, device, 1)
    expect(programs.length).toBe(first)
  })

  it('law: is the same on two devices', async () => {
    const [one, other] = [compilingOn(referenceDevice()), compilingOn(referenceDevice())]
    await gone(name, one.device, 0)
    await gone(name, other.device, 0)
    expect(new Set(other.programs)).toEqual(new Set(one.programs))
    expect(other.programs.every((program) => one.programs.includes(program))).toBe(true)
  })
})
