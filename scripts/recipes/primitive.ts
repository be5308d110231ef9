import type { Recipe } from './recipe.ts'

/** 1 / x. */
export const primitive: Recipe = {
  name: 'A primitive',
  steps: [
    { file: 'src/ir/node.ts', after: 'export type Unary =\n', put: "  | 'reciprocal'\n" },
    {
      file: 'src/ir/primitives/reciprocal.ts',
      write: `import { elementwise } from './families/elementwise.ts'

/** 1 / x; d(1/x) = −dx / x². */
export const reciprocal = elementwise('reciprocal', 1, {
  of: (x) => 1 / x,
  derivative: (node, ct, o) => [o.negate(o.multiply(ct, o.multiply(node, node)))],
})
`,
    },
    {
      file: 'src/ir/primitives/index.ts',
      after: "import { pad } from './pad.ts'\n",
      put: "import { reciprocal } from './reciprocal.ts'\n",
    },
    { file: 'src/ir/primitives/index.ts', after: '  pad,\n', put: '  reciprocal,\n' },
    { file: 'src/ir/operations.ts', after: "    tanh: one('tanh'),\n", put: "    reciprocal: one('reciprocal'),\n" },
    { file: 'src/interpreters/devices/fuse/fused-program.ts', after: "  'tanh',\n", put: "  'reciprocal',\n" },
    {
      file: 'src/interpreters/devices/wasm/kernels/operators.ts',
      after: '  tanh: unary(tanh),\n',
      put: '  reciprocal: unary((_, a) => f32x4.divide(one, a)),\n',
    },
    {
      file: 'src/interpreters/devices/wasm/heap/rules.ts',
      after: '    tanh: fused,\n',
      put: '    reciprocal: fused,\n',
    },
    {
      file: 'src/interpreters/devices/reference/rules.ts',
      after: '    tanh: one(Math.tanh),\n',
      put: '    reciprocal: one((x) => 1 / x),\n',
    },
    {
      file: 'src/interpreters/devices/tfjs/rules.ts',
      after: "    tanh: unary('Tanh'),\n",
      put: "    reciprocal: unary('Reciprocal'),\n",
    },
    {
      file: 'src/interpreters/devices/tensorflow/graph.ts',
      after: "  Range: 'output',\n",
      put: "  Reciprocal: 'y',\n",
    },
    {
      file: 'src/interpreters/devices/tensorflow/rules.ts',
      after: "    tanh: unary('Tanh'),\n",
      put: "    reciprocal: unary('Reciprocal'),\n",
    },
    {
      file: 'test/interpreters/devices/fuse/oracle.ts',
      after: '  tanh: Math.tanh,\n',
      put: '  reciprocal: (a) => 1 / a,\n',
    },
    { file: 'test/interpreters/devices/wasm/kernels/arbitraries.ts', after: '  tanh: 1,\n', put: '  reciprocal: 1,\n' },
    {
      file: 'test/ir/primitives/reciprocal.test.ts',
      write: `import fc from 'fast-check'
import { expect, it } from 'vitest'
import { value } from '../../../src/interpreters/devices/reference/values.ts'
import { builder, operations, vectorise } from '../../../src/ir/index.ts'
import { devices } from '../../interpreters/devices/devices.ts'
import { gradientLaws } from '../gradient-laws.ts'
import { run } from '../values.ts'

const o = operations(builder())
const x = o.build.variable('x', [3])
const made = () => ({ o, inputs: [x], y: o.sum(o.reciprocal(x)) })
const point = fc
  .array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 })
  .map((data) => [value([3], (i) => data[i]!)])
const { first, second } = gradientLaws(fc.constant(undefined), made, point)

it('law: 1/x has the slopes of central differences, first and second order', () => {
  fc.assert(first)
  fc.assert(second)
})

it('law: in lanes it is 1/x in each', () => {
  const lanes = o.build.variable('lanes', [2, 3])
  const [made] = vectorise(o, 2, new Map([[x, lanes]]), [o.reciprocal(x)])
  expect(run([lanes], [made!.node], [value([2, 3], (i) => i + 1)])).toEqual([[1, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6]])
})

it.each(devices)('law: is 1/x on $name', async (device) => {
  const data = [0.25, 2, -8]
  const [out] = device.compile({ inputs: [x], outputs: [o.reciprocal(x)] })([device.upload([3], Float64Array.from(data))])
  expect(Array.from(await device.read(out!))).toEqual(data.map((d) => 1 / d))
})
`,
    },
  ],
  law: { file: 'test/ir/primitives/reciprocal.test.ts' },
}
