import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { render } from '../../src/fault.ts'
import {
  averagePool,
  batchNormalisation,
  cnn,
  convolution,
  fitting,
  type Interface,
  type Layer,
  maxPool,
  mlp,
  networkNamed,
  networks,
  relu,
  residual,
  resNet18,
} from '../../src/networks/index.ts'

const cifar: Interface = { inputShape: [32, 32, 3], outputs: 10 }
const conv = (group: string, channels = 4) => convolution({ group, channels, kernel: 3 })
const head: readonly Layer[] = [{ _tag: 'Flatten' }, { _tag: 'Dense', group: 'output', units: 'outputs' }]

const verdict = (layers: readonly Layer[], between: Interface = cifar): string => {
  const own = { name: 'own', layers, initialisation: 'kaimingNormal', loss: 'crossEntropy' } as const
  const fits = fitting(own, between)
  return E.isRight(fits) ? 'fits' : render(fits.left)
}

const refused: Readonly<Record<string, readonly [readonly Layer[], string, Interface?]>> = {
  'a dense layer on an image': [
    [{ _tag: 'Dense', group: 'd', units: 3 }],
    'network own: a dense layer takes vectors: put a Flatten before it, got 32 × 32 × 3.\n  in        Dense d',
  ],
  'a convolution on vectors': [
    [{ _tag: 'Flatten' }, conv('c')],
    'network own: a window moves over images: [rows, columns] or [rows, columns, channels], got 3072.\n  in        Convolution c',
  ],
  'half a channel': [
    [conv('c', 0.5)],
    'network own: a convolution must have a whole number of channels, at least 1, got 0.5.\n  in        Convolution c',
  ],
  'a window of no extent': [
    [maxPool(0)],
    'network own: a window and its stride must be whole numbers, at least 1, and padding one of at least 0, got window 0 × 0, stride 0 × 0, padding valid.\n  in        MaxPool at 0',
  ],
  'a window that sees only zeros': [
    [convolution({ group: 'c', channels: 1, kernel: 3, padding: 3 })],
    'network own: padding must be less than the window, so that none sees only zeros, got window 3 × 3, padding 3.\n  in        Convolution c',
  ],
  'an image that has become too small': [
    [maxPool(16), relu, averagePool(4)],
    'network own: a window must fit into its image, got window 4 × 4, image 2 × 2.\n  in        AveragePool at 2',
  ],
  'two ways of a residual that do not meet': [
    [conv('c'), residual({ body: [conv('d', 8)] })],
    'network own: both ways of a residual must give one shape, got 32 × 32 × 8 and 32 × 32 × 4.\n  in        Residual at 1',
  ],
  'a fault inside of a residual': [
    [residual({ body: [{ _tag: 'Flatten' }, conv('d')] })],
    'network own: a window moves over images: [rows, columns] or [rows, columns, channels], got 3072.\n  in        Residual at 0 ▸ body ▸ Convolution d',
  ],
  'no momentum': [
    [batchNormalisation('n', { momentum: 0 })],
    'network own: momentum must be above 0 and at most 1, got 0.\n  in        BatchNormalisation n',
  ],
  'two layers of one group': [
    [conv('c'), residual({ body: [conv('c')] }), ...head],
    'network own: every layer with parameters must have a group of its own, got c.',
  ],
  'an end that is not the outputs': [
    [{ _tag: 'Flatten' }, { _tag: 'Dense', group: 'd', units: 9 }],
    'network own: the last layer must give the 10 outputs, got 9.',
  ],
  'a network without a place for its outputs': [
    [conv('c')],
    'network own: the last layer must give the 10 outputs, got 32 × 32 × 4.',
  ],
}

describe('fitting', () => {
  for (const [what, [layers, words, between]] of Object.entries(refused))
    it(`refuses ${what}`, () => expect(verdict(layers, between)).toBe(words))
  it('lets through what fits', () => {
    expect(verdict([conv('c'), batchNormalisation('n'), residual({ body: [conv('d')] }), maxPool(2), ...head])).toBe(
      'fits',
    )
    // ANML's gates are as many as the features of 28 × 28.
    for (const { network } of networks.filter((one) => one.name !== 'anml'))
      expect(E.isRight(fitting(network, cifar))).toBe(true)
    const photographs = { inputShape: [84, 84, 3], outputs: 100 }
    for (const network of [cnn(), resNet18()]) expect(E.isRight(fitting(network, photographs))).toBe(true)
  })
  it('refuses the residual net for digits: a 4 × 4 window is left for 28 × 28, and none for 8 × 8', () => {
    expect(E.isRight(fitting(resNet18(), { inputShape: [28, 28], outputs: 10 }))).toBe(true)
    expect(E.isLeft(fitting(resNet18(), { inputShape: [8, 8], outputs: 10 }))).toBe(true)
  })
})

describe('networkNamed', () => {
  it('finds the networks by their names, and a dense one of any sizes', () => {
    for (const { name, network } of networks) expect(networkNamed(name)).toEqual(E.right(network))
    expect(networkNamed('mlp-100-100')).toEqual(networkNamed('mlp'))
    expect(networkNamed('mlp-7')).toEqual(E.right(mlp({ hidden: [7] })))
  })
  it.each(['mlp-', 'mlp-07', 'mlp-1.5', 'mlp--3', 'cnn-3', ''])('knows no `%s`', (name) => {
    expect(E.isLeft(networkNamed(name))).toBe(true)
  })
})
