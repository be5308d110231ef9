import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../../src/data/index.ts'
import { defaults, onlyBatch } from '../../../src/dsl/index.ts'
import { type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { session } from '../../../src/interpreters/runtime/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { mlp } from '../../../src/networks/index.ts'
import { right } from '../../methods/played.ts'

const examples = (task: number, count: number): HostBatch => ({
  count,
  inputs: Float32Array.from({ length: 3 * count }, (_, i) => Math.sin(17 * i + 5 * task)),
  inputShape: [3],
  targets: Float32Array.from({ length: 3 * count }, (_, i) => (Math.floor(i / 3) % 3 === i % 3 ? 1 : 0)),
  weights: new Float32Array(count).fill(1),
  classes: 3,
  task,
})

/** How many programs are compiled in each pass over the batches of a task, and at its end; every pass ends with a smaller batch. */
const compiledBy = async (name: string, tasks: number, sizes: readonly number[]): Promise<readonly number[]> => {
  const beneath = referenceDevice()
  let compiled = 0
  const device: typeof beneath extends Device<infer B> ? Device<B> : never = {
    ...beneath,
    compile: (program) => {
      compiled += 1
      return beneath.compile(program)
    },
  }
  const method = methods[name]!
  const program = method.program(defaults(method.options))
  const own = session({ program, network: mlp({ hidden: [4] }), between: { inputShape: [3], outputs: 3 }, device })
  let state = right(await own.initial(1)())
  const counts: number[] = []
  const go = async (event: 'onBatch' | 'onTaskEnd', task: number, batch: number, count: number): Promise<void> => {
    const next = await own.handle(1, state, {
      name: event,
      task,
      batch,
      batches: onlyBatch(event, examples(task, count)),
    })()
    if (isRight(next)) state = next.right
  }
  const told = async (work: () => Promise<void>): Promise<void> => {
    compiled = 0
    await work()
    counts.push(compiled)
  }
  for (let task = 0; task < tasks; task += 1) {
    for (const pass of [0, 1])
      await told(async () => {
        for (const [i, count] of sizes.entries()) await go('onBatch', task, pass * sizes.length + i, count)
      })
    await told(() => go('onTaskEnd', task, 0, 10))
  }
  own.release(state)
  return counts
}

describe('a last batch of fewer examples', () => {
  it('is compiled once, in the first pass over the first task: not in a later pass, nor at a later task', async () => {
    for (const name of ['finetune', 'er']) {
      const [first = 0, ...later] = await compiledBy(name, 3, [4, 4, 2])
      expect([name, first]).toEqual([name, 2 * ((await compiledBy(name, 1, [4, 4]))[0] ?? 0)])
      expect(later.filter((count) => count > 0)).toEqual([])
    }
  })
  it('is compiled again only where whole batches are: of lists that grow, once at a task', async () => {
    const [ragged, whole] = [await compiledBy('ewc', 3, [4, 4, 2]), await compiledBy('ewc', 3, [4, 4])]
    const passes = (counts: readonly number[], pass: number) => counts.filter((_, i) => i % 3 === pass)
    expect(passes(whole, 0).every((count) => count > 0)).toBe(true)
    expect(passes(ragged, 0)).toEqual(passes(whole, 0).map((count) => 2 * count))
    expect(passes(ragged, 1)).toEqual([0, 0, 0])
    expect(passes(ragged, 2)).toEqual(passes(whole, 2))
  })
})
