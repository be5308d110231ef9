import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { functions } from '../../../../src/interpreters/devices/tensorflow/functions.ts'
import { functionDevice } from '../../../../src/interpreters/devices/tensorflow/index.ts'
import { lower } from '../../../../src/interpreters/devices/tensorflow/lower.ts'
import { builder, operations } from '../../../../src/ir/index.ts'
import { binding } from './function-devices.ts'

const here = binding === undefined ? describe.skip : describe

const o = operations(builder())
const x = o.build.variable('x', [100])

/** Waits until what nobody holds is forgotten. */
const collected = async (done: () => boolean, turns = 50): Promise<void> => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let turn = 0; turn < turns && !done(); turn += 1) {
    collect()
    await setTimeout(10)
  }
}

here('functions that TensorFlow knows by name', () => {
  const definitions = (name: string) => lower({ inputs: [x], outputs: [o.sine(x)] }, name, 0).functions

  it('law: no two have one name, nor on another device', () => {
    const [a, b] = [functions(binding!), functions(binding!)]
    expect(new Set([a.fresh(), a.fresh(), b.fresh(), b.fresh()]).size).toBe(4)
  })

  it('law: are known for as long as who runs them is held, and no longer', async () => {
    const known = functions(binding!)
    const name = known.fresh()
    const call = (): number => {
      const [made] = binding!.executeOp(name, [], [input], 1)
      binding!.deleteTensor(made!.id)
      return made!.shape[0]!
    }
    const input = binding!.createTensor([100], 1, new Float32Array(100))
    const held: { owner?: object } = {}
    const hold = (): void => {
      held.owner = {}
      known.register(definitions(name), held.owner)
    }
    hold()
    await collected(() => false, 3)
    expect([known.count(), call()]).toEqual([1, 100])
    delete held.owner
    await collected(() => known.count() === 0)
    expect(known.count()).toBe(0)
    expect(call).toThrow(name)
    binding!.deleteTensor(input)
  })

  it('law: of a set of which one is refused none is known', () => {
    const known = functions(binding!)
    const good = known.fresh()
    const other = lower({ inputs: [x], outputs: [o.cosine(x)] }, good, 0).functions
    expect(() => known.register([...definitions(good), ...other], {})).toThrow(good)
    expect(known.count()).toBe(0)
    expect(() => binding!.executeOp(good, [], [], 1)).toThrow(good)
  })
})

here('a device of functions', () => {
  it('law: 10,000 runs leave as many buffers as there were, and no more memory', async () => {
    const script = join(import.meta.dirname, 'many-runs.ts')
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', import.meta.resolve('tsx'), script])
    const { before, after, grown, end } = JSON.parse(stdout)
    expect(after).toEqual(before)
    // 400 bytes an upload and a result would be 8 MB, and a graph kept for each call far more.
    expect(grown).toBeLessThan(64 * 2 ** 20)
    expect(end).toEqual([0, 0])
  })

  it('refuses a buffer of another device, and one that is given back twice', () => {
    const [one, other] = [1, 2].map((n) => functionDevice(`device ${n}`, Object.create(binding!), { xla: false }))
    const buffer = one!.upload([1], [1])
    expect(() => other!.retain(buffer)).toThrow('internal: a buffer of another device was given to device 2')
    one!.release(buffer)
    expect(() => one!.release(buffer)).toThrow('internal: a buffer was released twice')
  })
})
