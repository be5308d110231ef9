import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import {
  count,
  defineMethod,
  grad,
  gradientStep,
  innerLoop,
  like,
  meanOverEpisodes,
  type Params,
  positive,
} from '../../src/dsl/index.ts'
import { inner } from '../../src/laws/index.ts'
import { conv4 } from '../../src/networks/index.ts'
import { child, key, normals } from '../../src/random/index.ts'
import { played } from './played.ts'
import { episodesOf } from './points.ts'

/** The loss after k inner steps, and its gradient: what MAML descends, said and not descended. */
const probe = defineMethod({
  name: 'probe',
  source: 'a test',
  options: { rate: positive(0.2), steps: count(1) },
  state: (_, theta0) => ({ height: 0, slope: like(theta0, 0) }),
  onEpisodes:
    (o) =>
    ({ theta, episodes, loss }) => {
      const ahead = (at: Params) =>
        meanOverEpisodes(episodes, ({ support, query }) =>
          loss(query)(innerLoop(o.steps, gradientStep({ loss: loss(support), rate: o.rate }))(at)),
        )
      return { height: ahead(theta), slope: grad(ahead)(theta) }
    },
})

const between = { inputShape: [16, 16], outputs: 2 }

/** Images of noise, of two classes. */
const images = (seed: number, each: number): HostBatch => {
  const counted = 2 * each
  return {
    count: counted,
    inputs: Float32Array.from(normals(child(key(seed), 'images'), counted * 256)),
    inputShape: [16, 16],
    targets: Float32Array.from({ length: counted * 2 }, (_, i) => (Math.floor(i / 2) % 2 === i % 2 ? 1 : 0)),
    weights: new Float32Array(counted).fill(1),
    classes: 2,
    task: 0,
  }
}

const meta = episodesOf([images(1, 1), images(2, 1)], [images(3, 1), images(4, 1)])

const at = async (network: ReturnType<typeof conv4>, steps: number, theta?: readonly number[]) => {
  const states = await played(probe, [['episodes', meta]], {
    network,
    between,
    set: { steps },
    ...(theta === undefined ? {} : { theta }),
  })
  return states.at(-1)!.slots
}

describe('meta-gradients of a small Conv-4', () => {
  it.each([
    ['stride', 1],
    ['stride', 2],
    ['stride', 3],
    ['pool', 1],
    ['pool', 2],
  ] as const)('law: by %s, through %i inner steps, they are central differences in float64', async (halving, steps) => {
    const network = conv4({ filters: 2, halving })
    const { theta, slope } = await at(network, steps)
    const way = normals(child(key(5), 'way', steps), theta!.length)
    // The error of a central difference is h² J‴/6 and rounding over h, both about 10⁻⁹ here.
    const h = 1e-5
    const moved = (by: number) =>
      at(
        network,
        steps,
        theta!.map((t, i) => t + by * way[i]!),
      )
    const [up, down] = await Promise.all([moved(h), moved(-h)])
    const difference = (up.height![0]! - down.height![0]!) / (2 * h)
    const said = inner(slope!, Array.from(way))
    expect(Math.abs(said - difference)).toBeLessThan(1e-5 * (1 + Math.abs(said)))
    expect(Math.abs(said)).toBeGreaterThan(1e-3)
  })
})
