import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { left, right } from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it, vi } from 'vitest'
import { fault, render } from '../../../src/fault.ts'
import {
  type Backend,
  type BackendChoice,
  backends,
  type Compiling,
  type MachineDevice,
  tfjsDevice,
} from '../../../src/interpreters/devices/index.ts'
import { devices } from './devices.ts'

describe('tfjsDevice', () => {
  it('is tested on every backend that is installed', () => {
    expect(devices.map((device) => device.name)).toEqual(backends.filter((b) => b.present()).map((b) => b.name))
    expect(devices.map((device) => device.name)).toEqual(expect.arrayContaining(['wasm', 'cpu']))
  })

  it('opens wasm and cpu, which come with the package, and says which it took', async () => {
    for (const name of ['wasm', 'cpu'] as const) {
      const opened = await tfjsDevice(name)()
      expect(isRight(opened) && opened.right.name).toBe(name)
    }
  })

  it('opens several at once', async () => {
    const opened = await Promise.all([tfjsDevice('wasm')(), tfjsDevice('cpu')(), tfjsDevice('wasm')()])
    expect(opened.map((one) => isRight(one) && one.right.name)).toEqual(['wasm', 'cpu', 'wasm'])
  })

  it('auto takes the first that is there and works, and prints nothing', async () => {
    const spies = (['log', 'warn', 'error', 'info'] as const).map((to) => vi.spyOn(console, to))
    const opened = await tfjsDevice('auto')()
    const first = backends.filter((backend) => backend.present()).map((backend) => backend.name)
    expect(isRight(opened) && first.includes(opened.right.name as (typeof first)[number])).toBe(true)
    for (const spy of spies) expect(spy).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  it.each(backends.filter((backend) => !backend.present()))(
    '$name, which is not set up, is a fault that says how it is',
    async (backend) => {
      const opened = await tfjsDevice(backend.name)()
      expect(isLeft(opened)).toBe(true)
      const text = isLeft(opened) ? render(opened.left) : ''
      expect(text).toContain(`retain setup tensorflow ${backend.name === 'node' ? 'cpu' : 'gpu'}`)
    },
  )

  it('XLA compiles on backends that can, and auto passes over the others; else it is a fault that says which can', async () => {
    const [one, other] = ['node', 'wasm'].map((name) => backends.find((backend) => backend.name === name)!)
    const device = (name: string) => ({ name }) as MachineDevice
    const can: Backend = { ...one!, present: () => true, open: right(device('plain')), compiled: right(device('xla')) }
    const cannot: Backend = { ...other!, present: () => true, open: right(device('wasm')) }
    const among = [cannot, can]
    const nameOf = async (choice: BackendChoice, xla?: Compiling) => {
      const opened = await tfjsDevice(choice, among, xla)()
      return isRight(opened) ? opened.right.name : render(opened.left)
    }
    expect(await nameOf('node', 'on')).toBe('xla')
    expect([await nameOf('node'), await nameOf('node', 'off'), await nameOf('node', 'auto')]).toEqual(
      Array(3).fill('plain'),
    )
    expect([await nameOf('auto'), await nameOf('auto', 'on')]).toEqual(['wasm', 'xla'])
    expect(await nameOf('wasm', 'on')).toContain('--xla: XLA compiles programs of TensorFlow alone, got --backend wasm')
  })

  it('a name that is no backend is a fault that names the nearest', async () => {
    const opened = await tfjsDevice('wams' as BackendChoice)()
    expect(isLeft(opened) && render(opened.left)).toContain('the nearest is `wasm`')
  })

  it('auto passes over what does not load, and the device says what and why; one that is named is never another', async () => {
    const [wasm] = backends.filter(({ name }) => name === 'wasm')
    const broken: Backend = {
      ...wasm!,
      name: 'node-gpu',
      open: left(fault({ where: 'backend node-gpu', rule: 'it must load', got: 'a TensorFlow that found no GPU' })),
    }
    const opened = await tfjsDevice('auto', [broken, wasm!])()
    expect(opened).toMatchObject({
      right: { name: 'wasm', passedOver: ['node-gpu: a TensorFlow that found no GPU'] },
    })
    expect(await tfjsDevice('auto', [wasm!, broken])()).not.toHaveProperty('right.passedOver')
    expect(await tfjsDevice('node-gpu', [broken, wasm!])()).toMatchObject({
      left: { got: 'a TensorFlow that found no GPU' },
    })
    expect(await tfjsDevice('auto', [broken])()).toMatchObject({ left: { where: 'backend auto' } })
  })

  it("leaves the process's handlers of uncaught errors alone", async () => {
    const before = process.rawListeners('uncaughtException')
    await tfjsDevice('wasm')()
    expect(process.rawListeners('uncaughtException')).toEqual(before)
  })
})
