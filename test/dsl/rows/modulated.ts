import type { LanesChoice } from '../../../src/compiler/index.ts'
import type { HostBatch } from '../../../src/data/index.ts'
import {
  add,
  type Batch,
  crossEntropy,
  defineMethod,
  features,
  grad,
  multiply,
  outputs,
  outputsFrom,
  overInputs,
  type Params,
  positive,
  type Scalar,
  subtract,
  targets,
} from '../../../src/dsl/index.ts'
import { type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { session } from '../../../src/interpreters/runtime/index.ts'
import { dense, flatten, gate, type Layer, layoutOf, type Network, tanh } from '../../../src/networks/index.ts'
import { right } from '../learner.ts'
import { between, network } from './network.ts'

export type Modulator = Params<'m → features:output'>

/** The parameters of the learner, and of the network that says how much of its features goes on. */
export type Both = { readonly theta: Params; readonly phi: Modulator }

const own = {
  m: overInputs({ gives: 'features:output', hidden: [3], activation: 'tanh', initialisation: 'kaimingNormal' }),
}

/** f(B | h ⊙ m(B; φ); θ): the gate of ANML, written by a method over a network that has none. */
export const modulated = (batch: Batch, { theta, phi }: Both) =>
  outputsFrom(multiply(features(batch, theta, 'output'), outputs(batch, phi)), theta)

/** The cross-entropy of what is modulated. */
export const modulatedLoss =
  (batch: Batch) =>
  (at: Both): Scalar =>
    crossEntropy()(modulated(batch, at), targets(batch), batch)

/** A method that learns both by the gradient. */
export const learnsBoth = defineMethod({
  name: 'modulated',
  source: 'a test',
  options: { rate: positive(0.1, { symbol: 'α' }) },
  networks: () => own,
  state: (_, __, { m }) => ({ phi: m }),
  onBatch:
    (o) =>
    ({ theta, phi, batch }) => {
      const by = grad(modulatedLoss(batch))({ theta, phi })
      return { theta: subtract(theta, multiply(o.rate, by.theta)), phi: subtract(phi, multiply(o.rate, by.phi)) }
    },
})

/** The network that has the same gate as a layer; its tensors are those of the first layer, of the branch and of the last. */
export const gated: Network = {
  ...network,
  layers: [
    flatten,
    gate<Layer>({
      body: [dense('layer1', 2), tanh],
      branch: [dense('m.layer1', 3), tanh, dense('m.output', 2)],
    }),
    dense('output', 'outputs'),
  ],
}

/** θ and φ of its parameters. */
export const parted = (both: readonly number[]) => {
  const sizes = layoutOf(gated, between).tensors.map(({ shape }) => shape.reduce((a, b) => a * b, 1))
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0))
  const of = (from: number, to: number) => both.slice(starts[from], starts[to])
  return { theta: [...of(0, 2), ...of(6, 8)], phi: of(2, 6) }
}

/** The parameters of the network with the gate, of θ and φ. */
export const joined = (theta: readonly number[], phi: readonly number[]): readonly number[] => {
  const first = layoutOf(gated, between)
    .tensors.slice(0, 2)
    .reduce((so, { shape }) => so + shape.reduce((a, b) => a * b, 1), 0)
  return [...theta.slice(0, first), ...phi, ...theta.slice(first)]
}

interface Given extends Both {
  readonly batch: Batch
  /** A direction in both. */
  readonly along: Both
}

interface Told {
  readonly value: Scalar
  readonly theta: Params
  readonly phi: Modulator
}

/** What a program says of a batch at θ and φ, and a direction in both, all on plain numbers. */
export const probe = <Buffer>(f: (given: Given) => Told, device: Device<Buffer>, lanes: LanesChoice = 'auto') => {
  const program = defineMethod({
    name: 'probe',
    source: 'a test',
    options: {},
    networks: () => own,
    state: (_, theta0, { m }) => ({ phi: m, u: theta0, v: m, value: 0, byTheta: theta0, byPhi: m }),
    onBatch:
      () =>
      ({ theta, phi, u, v, batch }) => {
        const told = f({ theta, phi, along: { theta: u, phi: v }, batch })
        return { value: add(told.value, 0), byTheta: told.theta, byPhi: told.phi }
      },
  }).program({})
  const s = session({ program, network, between, device, lanes })
  return async (both: readonly number[], direction: readonly number[], examples: HostBatch) => {
    const begun = right(await s.save(right(await s.initial(0)()))())
    const [at, to] = [parted(both), parted(direction)]
    const given: Readonly<Record<string, readonly number[]>> = { ...at, u: to.theta, v: to.phi }
    const state = Object.fromEntries(
      Object.entries(begun).map(([slot, of]) => {
        const values = given[slot]
        if (values === undefined || of._tag !== 'Numbers') return [slot, of]
        const ends = of.tensors.map((_, i) => of.tensors.slice(0, i + 1).reduce((so, { length }) => so + length, 0))
        return [
          slot,
          { ...of, tensors: of.tensors.map(({ length }, i) => values.slice(ends[i]! - length, ends[i])) },
        ] as const
      }),
    )
    const event = { name: 'onBatch', task: 0, batch: 0, batches: { batch: examples } } as const
    const after = right(await s.handle(0, right(await s.restore(state)()), event)())
    const numbers = async (slot: string) => right(await s.read(after[slot]!)()).flatMap((tensor) => Array.from(tensor))
    return { value: (await numbers('value'))[0]!, by: joined(await numbers('byTheta'), await numbers('byPhi')) }
  }
}

export const onReference = (f: (given: Given) => Told) => probe(f, referenceDevice())
