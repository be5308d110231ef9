import { describe, expect, it } from 'vitest'
import { type Pairs, trainOn } from '../../src/experiment/index.ts'
import { methods } from '../../src/methods/index.ts'
import {
  dense,
  elu,
  gate,
  gelu,
  groupNormalisation,
  type Layer,
  layerNormalisation,
  leakyRelu,
  type Network,
  sigmoid,
  softplus,
} from '../../src/networks/index.ts'
import { child, key, normals } from '../../src/random/index.ts'
import { right } from '../experiment/digits.ts'

const bodies: Readonly<Record<string, readonly Layer[]>> = {
  gate: [gate<Layer>({ body: [dense('a', 8)], branch: [dense('b', 8), sigmoid] })],
  layerNormalisation: [dense('a', 8), layerNormalisation('n'), elu()],
  groupNormalisation: [dense('a', 8), groupNormalisation('n', 2), gelu],
  sigmoid: [dense('a', 8), sigmoid],
  gelu: [dense('a', 8), gelu],
  elu: [dense('a', 8), elu()],
  leakyRelu: [dense('a', 8), leakyRelu()],
  softplus: [dense('a', 8), softplus],
}

const networkOf = (body: readonly Layer[]): Network => ({
  name: 'own',
  layers: [...body, dense('output', 'outputs')],
  initialisation: 'xavierUniform',
  loss: 'squaredError',
})

/** Nine numbers whose target is the difference of the means of the first and last three. */
const batch = (n: number): Pairs => {
  const inputs = Array.from({ length: 16 }, (_, i) => Array.from(normals(child(key(5), n, i), 9)))
  const target = (x: readonly number[]): number => (x[0]! + x[1]! + x[2]! - x[6]! - x[7]! - x[8]!) / 3
  return { inputs, targets: inputs.map((x) => [target(x)]) }
}

describe.each(Object.keys(bodies))('a network with %s', (name) => {
  it('learns: after 20 batches it is finite and nearer to the targets of others than before', async () => {
    const network = networkOf(bodies[name]!)
    const of = { network, backend: 'wasm', options: { rate: 0.05 } } as const
    const before = right(await trainOn(methods.finetune!, { ...of, options: { rate: 1e-30 }, batches: [batch(0)] })())
    const batches = Array.from({ length: 20 }, (_, n) => batch(n))
    const after = right(await trainOn(methods.finetune!, { ...of, batches })())
    const unseen = batch(99)
    const apart = async (learner: typeof after): Promise<number> => {
      const said = right(await learner.predict(unseen.inputs)())
      return said.reduce((so, [y], i) => so + (y! - unseen.targets[i]![0]!) ** 2, 0)
    }
    const [first, last] = [await apart(before), await apart(after)]
    expect(Number.isFinite(last)).toBe(true)
    expect(last).toBeLessThan(first)
  })
})
