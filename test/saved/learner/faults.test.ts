import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadLearner, saveLearner, trainOn } from '../../../src/experiment/index.ts'
import { orThrow } from '../../../src/fault.ts'
import { decodeSafetensors, encodeSafetensors } from '../../../src/formats/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { defineLayer, dense, flatten, mlp, type Network } from '../../../src/networks/index.ts'
import { weightsFor, weightsIn } from '../../../src/saved/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-saved-'))
afterAll(() => rmSync(folder, { recursive: true }))

const batches = [
  {
    inputs: [
      [1, 0],
      [0, 1],
    ],
    targets: [
      [1, 0],
      [0, 1],
    ],
  },
]
const learner = await orThrow(trainOn(methods.ewc!, { network: mlp({ hidden: [3] }), batches }))
const good = join(folder, 'good')
await orThrow(saveLearner(learner, good))

let number = 0
/** A copy of a saved learner with something changed. */
const changed = (change: (at: string) => void): string => {
  number += 1
  const at = join(folder, `changed-${number}`)
  cpSync(good, at, { recursive: true })
  change(at)
  return at
}

const edited = (edit: (said: Record<string, unknown>) => object) =>
  changed((at) => {
    const file = join(at, 'learner.json')
    writeFileSync(file, JSON.stringify(edit(JSON.parse(readFileSync(file, 'utf8')))))
  })

describe('what is no saved learner is told by what is wrong', () => {
  it('control: a good one is read', async () =>
    expect((await orThrow(loadLearner(good))).numbers).toEqual(learner.numbers))
  it.each([
    ['nothing', () => join(folder, 'nowhere'), 'nothing there'],
    ['a file', () => join(good, 'learner.json'), 'no folder'],
    ['a folder without it', () => folder, 'nothing there'],
    ['one without its weights', () => changed((at) => rmSync(join(at, 'weights.safetensors'))), 'nothing there'],
    [
      'weights that were cut off',
      () =>
        changed((at) =>
          writeFileSync(join(at, 'weights.safetensors'), readFileSync(join(at, 'weights.safetensors')).subarray(0, 50)),
        ),
      'a file of other content',
    ],
    ['no JSON', () => changed((at) => writeFileSync(join(at, 'learner.json'), '{')), /something else at/],
    ['another format', () => edited((said) => ({ ...said, format: 2 })), /format 2, which another version/],
    ['no seed', () => edited(({ seed: _, ...said }) => said), 'something else at `seed`'],
    ['a network that is none', () => edited((said) => ({ ...said, network: 7 })), '7'],
    [
      'a method that is none',
      () => edited((said) => ({ ...said, method: { name: 'x', options: {}, program: 7 } })),
      /./,
    ],
  ] as const)('%s', async (_, at, got) => {
    const result = await loadLearner(at())()
    expect(result).toMatchObject({ left: { got: typeof got === 'string' ? got : expect.stringMatching(got) } })
  })
  it('names the file', async () => {
    const at = changed((to) => rmSync(join(to, 'state.safetensors')))
    expect(await loadLearner(at)()).toMatchObject({
      left: { where: 'saved learner', path: [join(at, 'state.safetensors')] },
    })
  })
})

describe('a folder is written whole, and nothing in it is lost', () => {
  it('a learner that is there is replaced where that is asked for', async () => {
    const at = join(folder, 'twice')
    await orThrow(saveLearner(learner, at))
    expect(await saveLearner(learner, at)()).toMatchObject({
      left: { got: 'one that holds a saved learner', path: [at] },
    })
    await orThrow(saveLearner(learner, at, { replace: true }))
  })
  it('a place that is a file is refused', async () =>
    expect(await saveLearner(learner, join(good, 'learner.json', 'x'))()).toMatchObject({
      left: { where: 'saved learner' },
    }))
})

describe('a network with code', () => {
  const twice = defineLayer({ name: 'twice', forward: (_, { o, value }) => o.multiply(value, o.constant(2)) })
  const thrice = defineLayer({ name: 'twice', forward: (_, { o, value }) => o.multiply(value, o.constant(3)) })
  const own = (layer: ReturnType<typeof twice>): Network => ({
    ...mlp({ hidden: [] }),
    layers: [flatten, layer, dense('output', 'outputs')],
  })
  it('is given again, and must be the same', async () => {
    const at = join(folder, 'own')
    const learned = await orThrow(trainOn(methods.finetune!, { network: own(twice()), batches }))
    await orThrow(saveLearner(learned, at))
    expect(await loadLearner(at)()).toMatchObject({ left: { rule: expect.stringContaining('must be given again') } })
    const back = await orThrow(loadLearner(at, { network: own(twice()) }))
    expect(await orThrow(back.predict([[1, 2]]))).toEqual(await orThrow(learned.predict([[1, 2]])))
    expect(await loadLearner(at, { network: own(thrice()) })()).toMatchObject({
      left: { rule: 'the network that is given must be the one that was saved' },
    })
  })
})

describe('weights to start from', () => {
  const between = { inputShape: [2], outputs: 2 }
  const network = mlp({ hidden: [3] })
  const read = () => decodeSafetensors(readFileSync(join(good, 'weights.safetensors')))
  const tensors = (() => {
    const result = weightsIn(good)
    return result._tag === 'Right' ? result.right : []
  })()
  it('are those of a file by name and shape, whatever else it has and in whatever order', () => {
    expect(read()).toMatchObject({ right: { tensors } })
    const more = [{ name: 'more', shape: [1], values: Float32Array.of(1) }, ...[...tensors].reverse()]
    expect(weightsFor(network, between, more)).toEqual({
      _tag: 'Right',
      right: { theta: learner.numbers.theta, statistics: [] },
    })
  })
  it('say which are not there, or of another shape, and what is in their place', () => {
    const other = tensors.map((one) =>
      one.name === 'layer1.weight'
        ? { ...one, shape: [3, 2] }
        : one.name === 'output.bias'
          ? { ...one, name: 'head.bias' }
          : one,
    )
    expect(weightsFor(network, between, other)).toMatchObject({
      left: {
        where: '--init',
        rule: 'the weights must have the tensors of the network mlp, by name and shape: layer1.weight [2, 3], output.bias [2] of 4',
        got: 'layer1.weight [3, 2], head.bias [2]',
      },
    })
  })
  it('must be finite', () => {
    const odd = tensors.map((one) =>
      one.name === 'output.bias' ? { ...one, values: Float32Array.of(1, Number.NaN) } : one,
    )
    expect(weightsFor(network, between, odd)).toMatchObject({ left: { got: 'another in output.bias' } })
  })
  it('are in a file of safetensors', () => {
    const at = join(folder, 'other.bin')
    writeFileSync(at, 'some text of another kind')
    expect(weightsIn(at)).toMatchObject({ left: { where: 'safetensors', path: [at] } })
    expect(weightsIn(join(folder, 'none'))).toMatchObject({ left: { where: '--init', got: 'nothing there' } })
    mkdirSync(join(folder, 'empty'))
    expect(weightsIn(join(folder, 'empty'))).toMatchObject({ left: { where: '--init' } })
    expect(encodeSafetensors(tensors)).toMatchObject({ _tag: 'Right' })
  })
})
