import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/interpreters/devices/reference/values.ts'
import { builder, operations } from '../../../src/ir/index.ts'
import {
  averagePool,
  batchNormalisation,
  convolution,
  dense,
  fitting,
  forward,
  gate,
  type Layer,
  layoutOf,
  type Network,
  normalisationsOf,
  sigmoid,
  widened,
} from '../../../src/networks/index.ts'
import { tensor } from '../../arbitraries/index.ts'
import { allClose } from '../../ir/close.ts'
import { secondSlopeAgrees, slopeAgrees } from '../../ir/gradient-laws.ts'
import { of, run } from '../../ir/values.ts'
import { curved, type Make, made, through } from './image-layers.ts'

const gated = gate<Layer>({ body: [dense('body', 2)], branch: [dense('branch', 2)] })

const make: Make = (o, x, ...parameters) => through(o, gated, x!, ...parameters)
const alone: Make = (o, x, ...parameters) => through(o, dense('body', 2), x!, ...parameters)

const operands = fc.tuple(tensor([4, 3]), tensor([3, 2]), tensor([2]), tensor([3, 2]), tensor([2]))

describe('a gate', () => {
  it('law: with a branch of ones is its body', () =>
    fc.assert(
      fc.property(operands, ([x, weight, bias]) => {
        const ones = [of([3, 2], 0, 0, 0, 0, 0, 0), of([2], 1, 1)]
        expect(made(make, x, weight, bias, ...ones)).toEqual(made(alone, x, weight, bias))
      }),
    ))
  it('control: with one of twos it is not', () => {
    const twos = [of([3, 2], 0, 0, 0, 0, 0, 0), of([2], 2, 2)]
    const [x, weight, bias] = [of([1, 3], 1, 2, 3), of([3, 2], 1, 1, 1, 1, 1, 1), of([2], 0, 0)]
    expect(made(make, x, weight, bias, ...twos)).toEqual(made(alone, x, weight, bias).map((e) => 2 * e))
  })
  it('law: is the product of what both make of its input, element by element', () =>
    fc.assert(
      fc.property(operands, ([x, weight, bias, other, shift]) => {
        const body = made(alone, x, weight, bias)
        const branch = made(alone, x, other, shift)
        expect(made(make, x, weight, bias, other, shift)).toEqual(body.map((e, i) => e * branch[i]!))
      }),
    ))
  it('law: its derivatives have the slopes of central differences, first and second', () =>
    fc.assert(
      fc.property(operands, operands, operands, (at, v, w) => {
        expect(slopeAgrees(curved(make, at), at, v)).toBe(true)
        expect(secondSlopeAgrees(curved(make, at), at, v, w)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('law: a branch with one place is one number for all places of a channel', () =>
    fc.assert(
      fc.property(tensor([2, 2, 3, 2], 0.5, 1), (x: Value) => {
        const squeezed = gate<Layer>({ branch: [averagePool('all')] })
        const got = made((o, at) => through(o, squeezed, at!), x)
        const mean = (n: number, c: number): number =>
          [0, 1, 2, 3, 4, 5].reduce((so, place) => so + x.data[n * 12 + place * 2 + c]! / 6, 0)
        const want = Array.from(x.data, (e, i) => e * mean(Math.floor(i / 12), i % 2))
        expect(allClose(got, want, 16)).toBe(true)
      }),
    ))
  it('has the tensors of its body, then those of its branch, each in a group of its own; both grow', () => {
    const network: Network = { name: 'own', layers: [gated], initialisation: 'kaimingNormal', loss: 'squaredError' }
    const names = (of: Network) =>
      layoutOf(of, { inputShape: [3], outputs: 2 }).tensors.map(({ name, shape }) => `${name} ${shape}`)
    expect(names(network)).toEqual(['body.weight 3,2', 'body.bias 2', 'branch.weight 3,2', 'branch.bias 2'])
    expect(names(widened(network, 2))).toEqual(['body.weight 3,4', 'body.bias 4', 'branch.weight 3,4', 'branch.bias 4'])
    expect(fitting(network, { inputShape: [3], outputs: 2 })._tag).toBe('Right')
  })
  it('lets the normalisations inside of it take what they are given, in the order of a pass', () => {
    const layer = gate<Layer>({ body: [batchNormalisation('a')], branch: [batchNormalisation('b'), sigmoid] })
    const network: Network = {
      name: 'own',
      layers: [layer, batchNormalisation('c')],
      initialisation: 'kaimingNormal',
      loss: 'squaredError',
    }
    expect(normalisationsOf(network).map(({ group }) => group)).toEqual(['a', 'b', 'c'])
    const o = operations(builder())
    const inputs = o.build.variable('x', [1, 1])
    const parameters = ['a', 'b', 'c'].flatMap(() => [o.constant(1, [1]), o.constant(0, [1])])
    const at = (mean: number) => ({ mean: o.constant(mean, [1]), variance: o.constant(1 - 1e-5, [1]) })
    const { outputs, seen } = forward(o, { network, parameters, inputs, moments: [at(1), at(3), at(0.5)] })
    const [y] = run([inputs], [outputs], [of([1, 1], 3)])
    expect(allClose(y!, [2 / (1 + Math.exp(-0)) - 0.5], 16)).toBe(true)
    expect(seen).toEqual([undefined, undefined, undefined])
  })
  it('refuses a branch of another shape', () => {
    const network: Network = {
      name: 'own',
      layers: [
        gate<Layer>({
          body: [convolution({ group: 'c', channels: 4, kernel: 1 })],
          branch: [convolution({ group: 'd', channels: 3, kernel: 1 })],
        }),
      ],
      initialisation: 'kaimingNormal',
      loss: 'crossEntropy',
    }
    expect(fitting(network, { inputShape: [2, 2, 1], outputs: 1 })).toMatchObject({
      left: {
        rule: 'the branch of a gate must give the shape of its body, or 1 where one number is for all',
        got: '2 × 2 × 3 for 2 × 2 × 4',
        path: ['Gate at 0'],
      },
    })
  })
})
