import type { Recipe } from './recipe.ts'

/** x + a learned number a channel. */
export const layer: Recipe = {
  name: 'A layer',
  steps: [
    {
      file: 'src/networks/layers/offset.ts',
      write: `import * as t from 'io-ts'
import type { Rule } from './rule.ts'

/** x + a learned number a channel. */
export interface Offset {
  readonly _tag: 'Offset'
  readonly group: string
}

export const offsetRule: Rule<Offset> = {
  fields: { group: t.string },
  tensors: (_, { shape }) => ({ bias: { shape: [shape.at(-1) ?? 0], role: 'bias' } }),
  forward: (_, { o, value, parameters: { bias } }) => o.add(value, bias!),
}
`,
    },
    {
      file: 'src/networks/layers/table.ts',
      after: "import { type MaxPool, maxPoolRule } from './max-pool.ts'\n",
      put: "import { type Offset, offsetRule } from './offset.ts'\n",
    },
    { file: 'src/networks/layers/table.ts', after: '\n  | Flatten\n', put: '  | Offset\n' },
    { file: 'src/networks/layers/table.ts', after: '  Flatten: flattenRule,\n', put: '  Offset: offsetRule,\n' },
    {
      file: 'src/saved/export/layers.ts',
      after: 'const rules: Rules = {\n',
      put: "  Offset: ({ group }, x, { b, tensor }) => E.right(b.binary('add', x, tensor(group + '.bias'))),\n",
    },
    {
      file: 'test/networks/layers/offset.test.ts',
      write: `import fc from 'fast-check'
import { expect, it } from 'vitest'
import { value } from '../../../src/interpreters/devices/reference/values.ts'
import { builder, operations } from '../../../src/ir/index.ts'
import { fitting, forward, layoutOf, type Network } from '../../../src/networks/index.ts'
import { run } from '../../ir/values.ts'

const network: Network = {
  name: 'own',
  layers: [{ _tag: 'Offset', group: 'shift' }],
  initialisation: 'xavierUniform',
  loss: 'squaredError',
}

it('law: adds its own number to each channel, and has as many as there are', () => {
  expect(fitting(network, { inputShape: [3], outputs: 3 })._tag).toBe('Right')
  expect(layoutOf(network, { inputShape: [3], outputs: 3 }).tensors.map(({ name, shape }) => [name, shape])).toEqual([
    ['shift.bias', [3]],
  ])
  const o = operations(builder())
  const [inputs, bias] = [o.build.variable('x', [2, 3]), o.build.variable('b', [3])]
  const { outputs } = forward(o, { network, parameters: [bias], inputs })
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 9, maxLength: 9 }), (n) => {
      const [x, b] = [n.slice(0, 6), n.slice(6)]
      const [out] = run([inputs, bias], [outputs], [value([2, 3], (i) => x[i]!), value([3], (i) => b[i]!)])
      expect(Array.from(out!)).toEqual(x.map((e, i) => e + b[i % 3]!))
    }),
  )
})
`,
    },
  ],
  law: { file: 'test/networks/layers/offset.test.ts' },
}
