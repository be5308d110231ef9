import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { render } from '../../src/fault.ts'
import {
  dense,
  elu,
  flatten,
  gate,
  type Layer,
  layers,
  mlp,
  networkFrom,
  networks,
  residual,
} from '../../src/networks/index.ts'
import { rules } from '../../src/networks/layers/index.ts'

const all: readonly Layer[] = [
  layers.convolution({ group: 'a', channels: 1, kernel: [2, 3] }),
  layers.batchNormalisation('b'),
  layers.batchNormalisation('c', 'batch'),
  layers.groupNormalisation('d', 1),
  layers.layerNormalisation('e'),
  layers.relu,
  elu(),
  layers.dropout(0.25),
  layers.maxPool(2),
  layers.averagePool('all'),
  flatten,
  residual<Layer>({ body: [dense('f', 3)], shortcut: [dense('g', 3)] }),
  gate<Layer>({ body: [dense('h', 3)], branch: [dense('i', 3), layers.sigmoid] }),
  dense('output', 'outputs'),
]

const of = (own: unknown): unknown => ({ ...mlp(), layers: own })

const circle: { readonly _tag: 'Residual'; readonly body: unknown[]; readonly shortcut: unknown[] } = {
  _tag: 'Residual',
  body: [],
  shortcut: [],
}
circle.body.push(circle)

const refused: Readonly<Record<string, readonly [unknown, string]>> = {
  'no object': [7, 'network: a network must be an object with layers, got 7.'],
  'no name': [{ ...mlp(), name: ' ' }, 'network: `name` must be a text that is not empty, got ` `.\n  in        name'],
  'no list': [of({}), 'network: `layers` must be a list of layers, got an object.\n  in        layers'],
  'a layer that is none': [
    of([flatten, null]),
    'network: a layer must be an object with a `_tag`, got null.\n  in        layers ▸ 1',
  ],
  'an unknown layer': [
    of([{ _tag: 'Dens' }]),
    `network: the layer must be one that is known, got \`Dens\`.\n  in        layers ▸ 0 ▸ _tag\n  hint      the nearest is \`Dense\`; known: ${Object.keys(rules).sort().join(', ')}`,
  ],
  'a field of a wrong kind': [
    of([{ ...dense('a', 3), units: '3' }]),
    'network: `units` must be (number | "outputs"), got `3`.\n  in        layers ▸ 0 ▸ units',
  ],
  'a field that is missing': [
    of([{ _tag: 'Dense', group: 'a' }]),
    'network: `units` must be (number | "outputs"), got undefined.\n  in        layers ▸ 0 ▸ units',
  ],
  'a field too many': [
    of([{ ...dense('a', 3), bias: false }]),
    'network: a Dense has no field but _tag, group, units, got `bias`.\n  in        layers ▸ 0',
  ],
  'a group without a name': [
    of([dense('', 3)]),
    'network: a group must have a name without spaces, got ``.\n  in        layers ▸ 0 ▸ group',
  ],
  'a fault inside of a gate': [
    of([flatten, { _tag: 'Gate', body: [], branch: [flatten, 7] }]),
    'network: a layer must be an object with a `_tag`, got 7.\n  in        layers ▸ 1 ▸ branch ▸ 1',
  ],
  'an unknown start': [
    { ...mlp(), initialisation: 'kaiming' },
    'network: the initialisation must be one that is known, got `kaiming`.\n  in        initialisation\n  hint      the nearest is `kaimingNormal`; known: fanInUniform, kaimingNormal, xavierUniform',
  ],
  'a loss that is a function': [
    { ...mlp(), loss: () => 0 },
    'network: `loss` must be one of crossEntropy, squaredError, got a function.\n  in        loss',
  ],
}

describe('a network from outside', () => {
  it('law: every network that has a name, and one of every layer, is itself, also as JSON', () => {
    const known = [...networks.map(({ network }) => network), { ...mlp(), layers: all }]
    for (const network of known)
      for (const value of [network, JSON.parse(JSON.stringify(network))])
        expect(networkFrom(value)).toEqual(E.right(network))
    const tags = new Set(all.map(({ _tag }) => _tag))
    expect([...tags].sort()).toEqual(Object.keys(rules).sort())
  })
  it.each(Object.entries(refused))('%s is refused', (_, [value, words]) => {
    const made = networkFrom(value)
    expect(E.isLeft(made) ? render(made.left) : 'right').toBe(words)
  })
  it('whose layers lie in a circle, or are too many, is refused', () => {
    expect(networkFrom(of([circle]))).toMatchObject({
      left: { rule: 'layers must lie in each other at most 32 deep', got: 'deeper' },
    })
    expect(networkFrom(of(Array<Layer>(4097).fill(flatten)))).toMatchObject({
      left: { rule: 'a network must have at most 4096 layers' },
    })
    expect(networkFrom(of(Array<Layer>(4096).fill(flatten)))).toMatchObject({ _tag: 'Right' })
  })
})
