import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { digestOf } from '../../../src/digest.ts'
import { grad } from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'
import {
  defineLayer,
  dense,
  fitting,
  flatten,
  type Layer,
  type LayerDefinition,
  layoutOf,
  type Network,
  networkFrom,
  relu,
  widened,
} from '../../../src/networks/index.ts'
import { examples } from '../../dsl/examples.ts'
import { learner } from '../../dsl/learner.ts'

const net = (...layers: readonly Layer[]): Network => ({
  name: 'own',
  layers,
  initialisation: 'xavierUniform',
  loss: 'crossEntropy',
})
const between = { inputShape: [2, 2], outputs: 3 }
const onVectors = { inputShape: [4], outputs: 2 }
const beside = (layer: Layer): Network => net(flatten, layer, dense('output', 'outputs'))

/** x ⊙ s, with one s for each number. */
const scale = defineLayer<{ readonly group: string }>({
  name: 'scale',
  tensors: (_, { shape }) => ({ scale: { shape, role: 'scale' } }),
  forward: (_, { o, value, parameters: { scale } }) => o.multiply(value, scale!),
})
/** body(x), twice as large as it says. */
const times = defineLayer<{ readonly body: readonly Layer[]; readonly by: number }>({
  name: 'times',
  parts: ['body'],
  shapeAfter: (_, { ends }) => ends.body!,
  forward: ({ by }, { o, ends }) => o.multiply(o.constant(by), ends.body!),
})
/** So many copies of a vector, side by side. */
const copies = defineLayer<{ readonly count: number }>({
  name: 'copies',
  width: 'count',
  misfit: ({ count }, { shape }) =>
    Number.isInteger(count) && count > 0 && shape.length === 1
      ? undefined
      : { rule: 'copies are of a vector', got: `${count} of [${shape}]` },
  shapeAfter: ({ count }, { shape: [size = 0] }) => [count * size],
  forward: ({ count }, { o, value }) =>
    o.concat(
      Array.from({ length: count }, () => value),
      1,
    ),
})

describe('a layer of one’s own', () => {
  it('stands where those of the package do, inside of others and around them', () => {
    const network = beside(times({ body: [scale({ group: 'own' }), dense('inner', 2)], by: 3 }))
    expect(fitting(network, between)).toEqual(E.right(network))
    expect(layoutOf(network, between).tensors.map(({ name, shape }) => `${name} ${shape}`)).toEqual([
      'own.scale 4',
      'inner.weight 4,2',
      'inner.bias 2',
      'output.weight 2,3',
      'output.bias 3',
    ])
    expect(networkFrom(network)).toEqual(E.right(network))
  })
  it('is wider in a wider network, as its rule says', () => {
    const [, own, inside] = widened(
      net(flatten, copies({ count: 2 }), times({ body: [copies({ count: 1 })], by: 2 })),
      2,
    ).layers as readonly [Layer, ReturnType<typeof copies>, ReturnType<typeof times>]
    expect(own).toMatchObject({ _tag: 'Own', count: 4, definition: { name: 'copies' } })
    expect(inside).toMatchObject({ by: 2, body: [{ count: 2 }] })
    expect(fitting(beside(own), between)._tag).toBe('Right')
  })

  const rule = (of: Partial<LayerDefinition<object>>) =>
    beside(defineLayer({ name: 'odd', forward: (_, { value }) => value, ...of })())
  it.each([
    [
      'what it refuses itself',
      net(copies({ count: 0.5 })),
      'network own: copies are of a vector, got 0.5 of [2,2].\n  in        copies at 0',
    ],
    [
      'tensors without a group',
      rule({ tensors: () => ({ a: { shape: [1], role: 'bias' } }) }),
      'network own: a layer with tensors or statistics must have a `group`, got none for odd.\n  in        odd at 1',
    ],
    [
      'a tensor of no shape',
      rule({ tensors: () => ({ a: { shape: [0.5], role: 'bias' } }) }),
      'with whole numbers for shape and one of weight, bias, scale, shift for role, got `a`.',
    ],
    [
      'tensors that are none',
      rule({ tensors: () => 3 as never }),
      'the tensors of a layer must be an object of tensors { shape, role }, got 3.',
    ],
    [
      'a shape that is none',
      rule({ shapeAfter: () => [-1] }),
      '`shapeAfter` of odd must give a list of whole numbers, at least 1, got [-1].',
    ],
    [
      'another shape than it says',
      rule({ shapeAfter: () => [7] }),
      'the forward rule of odd must give numbers of the shape [n, 7], got [n, 4].',
    ],
    [
      'truth values',
      rule({ forward: (_, { o, value }) => o.less(value, o.constant(0)) }),
      'the forward rule of odd must give numbers of the shape [n, 4], got truth values.',
    ],
    [
      'what is no program',
      rule({ forward: () => 5 as never }),
      'the forward rule of odd must give numbers of the shape [n, 4], got 5.',
    ],
    [
      'an operation that does not fit',
      rule({ forward: (_, { o, value }) => o.matMul(value, value) }),
      'the rule of odd must not throw, got matMul:',
    ],
    [
      'an exception',
      rule({
        misfit: () => {
          throw new Error('not today')
        },
      }),
      'the rule of odd must not throw, got not today (test/networks/layers/own.test.ts:',
    ],
  ] as const)('%s is a fault with its place', (_, network, words) => {
    const result = fitting(network, between)
    expect(E.isLeft(result) ? render(result.left) : '').toContain(words)
  })
})

