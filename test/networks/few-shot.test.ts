import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type Fault, render } from '../../src/fault.ts'
import {
  anmlNetwork,
  conv4,
  fitting,
  layoutOf,
  type Network,
  networkNamed,
  omlNetwork,
  sizeOfLayout,
} from '../../src/networks/index.ts'

const digits = { inputShape: [28, 28], outputs: 5 }
const groups = (network: Network, between = digits): readonly string[] => [
  ...new Set(layoutOf(network, between).tensors.map(({ group }) => group)),
]
const head = (network: Network, between = digits): readonly number[] =>
  layoutOf(network, between).tensors.find(({ name }) => name === 'output.weight')!.shape
const named = (name: string): Network => E.getOrElseW((why: Fault) => expect.fail(render(why)))(networkNamed(name))

describe('networks of few-shot learning and of streams of classes', () => {
  it('have the sizes of their papers where they are asked for', () => {
    // 4 × conv3×3-64 with normalisation and no bias, and 256 numbers to the outputs: iMAML's fc 256 → N.
    expect(sizeOfLayout(layoutOf(named('conv4-64'), digits))).toBe(
      9 * 64 + 3 * 9 * 64 * 64 + 4 * 2 * 64 + (256 + 1) * 5,
    )
    expect(head(named('conv4-pool-64'))).toEqual([64, 5])
    // 2304 features of 84 × 84 images, 1000 outputs: OML's linear 2304 → 1000.
    const large = { inputShape: [84, 84], outputs: 1000 }
    expect(head(omlNetwork({ channels: 256, padding: 'valid' }), large)).toEqual([2304, 1000])
    // 1008 numbers reach the gates of ANML, of which there are 2304.
    const gates = layoutOf(named('anml-256'), large28).tensors.find(
      ({ name }) => name === 'neuromodulator.gates.weight',
    )
    expect(gates!.shape).toEqual([1008, 2304])
    expect(head(named('anml-256'), large28)).toEqual([2304, 1000])
  })
  it('have a quarter of the channels unless told otherwise', () => {
    expect(head(conv4())).toEqual([64, 5])
    expect(head(omlNetwork())).toEqual([256, 5])
    expect(head(anmlNetwork())).toEqual([576, 5])
  })
  it.each([
    'conv4',
    'conv4-32',
    'conv4-pool-16',
    'oml',
    'oml-8',
    'oml-dense',
    'oml-dense-8',
    'oml-dense-8-1',
    'anml',
    'anml-8',
    'mlp-40-40',
  ])('%s fits digits', (name) => {
    expect(E.isRight(fitting(named(name), digits))).toBe(true)
  })
  it('1-40-40-1 has 1761 parameters', () => {
    expect(sizeOfLayout(layoutOf(named('mlp-40-40'), { inputShape: [1], outputs: 1 }))).toBe(80 + 1640 + 41)
  })
  it('that for functions has six layers of 300 before two that learn, as in its paper; a quarter unless told otherwise', () => {
    const between = { inputShape: [11], outputs: 1 }
    const due = (width: number) => 12 * width + 6 * (width + 1) * width + (width + 1)
    expect(sizeOfLayout(layoutOf(named('oml-dense-300'), between))).toBe(due(300))
    expect(sizeOfLayout(layoutOf(named('oml-dense'), between))).toBe(due(75))
    const six = [1, 2, 3, 4, 5, 6].map((i) => `representation.layer${i}`)
    expect(groups(named('oml-dense'), between)).toEqual([...six, 'output.layer1', 'output.layer2'])
    expect(groups(named('oml-dense-75-1'), between)).toEqual([...six, 'output.layer1'])
  })
  it('name what is meta-learned, what gates and what learns as groups', () => {
    expect(groups(omlNetwork())).toEqual([1, 2, 3, 4, 5, 6].map((i) => `representation.conv${i}`).concat('output'))
    const gated = groups(anmlNetwork())
    expect(new Set(gated.map((group) => group.split('.')[0]))).toEqual(
      new Set(['prediction', 'neuromodulator', 'output']),
    )
  })
  it.each(['conv4-64-64', 'oml-0', 'oml-dense-8-1-1', 'conv4-', 'constructor-3', 'conv4-pool'])(
    '`%s` is no network',
    (name) => {
      expect(E.isLeft(networkNamed(name))).toBe(true)
    },
  )
})

const large28 = { inputShape: [28, 28], outputs: 1000 }
