import type { Recipe } from './recipe.ts'

/** x + a learned number a channel. */
export const layer: Recipe = {
  name: 'A layer',
  steps: [
    {
      file: 'src/networks/network.ts',
      after: "  | { readonly _tag: 'Flatten' }\n",
      put: "  /** x + a learned number a channel. */\n  | { readonly _tag: 'Offset'; readonly group: string }\n",
    },
    { file: 'src/networks/fitting.ts', after: "    case 'Flatten':\n", put: "    case 'Offset':\n" },
    { file: 'src/networks/shape.ts', after: "    case 'Activation':\n", put: "    case 'Offset':\n" },
    {
      file: 'src/networks/layout.ts',
      after: "    case 'AveragePool':\n      return []\n",
      put: `    case 'Offset': {
      const { group } = layer
      const channels = shape.at(-1) ?? 0
      return [{ group, name: \`\${group}.bias\`, shape: [channels], fanIn: channels, fanOut: channels, role: 'bias' }]
    }
`,
    },
    {
      file: 'src/compiler/layers/forward.ts',
      after: '    switch (layer._tag) {\n',
      put: `      case 'Offset': {
        const [bias, ...left] = parameters
        return { ...so, value: o.add(value, bias!), parameters: left }
      }
`,
    },
    {
      file: 'test/compiler/modes/oracle.ts',
      after: "      case 'MaxPool':\n",
      put: "      case 'Offset':\n",
    },
    {
      file: 'test/compiler/layers/offset.test.ts',
      write: `import fc from 'fast-check'
import { expect, it } from 'vitest'
import { forward } from '../../../src/compiler/layers/index.ts'
import { value } from '../../../src/interpreters/devices/reference/values.ts'
import { builder, operations } from '../../../src/ir/index.ts'
import { fitting, layoutOf, type Network } from '../../../src/networks/index.ts'
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
  law: { file: 'test/compiler/layers/offset.test.ts' },
}
