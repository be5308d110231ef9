import { describe, expect, it } from 'vitest'
import {
  averagePool,
  batchNormalisation,
  cnn,
  convolution,
  initialise,
  type Layer,
  layoutOf,
  maxPool,
  mlp,
  type Network,
  residual,
  resNet18,
  runningStatistics,
  sizeOfLayout,
} from '../../src/networks/index.ts'
import { key } from '../../src/random/index.ts'

const cifar = { inputShape: [32, 32, 3], outputs: 100 }
const digits = { inputShape: [28, 28], outputs: 10 }

const of = (...layers: readonly Layer[]): Network => ({
  name: 'own',
  layers,
  initialisation: 'kaimingNormal',
  loss: 'crossEntropy',
})

describe('layouts', () => {
  it('have the papers’ numbers of parameters', () => {
    expect(sizeOfLayout(layoutOf(mlp(), digits))).toBe(89_610)
    expect(sizeOfLayout(layoutOf(cnn(), cifar))).toBe(
      (27 + 1) * 160 + 2 * (1440 + 1) * 160 + (2560 + 1) * 320 + 321 * 320 + 321 * 100,
    )
    expect(
      sizeOfLayout(
        layoutOf(cnn({ channels: [160, 160, 160, 160], hidden: [640, 640] }), {
          inputShape: [64, 64, 3],
          outputs: 200,
        }),
      ),
    ).toBe((27 + 1) * 160 + 3 * (1440 + 1) * 160 + (2560 + 1) * 640 + 641 * 640 + 641 * 200)
    // The reduced net of GEM's code: 1,109,240 with 100 outputs.
    expect(sizeOfLayout(layoutOf(resNet18(), cifar))).toBe(1_109_240)
  })
  it('on larger images the residual net has more places to average: 84 × 84 gives 2 × 2', () => {
    const { tensors } = layoutOf(resNet18(), { inputShape: [84, 84, 3], outputs: 100 })
    expect(tensors.find(({ name }) => name === 'output.weight')!.shape).toEqual([4 * 160, 100])
  })
  it('name every tensor once, in the order of a forward pass: the body of a residual before its shortcut', () => {
    const names = layoutOf(resNet18(), cifar).tensors.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => name.startsWith('stage2.block1'))).toEqual(
      ['conv1', 'conv2', 'shortcut'].flatMap((part) =>
        ['weight', 'norm.scale', 'norm.shift'].map((tensor) => `stage2.block1.${part}.${tensor}`),
      ),
    )
  })
  it('follow the shape of an image through windows of every padding', () => {
    const widthAfter = (...layers: readonly Layer[]): number =>
      layoutOf(of(...layers, { _tag: 'Flatten' }, { _tag: 'Dense', group: 'd', units: 1 }), digits).tensors.at(-2)!
        .shape[0]!
    const conv = (padding: 'same' | 'valid' | number, stride = 1) =>
      convolution({ group: 'c', channels: 2, kernel: 5, stride, padding })
    expect(widthAfter(conv('same'))).toBe(2 * 28 * 28)
    expect(widthAfter(conv('valid'))).toBe(2 * 24 * 24)
    expect(widthAfter(conv(1))).toBe(2 * 26 * 26)
    expect(widthAfter(conv('same', 3))).toBe(2 * 10 * 10)
    expect(widthAfter(conv('same'), maxPool(2))).toBe(2 * 14 * 14)
    expect(widthAfter(conv('same'), averagePool([4, 7]))).toBe(2 * 7 * 4)
    expect(widthAfter(conv('same'), averagePool('all'))).toBe(2)
    expect(widthAfter(residual({ body: [conv('same')], shortcut: [conv('same')] }))).toBe(2 * 28 * 28)
  })
  it('know the running statistics, channel by channel', () => {
    expect(runningStatistics(resNet18(), cifar).map(({ channels }) => channels)).toEqual([
      20, 20, 20, 20, 20, 40, 40, 40, 40, 40, 80, 80, 80, 80, 80, 160, 160, 160, 160, 160,
    ])
    expect(runningStatistics(resNet18({ statistics: 'batch' }), cifar)).toEqual([])
    expect(runningStatistics(cnn(), cifar)).toEqual([])
  })
})

/** Mean and variance, and the largest magnitude. */
const moments = (values: Float32Array) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const variance = values.reduce((so, x) => so + (x - mean) ** 2, 0) / values.length
  return { mean, variance, most: values.reduce((so, x) => Math.max(so, Math.abs(x)), 0) }
}

describe('initialisation', () => {
  const wide = { inputShape: [8, 8, 60], outputs: 10 }
  const net = (initialisation: Network['initialisation']): Network => ({
    ...of(convolution({ group: 'c', channels: 50, kernel: 3 }), batchNormalisation('n')),
    initialisation,
  })
  const start = (initialisation: Network['initialisation']) =>
    initialise(net(initialisation), layoutOf(net(initialisation), wide), key(7))
  // 27,000 draws: a mean is within 5 standard errors of its expectation but once in a million.
  const near = (got: number, want: number, deviation: number): void =>
    expect(Math.abs(got - want)).toBeLessThan((5 * deviation) / Math.sqrt(27_000))
  it('of a filter counts its window into the fans: Kaiming N(0, 2 / (3·3·60))', () => {
    const [weight, bias, scale, shift] = start('kaimingNormal')
    const { mean, variance } = moments(weight!)
    near(mean, 0, Math.sqrt(2 / 540))
    near(variance, 2 / 540, (2 / 540) * Math.sqrt(2))
    expect([bias, shift].every((tensor) => tensor!.every((x) => x === 0))).toBe(true)
    expect(scale!.every((x) => x === 1)).toBe(true)
  })
  it('Xavier U(−a, a) with a² = 6 / (3·3·60 + 3·3·50)', () => {
    const bound = Math.sqrt(6 / 990)
    const { mean, variance, most } = moments(start('xavierUniform')[0]!)
    near(mean, 0, bound / Math.sqrt(3))
    near(variance, bound ** 2 / 3, bound ** 2)
    expect(most).toBeLessThanOrEqual(Math.fround(bound))
    expect(most).toBeGreaterThan(0.99 * bound)
  })
  it('by the fan in, weights and biases U(−a, a) with a² = 1 / (3·3·60)', () => {
    const bound = Math.sqrt(1 / 540)
    const [weight, bias] = start('fanInUniform')
    near(moments(weight!).variance, bound ** 2 / 3, bound ** 2)
    expect(moments(weight!).most).toBeLessThanOrEqual(Math.fround(bound))
    expect(bias!.some((x) => x !== 0) && moments(bias!).most <= Math.fround(bound)).toBe(true)
  })
  it('of layers of the same size differs, and of the same key is the same', () => {
    const twice = of(
      convolution({ group: 'a', channels: 60, kernel: 1 }),
      convolution({ group: 'b', channels: 60, kernel: 1 }),
    )
    const [a, , b] = initialise(twice, layoutOf(twice, wide), key(1))
    expect(a).not.toEqual(b)
    expect(initialise(twice, layoutOf(twice, wide), key(1))[0]).toEqual(a)
  })
})
