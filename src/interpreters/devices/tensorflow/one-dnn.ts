import type { Functions } from './functions.ts'
import { graph } from './graph.ts'
import { type FunctionDefinition, types } from './messages.ts'
import type { Store } from './store.ts'

/**
 * What products are called that oneDNN makes. TensorFlow takes those by itself, but only in the function that is called: of what that calls
 * in turn, the bodies of its loops, the products stay Eigen's, which take about twice as long.
 */
const names: Readonly<Record<string, string>> = {
  MatMul: '_MklMatMul',
  BatchMatMulV2: '_MklBatchMatMulV2',
  Conv2D: '_MklNativeConv2D',
  Conv2DBackpropFilter: '_MklNativeConv2DBackpropFilter',
  Conv2DBackpropInput: '_MklNativeConv2DBackpropInput',
}

const text = (of: string) => ({ s: new TextEncoder().encode(of) })

/** The kernels of these names that take and give tensors as they lie. */
const label = text('MklNameChangeOp')

/** A function whose products are oneDNN's. */
export const inOneDnn = (definition: FunctionDefinition): FunctionDefinition => ({
  ...definition,
  nodeDef: definition.nodeDef.map((node) => {
    const op = names[node.op]
    return op === undefined ? node : { ...node, op, attr: { ...node.attr, _kernel: label } }
  }),
})

/** One of each, of tensors of one number. */
const each = (name: string): FunctionDefinition => {
  const { add, ints, finished } = graph()
  const float = { T: { type: types.float } }
  const sliding = { ...float, strides: { list: { i: [1, 1, 1, 1] } }, padding: text('VALID') }
  const [m, b, x] = ['m', 'b', 'x'].map((argument) => ({ name: argument, type: types.float }))
  const made = [
    add('MatMul', [m!, m!], float, types.float),
    add('BatchMatMulV2', [b!, b!], float, types.float),
    add('Conv2D', [x!, x!], sliding, types.float),
    add('Conv2DBackpropFilter', [x!, ints([1, 1, 1, 1]), x!], sliding, types.float),
    add('Conv2DBackpropInput', [ints([1, 1, 1, 1]), x!, x!], sliding, types.float),
  ]
  return finished(
    name,
    [m!, b!, x!],
    made.map((wire, i) => ({ name: `r${i}`, wire })),
  )
}

/** Whether a TensorFlow has all of these and would take them: a build without oneDNN has none, and the environment may forbid them. */
export const hasOneDnn = (known: Functions, { upload, call, read, release }: Store): boolean => {
  if (process.env.TF_ENABLE_ONEDNN_OPTS === '0') return false
  const name = known.fresh()
  const shapes = [
    [1, 1],
    [1, 1, 1],
    [1, 1, 1, 1],
  ] as const
  const inputs = shapes.map((shape) => upload(shape, [2]))
  try {
    const owner = {}
    known.register([inOneDnn(each(name))], owner)
    const seen = shapes.map((shape) => ({ shape, type: types.float }))
    const made = call(name, [], inputs, seen, Object.keys(names).length)
    const are = made.map((tensor) => read(tensor)[0])
    made.forEach(release)
    return are.every((product) => product === 4)
  } catch {
    return false
  } finally {
    inputs.forEach(release)
  }
}
