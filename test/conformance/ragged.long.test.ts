import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type HostBatch, padTo } from '../../src/data/index.ts'
import { decodeOptions, onlyBatch } from '../../src/dsl/index.ts'
import { backends, type Device, referenceDevice } from '../../src/interpreters/devices/index.ts'
import { type StreamEvent, session } from '../../src/interpreters/runtime/index.ts'
import { methods } from '../../src/methods/index.ts'
import { type Network, normalisationsOf } from '../../src/networks/index.ts'
import { images } from '../compiler/image-batches.ts'
import { right } from '../methods/played.ts'
import { type Row, rows } from './rows.ts'
import { denseNormalised, smallNetworks } from './small-networks.ts'

const between = { inputShape: [4, 4, 1], outputs: 3 }
const batch = (labels: readonly number[], task: number, seed: number): HostBatch =>
  images(labels, { inputShape: between.inputShape, classes: between.outputs, task, seed })

const happening = (name: StreamEvent['name'], number: number, examples: HostBatch): StreamEvent => ({
  name,
  task: examples.task,
  batch: number,
  batches: onlyBatch(name, examples),
})

/** A whole batch, one with a single example, a task of fewer examples than methods ask for, and a batch of padding alone. */
const ragged: readonly StreamEvent[] = [
  happening('onBatch', 0, batch([0, 1, 2], 0, 1)),
  happening('onBatch', 1, padTo(3)(batch([1], 0, 2))),
  happening('onTaskEnd', 0, batch([0, 1, 2, 0, 1], 0, 4)),
  happening('onBatch', 0, padTo(3)(batch([], 1, 3))),
]

/** The slots of a method that hold something that isn't finite after these events, on a device. */
const infiniteOn =
  <B>(device: Device<B>) =>
  async (method: Row, network: Network): Promise<readonly string[]> => {
    const of = methods[method.method]!
    const program = of.program(right(decodeOptions(method.method, of.options, method.set)))
    const own = session({ program, network, between, device })
    let state = right(await own.initial(3)())
    for (const event of ragged) state = right(await own.handle(3, state, event)())
    const { outputs, release } = right(await own.predictor(3, state, 1)())
    const said = right(await outputs(batch([0, 1], 1, 5).inputs, 2)())
    release()
    const found: string[] = Array.from(said).every(Number.isFinite) ? [] : ['prediction']
    for (const [name, slot] of Object.entries(state))
      if (!right(await own.read(slot)()).every((tensor) => Array.from(tensor).every(Number.isFinite))) found.push(name)
    own.release(state)
    return found
  }

/** Forms of a method that take a network to examples in ways of their own. */
const forms = ['fisher', 'form', 'sensitivity', 'order', 'algorithm']

/** The method that takes dense layers alone, and what else such a network may have. */
const ofDenseLayers = 'kfacLaplace'
const isDense = ({ layers }: Network): boolean =>
  layers.every(({ _tag }) => _tag === 'Dense' || _tag === 'Flatten' || _tag === 'Activation')

/**
 * Every method on every network; each form of it where padding hurts most, and on the others that normalise, on the device whose
 * numbers overflow, those that take a network to examples in ways of their own.
 */
const rowsOn = (network: Network, device: string): readonly Row[] => {
  const { name, layers } = network
  const some = device !== 'reference' && normalisationsOf({ layers }).length > 0
  return rows.filter(
    (row) =>
      (row.method !== ofDenseLayers || isDense(network)) &&
      (name === denseNormalised.name ||
        row.name === row.method ||
        (some && forms.some((form) => row.name.includes(` ${form}=`)))),
  )
}

const opened = await backends.find(({ name }) => name === 'wasm')!.open()
const devices = [
  ['reference', infiniteOn(referenceDevice())] as const,
  ...(isRight(opened) ? [['wasm', infiniteOn(opened.right)] as const] : []),
]

describe.each(smallNetworks.map((network) => [network.name, network] as const))('%s', (_, network) => {
  it.skipIf(isDense(network))('is refused by the method that takes dense layers alone', async () => {
    const alone = rows.find(({ name }) => name === ofDenseLayers)!
    await expect(infiniteOn(referenceDevice())(alone, network)).rejects.toThrow('Kronecker factors are of a network')
  })
  describe.each(devices)('on %s', (device, infinite) => {
    it.each(rowsOn(network, device).map((row) => [row.name, row] as const))(
      '%s stays finite through ragged batches',
      async (_, row) => expect(await infinite(row, network)).toEqual([]),
    )
  })
})
