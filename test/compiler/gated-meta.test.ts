import { describe, expect, it } from 'vitest'
import {
  type Batch,
  grad,
  innerLoop,
  loss,
  multiply,
  type Objective,
  only,
  type Params,
  subtract,
} from '../../src/dsl/index.ts'
import {
  dense,
  dropout,
  flatten,
  gate,
  type Layer,
  layerNormalisation,
  layoutOf,
  type Network,
  sigmoid,
  sizeOfLayout,
  tanh,
} from '../../src/networks/index.ts'
import { examples } from '../dsl/examples.ts'
import { learner, learnerOn } from '../dsl/learner.ts'
import { devices } from '../interpreters/devices/devices.ts'

/** ANML's form: a body, a neuromodulator that gates its features, and the head that learns. */
const between = { inputShape: [3], outputs: 2 }
const network: Network = {
  name: 'gated',
  layers: [
    flatten,
    gate<Layer>({
      body: [dense('prediction.first', 4), layerNormalisation('prediction.norm'), tanh, dropout(0.25)],
      branch: [dense('neuromodulator.first', 3), tanh, dense('neuromodulator.gates', 4), sigmoid],
    }),
    dense('output', 'outputs'),
  ],
  initialisation: 'xavierUniform',
  loss: 'crossEntropy',
}
const layout = layoutOf(network, between)
const theta = Array.from({ length: sizeOfLayout(layout) }, (_, i) => ((i * 5) % 13) / 8 - 0.7)
const groupAt = layout.tensors.flatMap(({ group, shape }) =>
  Array<string>(shape.reduce((a, b) => a * b, 1)).fill(group),
)
const among = (name: string) => (_: number, i: number) => groupAt[i]!.split('.')[0] === name
const batch = examples(
  [
    [0.5, -1, 0.25],
    [1, 0.75, -0.5],
    [-0.25, 0.5, 1],
  ],
  [0, 1, 1],
)
const of = { network, between }

/** What is learned in an inner loop: the head alone. */
const adapted =
  (batch: Batch) =>
  (theta: Params): Params =>
    innerLoop<Params>(2, (at) => subtract(at, multiply(0.5, only('output')(grad(loss(batch))(at)))))(theta)
const outer =
  (batch: Batch): Objective =>
  (theta) =>
    loss(batch)(adapted(batch)(theta))

const programs = ({ theta, batch }: { readonly theta: Params; readonly batch: Batch }) => ({
  inner: adapted(batch)(theta),
  meta: grad(outer(batch))(theta),
  modulator: only('neuromodulator')(grad(outer(batch))(theta)),
})

describe('a neuromodulator beside a body, by groups', () => {
  it('law: an inner loop of the head alone leaves body and neuromodulator to the bit', async () => {
    const { inner } = await learner(programs, of)(theta, batch)
    const head = among('output')
    expect(inner.filter((x, i) => !head(x, i))).toEqual(theta.filter((x, i) => !head(x, i)))
    expect(inner.filter(head).every((x, i) => x !== theta.filter(head)[i])).toBe(true)
  })
  it('law: the gradient through that loop reaches all three, and is what central differences give', async () => {
    const { meta } = await learner(programs, of)(theta, batch)
    for (const name of ['prediction', 'neuromodulator', 'output']) {
      // A normalised feature does not see what is added to all of its example's, so one of them may be 0.
      expect(meta.filter(among(name)).some((x) => Math.abs(x) > 1e-3)).toBe(true)
    }
    const height = learner(({ theta, batch }) => ({ y: outer(batch)(theta) }), of)
    const h = 2 ** -12
    // The same runs drop the same: this program has those of the outer loss alone, the first of the one before.
    const slope = await learner(({ theta, batch }) => ({ g: grad(outer(batch))(theta) }), of)(theta, batch)
    for (let i = 0; i < theta.length; i += 4) {
      const [up, down] = await Promise.all(
        [h, -h].map(
          async (by) =>
            (
              await height(
                theta.map((x, j) => (j === i ? x + by : x)),
                batch,
              )
            ).y[0]!,
        ),
      )
      // h² of the third derivative, and rounding by h.
      expect(Math.abs(slope.g[i]! - (up! - down!) / (2 * h))).toBeLessThan(1e-5)
    }
  })
  it('law: by the name of the branch it is that of its groups, and 0 elsewhere', async () => {
    const { modulator } = await learner(programs, of)(theta, batch)
    const own = among('neuromodulator')
    modulator.forEach((x, i) => {
      if (!own(x, i)) expect(x).toBe(0)
    })
    expect(modulator.some((x) => x !== 0)).toBe(true)
  })
  it.each(devices)('law: $name makes the same of it', async (device) => {
    const before = device.buffers()
    const [here, there] = await Promise.all(
      [learner(programs, of), learnerOn(device)(programs, of)].map((run) => run(theta, batch)),
    )
    // Some two hundred operations on numbers up to 4, through a division by a deviation.
    for (const name of ['inner', 'meta', 'modulator'] as const)
      there![name].forEach((x, i) => expect(Math.abs(x - here![name][i]!)).toBeLessThan(2 ** -13))
    expect(device.buffers()).toBe(before)
  })
})
