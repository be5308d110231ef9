import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Learner, saveLearner, train } from '../../src/experiment/index.ts'
import { orThrow } from '../../src/fault.ts'
import { encodeSafetensors } from '../../src/formats/index.ts'
import { methods } from '../../src/methods/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-init-'))
afterAll(() => rmSync(folder, { recursive: true }))

const of = { benchmark: 'permuted-mnist', tasks: 1, samples: 20 } as const
const theta = ({ numbers }: Learner) => numbers.theta!.map((tensor) => Array.from(tensor))

describe('a run that starts from weights', () => {
  it('starts there and not at its initialisation; what the method keeps starts from them too', async () => {
    const first = await orThrow(train(methods.mas!, of))
    await orThrow(saveLearner(first.learner, join(folder, 'first')))
    // A rate so small that no number of float32 moves: the end is the start.
    const still = { ...of, options: { rate: 1e-30 } }
    const then = await orThrow(train(methods.finetune!, { ...still, init: join(folder, 'first') }))
    expect(theta(then.learner)).toEqual(theta(first.learner))
    expect(then.before).toEqual([first.matrix[0]![0]])
    // Control: without them it is elsewhere.
    expect(theta((await orThrow(train(methods.finetune!, still))).learner)).not.toEqual(theta(first.learner))
  })
  it('refuses those of another network before anything is trained', async () => {
    const file = join(folder, 'other.safetensors')
    const written = encodeSafetensors([{ name: 'layer1.weight', shape: [2], values: Float32Array.of(1, 2) }])
    if (written._tag === 'Right') writeFileSync(file, written.right)
    expect(await train(methods.finetune!, { ...of, init: file })()).toMatchObject({
      left: {
        where: '--init',
        rule: expect.stringContaining('layer1.weight [784, 100], layer1.bias [100]'),
        got: 'layer1.weight [2]',
      },
    })
  })
})
