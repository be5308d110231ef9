import { describe, expect, it } from 'vitest'
import { type Binding, functionDevice } from '../../../../src/interpreters/devices/tensorflow/index.ts'
import { builder, type Node, operations, type Program } from '../../../../src/ir/index.ts'
import { misses, results, wanted } from '../agreement.ts'
import { binding } from './function-devices.ts'

const here = binding === undefined ? describe.skip : describe

/** A product outside of a loop, and a product, one of batches and a convolution in it. */
const program = (): Program => {
  const o = operations(builder())
  const { build } = o
  const [w, images, filter] = [
    build.variable('w', [4, 4]),
    build.variable('images', [1, 4, 4, 2]),
    build.variable('filter', [18, 4]),
  ]
  const [index, carried] = [build.variable('i', []), build.variable('c', [4, 4])]
  const patches = o.patches(o.multiply(images, o.sum(carried)), {
    window: [3, 3],
    strides: [1, 1],
    padding: [1, 1, 1, 1],
  })
  const columns = o.reshape(patches, [16, 18])
  const convolved = o.sum(o.matMul(columns, filter), [1])
  const batched = o.matMul(o.reshape(carried, [2, 2, 4]), o.reshape(carried, [2, 4, 2]))
  const next = o.multiply(
    o.constant(0.25),
    o.add(o.matMul(carried, w), o.add(o.reshape(convolved, [4, 4]), o.sum(batched))),
  )
  const unit = build.loop({
    times: 3,
    reverse: false,
    index,
    carried: [carried],
    initial: [o.matMul(w, w)],
    sliced: [],
    next: [next],
  })
  const final: Node = build.make('final', [unit], { index: 0 })
  return { inputs: [w, images, filter], outputs: [final] }
}

const values = [16, 32, 72].map((n, k) => Array.from({ length: n }, (_, i) => ((i * (7 + k)) % 11) / 16 - 0.25))

/** What an addon is told of functions, one string each: names of operations stand in it as they are. */
const watched = (refuses: (definition: string) => boolean = () => false) => {
  const told: string[] = []
  const addFunction: Binding['addFunction'] = (definition) => {
    const words = Buffer.from(definition).toString('latin1')
    if (refuses(words)) throw new Error('Op type not registered')
    told.push(words)
    binding!.addFunction(definition)
  }
  const watching: Binding = Object.defineProperty(Object.create(binding!), 'addFunction', { value: addFunction })
  return { told, watching }
}

const on = async (watching: Binding, oneDnn = true) => {
  const device = functionDevice('one', watching, { xla: false, unrolled: 0, oneDnn })
  const one = { program: program(), values }
  return misses(await results(device, one), wanted(one))
}

const products = ['_MklMatMul', '_MklBatchMatMulV2', '_MklNativeConv2D']

here('products in loops, in TensorFlow', () => {
  it('are oneDNN’s, as those outside are once TensorFlow has looked at them, and right', async () => {
    const { told, watching } = watched()
    expect(await on(watching)).toEqual([])
    const bodies = told.filter((one) => one.includes('_Mkl') && !one.includes('StatelessWhile')).slice(1)
    for (const product of products) expect(bodies.some((one) => one.includes(product))).toBe(true)
    // The function that is called is left to TensorFlow.
    const called = told.filter((one) => one.includes('StatelessWhile'))
    expect(called).toHaveLength(1)
    expect(called[0]).toContain('MatMul')
    expect(called[0]).not.toContain('_Mkl')
  })

  it('are TensorFlow’s usual ones where nothing is asked, where it has no others, and where the environment forbids them', async () => {
    const plain = watched()
    expect(await on(plain.watching, false)).toEqual([])
    const lacking = watched((definition) => definition.includes('_Mkl'))
    expect(await on(lacking.watching)).toEqual([])
    const forbidden = watched()
    const before = process.env.TF_ENABLE_ONEDNN_OPTS
    process.env.TF_ENABLE_ONEDNN_OPTS = '0'
    try {
      expect(await on(forbidden.watching)).toEqual([])
    } finally {
      if (before === undefined) delete process.env.TF_ENABLE_ONEDNN_OPTS
      else process.env.TF_ENABLE_ONEDNN_OPTS = before
    }
    for (const { told } of [plain, lacking, forbidden]) {
      expect(told.length).toBeGreaterThan(1)
      expect(told.some((one) => one.includes('_Mkl'))).toBe(false)
    }
  })
})