describe('a network of one’s own layers from outside', () => {
  it.each([
    [
      'JSON, which holds no code',
      JSON.parse(JSON.stringify(beside(scale({ group: 'a' })))),
      'a layer of your own must have its rule, which is code, got an object.\n  in        layers ▸ 1 ▸ definition\n  hint      JSON can not hold it: name the module that builds the layer with `defineLayer`',
    ],
    [
      'a group with spaces',
      beside(scale({ group: 'a b' })),
      'a group must have a name without spaces, got `a b`.\n  in        layers ▸ 1 ▸ group',
    ],
    [
      'a field that JSON does not write',
      beside({ ...copies({ count: 1 }), count: () => 1 } as never),
      'a field of a layer must be a plain value, or the layers of a part, got a function.\n  in        layers ▸ 1 ▸ count',
    ],
    [
      'a fault inside of a part',
      beside(times({ body: [relu, 7 as never], by: 1 })),
      'a layer must be an object with a `_tag`, got 7.\n  in        layers ▸ 1 ▸ body ▸ 1',
    ],
    [
      'a definition without a name',
      beside({ ...copies({ count: 1 }), definition: { ...copies({ count: 1 }).definition, name: '' } }),
      '`name` must be a text that is not empty, got ``.\n  in        layers ▸ 1 ▸ definition ▸ name',
    ],
  ] as const)('%s is refused', (_, value, words) => {
    const result = networkFrom(value)
    expect(E.isLeft(result) ? render(result.left) : '').toContain(words)
  })
})

describe('what tells rules apart', () => {
  const shift = (by: number) =>
    defineLayer({ name: 'shift', forward: (_, { o, value }) => o.add(value, o.constant(by)) })
  const digest = (layer: Layer) => digestOf(beside(layer))
  type Forward = LayerDefinition<object>['forward']
  const [doubled, squared]: readonly [Forward, Forward] = [
    (_, { o, value }) => o.add(value, value),
    (_, { o, value }) => o.multiply(value, value),
  ]
  const made = (forward: Forward, version?: string) =>
    digest(defineLayer({ name: 'a', forward, ...(version === undefined ? {} : { version }) })())
  it('law: digests differ by source and by fields, and are equal where both are', () => {
    expect(made(doubled)).not.toBe(made(squared))
    expect(made(doubled)).toBe(made(doubled))
    expect(digest(copies({ count: 1 }))).not.toBe(digest(copies({ count: 2 })))
    expect(digest(copies({ count: 2 }))).toBe(digest(copies({ count: 2 })))
    expect(digest(shift(1)())).toBe(digest(shift(1)()))
  })
  it('law: a version that is declared stands for the source', () => {
    expect(made(doubled, '1')).toBe(made(squared, '1'))
    expect(made(doubled, '1')).not.toBe(made(doubled, '2'))
  })
  it('law: rules that are written alike and go by other numbers share no code on a device', async () => {
    const learned = async (by: number) => {
      const network = net(shift(by)(), dense('output', 'outputs'))
      const run = learner(({ theta, batch, loss }) => ({ slope: grad(loss(batch))(theta) }), {
        network,
        between: onVectors,
      })
      return (await run(Array<number>(10).fill(0.25), examples([[1, 0, 1, 1]], [1]))).slope
    }
    expect(await learned(0)).not.toEqual(await learned(1))
  })
})
