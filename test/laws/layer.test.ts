import { describe, expect, it } from 'vitest'
import { type LayerUnderTest, laws } from '../../src/laws/index.ts'
import { defineLayer, layers } from '../../src/networks/index.ts'
import { objections } from './killed.ts'

const own = {
  /** x σ(β x), with one β a channel. */
  swish: defineLayer<{ readonly group: string }>({
    name: 'swish',
    tensors: (_, { shape }) => ({ beta: { shape: [shape.at(-1) ?? 1], role: 'scale' } }),
    forward: (_, { o, value, parameters: { beta } }) => {
      const e = o.exponential(o.negate(o.multiply(beta!, value)))
      return o.divide(value, o.add(o.constant(1), e))
    },
  })({ group: 'swish' }),
  /** x plus noise of a size. */
  jitter: defineLayer<{ readonly size: number }>({
    name: 'jitter',
    isNoisy: () => true,
    forward: ({ size }, { o, value, uniform }) =>
      uniform === undefined ? value : o.add(value, o.multiply(o.constant(size), uniform(value.shape))),
  })({ size: 0.5 }),
}

const under: Readonly<Record<string, LayerUnderTest>> = {
  dense: { layer: layers.dense('d', 2), inputShape: [3] },
  convolution: { layer: layers.convolution({ group: 'c', channels: 2, kernel: 2 }), inputShape: [3, 3, 1] },
  tanh: { layer: layers.tanh, inputShape: [4] },
  dropout: { layer: layers.dropout(0.3), inputShape: [5] },
  'a gate': {
    layer: layers.gate({ body: [layers.dense('b', 2)], branch: [layers.dense('g', 2), layers.sigmoid] }),
    inputShape: [3],
  },
  swish: { layer: own.swish, inputShape: [3] },
  jitter: { layer: own.jitter, inputShape: [3] },
}

describe.each(Object.entries(under))('%s', (name, of) => {
  for (const law of laws.layer(of)) it(`${name} law: ${law.name}`, () => law.check({ numRuns: 10 }))
})

const first = '⟨∇f(x, w), v⟩'
const second = '⟨∇⟨∇f, u⟩, v⟩'
const padding = 'an example of weight 0'

/** Layers with one fault each, and how the laws begin that turn them down. */
const faults: Readonly<Record<string, readonly [LayerUnderTest['layer'], readonly string[]]>> = {
  'a factor that derivatives do not see': [
    defineLayer({ name: 'blind', forward: (_, { o, value }) => o.multiply(o.stopGradient(value), value) })(),
    [first, second],
  ],
  'a mean that counts padding': [
    defineLayer({
      name: 'centred',
      forward: (_, { o, value }) => o.subtract(value, o.multiply(o.constant(1 / 3), o.sum(value, [0]))),
    })(),
    [padding],
  ],
  'a slope that is 0 where the function is not flat': [
    defineLayer({ name: 'held', forward: (_, { o, value }) => o.add(o.stopGradient(o.tanh(value)), value) })(),
    [first, second],
  ],
}

describe('controls', () => {
  it.each(Object.entries(faults))('%s is found', async (_, [layer, found]) => {
    const against = await objections(laws.layer({ layer, inputShape: [3] }))
    for (const law of found) expect(against.some((name) => name.startsWith(law))).toBe(true)
  })
  it('a layer that can not stand there has no laws: why is said', () => {
    expect(() => laws.layer({ layer: layers.dense('d', 2), inputShape: [2, 2] })).toThrow(
      'a dense layer takes vectors: put a Flatten before it, got 2 × 2',
    )
  })
})
