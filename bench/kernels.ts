import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import type { FusedProgram } from '../src/interpreters/devices/fuse/index.ts'
import { nativeKernels } from '../src/interpreters/devices/wasm/kernels/index.ts'
import { median } from './median.ts'

/**
 * Times our kernels against those of tfjs's wasm backend, called directly on tensors of the same heap: microseconds a
 * call, the median of alternating rounds. tfjs packs the right operand of a product once for each tensor: 'B changed' is a
 * product whose right operand is new, as weights and gradients are at every step; the gain is over that. `npx tsx bench/kernels.ts [only cases whose name contains this]`
 */
const rounds = 25
const roundMilliseconds = 4

const only = process.argv[2] ?? ''
const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'))
setWasmPaths(`${folder}/${existsSync(`${folder}/wasm-out`) ? 'wasm-out' : 'dist'}/`)
await tf.setBackend('wasm')
await tf.ready()

const backend = tf.backend() as BackendWasm
const heap = (backend.wasm as typeof backend.wasm & { readonly asm: { readonly memory: WebAssembly.Memory } }).asm
  .memory
const kernels = nativeKernels(heap)

type Call = () => void

interface Timed {
  readonly name: string
  readonly ours: Call
  readonly theirs: Call
  /** As `theirs`, but with a right operand that changed since the last call; copying it there is included. */
  readonly changed?: Call
  /** Floating-point operations, or 0. */
  readonly flops: number
}

const tensor = (...shape: number[]): tf.Tensor => tf.randomUniform(shape, 0.1, 1)

const offset = (of: tf.Tensor): number => backend.dataIdMap.get(of.dataId).memoryOffset

const info = (of: tf.Tensor): tf.TensorInfo => ({ dataId: of.dataId, shape: of.shape, dtype: of.dtype })

/** The backend's kernel itself; its result is released at once. */
const tfjsKernel = (name: string, inputs: Record<string, tf.Tensor>, attrs: Record<string, unknown>): Call => {
  const kernel = tf.getKernel(name, 'wasm').kernelFunc
  const given = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, info(value)]))
  return () => {
    const results = kernel({ inputs: given, backend, attrs: attrs as tf.NamedAttrMap })
    for (const result of Array.isArray(results) ? results : [results]) backend.disposeData(result.dataId)
  }
}

const all =
  (...calls: readonly Call[]): Call =>
  () => {
    for (const call of calls) call()
  }

const matMul = (m: number, k: number, n: number, transposeA: boolean, transposeB: boolean): Timed => {
  const a = tensor(1, ...(transposeA ? [k, m] : [m, k]))
  const b = tensor(1, ...(transposeB ? [n, k] : [k, n]))
  const out = tensor(m, n)
  const kernel = kernels.matMul(m, k, n, transposeA, transposeB)
  const scratch = tensor(Math.max(1, kernel.scratchBytes / 4))
  const [ao, bo, oo, so] = [a, b, out, scratch].map(offset)
  // tfjs has no fast path for transposed operands: it is given the better of its two ways, an explicit transpose.
  const transposed = (of: tf.Tensor, flag: boolean): readonly [tf.Tensor, readonly Call[]] =>
    flag ? [tf.transpose(of, [0, 2, 1]), [tfjsKernel('Transpose', { x: of }, { perm: [0, 2, 1] })]] : [of, []]
  const [left, before] = transposed(a, transposeA)
  const [right, beforeToo] = transposed(b, transposeB)
  const attrs = { transposeA: false, transposeB: false }
  const product = tfjsKernel('BatchMatMul', { a: left, b: right }, attrs)
  const copy = tf.getKernel('Identity', 'wasm').kernelFunc
  const multiply = tf.getKernel('BatchMatMul', 'wasm').kernelFunc
  const release = (of: tf.TensorInfo | tf.TensorInfo[]): void => {
    for (const each of Array.isArray(of) ? of : [of]) backend.disposeData(each.dataId)
  }
  const changed = (): void => {
    const fresh = copy({ inputs: { x: info(right) }, backend })
    if (Array.isArray(fresh)) return
    release(multiply({ inputs: { a: info(left), b: fresh }, backend, attrs }))
    release(fresh)
  }
  return {
    name: `matMul ${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'} [${m}, ${k}, ${n}]`,
    ours: () => kernel(ao!, bo!, oo!, so!),
    theirs: all(...before, ...beforeToo, product),
    changed: all(...before, ...beforeToo, changed),
    flops: 2 * m * k * n,
  }
}

const elementwise = (name: string, program: FusedProgram, theirs: (inputs: readonly tf.Tensor[]) => Call): Timed => {
  const inputs = program.inputs.map(({ strides }) =>
    tensor(...program.shape.map((size, axis) => (strides[axis] === 0 ? 1 : size))),
  )
  const outputs = program.outputs.map(() => tensor(...program.shape))
  const kernel = kernels.elementwise(program)
  const from = inputs.map(offset)
  const to = outputs.map(offset)
  return {
    name,
    ours: () => kernel(from, to),
    theirs: theirs(inputs),
    flops: program.shape.reduce((product, size) => product * size, program.instructions.length),
  }
}

const dense = (...shape: readonly number[]) => ({
  strides: shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1)),
})

const cases: readonly (() => Timed)[] = [
  ...[1, 10, 20, 64, 1000].flatMap((batch) => [
    () => matMul(batch, 784, 100, false, false),
    () => matMul(batch, 100, 100, false, false),
    () => matMul(batch, 100, 10, false, false),
    () => matMul(784, batch, 100, true, false),
    () => matMul(100, batch, 100, true, false),
    () => matMul(100, batch, 10, true, false),
    () => matMul(batch, 100, 100, false, true),
    () => matMul(batch, 10, 100, false, true),
  ]),
  () => matMul(512, 512, 512, false, false),
  // Inner products of gradients, as GEM and gram matrices take them.
  () => matMul(5, 78400, 5, false, true),
  () => matMul(20, 78400, 20, false, true),
  () => matMul(100, 78400, 100, false, true),
  () => matMul(64, 2000, 2000, false, true),
  () => matMul(784, 64, 100, false, true),
  () =>
    elementwise(
      'θ − α g [784, 100]',
      {
        shape: [784, 100],
        inputs: [dense(784, 100), dense(784, 100)],
        instructions: [
          { operator: 'multiply', operands: [{ input: 1 }, { constant: 0.1 }] },
          { operator: 'subtract', operands: [{ input: 0 }, { value: 0 }] },
        ],
        outputs: [1],
      },
      ([theta, gradient]) =>
        all(
          tfjsKernel('Multiply', { a: gradient!, b: tf.scalar(0.1) }, {}),
          tfjsKernel('Sub', { a: theta!, b: gradient! }, {}),
        ),
    ),
  () =>
    elementwise(
      'soft threshold [784, 100]',
      {
        shape: [784, 100],
        inputs: [dense(784, 100)],
        instructions: [
          { operator: 'absolute', operands: [{ input: 0 }] },
          { operator: 'subtract', operands: [{ value: 0 }, { constant: 0.3 }] },
          { operator: 'maximum', operands: [{ value: 1 }, { constant: 0 }] },
          { operator: 'sign', operands: [{ input: 0 }] },
          { operator: 'multiply', operands: [{ value: 2 }, { value: 3 }] },
        ],
        outputs: [4],
      },
      ([x]) =>
        all(
          tfjsKernel('Abs', { x: x! }, {}),
          tfjsKernel('Sub', { a: x!, b: tf.scalar(0.3) }, {}),
          tfjsKernel('Relu', { x: x! }, {}),
          tfjsKernel('Sign', { x: x! }, {}),
          tfjsKernel('Multiply', { a: x!, b: x! }, {}),
        ),
    ),
  ...[10, 1000].map(
    (batch) => () =>
      elementwise(
        `relu(x + bias) [${batch}, 100]`,
        {
          shape: [batch, 100],
          inputs: [dense(batch, 100), { strides: [0, 1] }],
          instructions: [
            { operator: 'add', operands: [{ input: 0 }, { input: 1 }] },
            { operator: 'maximum', operands: [{ value: 0 }, { constant: 0 }] },
          ],
          outputs: [1],
        },
        ([x, bias]) => all(tfjsKernel('Add', { a: x!, b: bias! }, {}), tfjsKernel('Relu', { x: x! }, {})),
      ),
  ),
  ...(
    [
      ['exponential', 'Exp'],
      ['logarithm', 'Log'],
      ['tanh', 'Tanh'],
      ['sine', 'Sin'],
    ] as const
  ).map(
    ([operator, theirs]) =>
      () =>
        elementwise(
          `${operator} [1000, 10]`,
          {
            shape: [1000, 10],
            inputs: [dense(1000, 10)],
            instructions: [{ operator, operands: [{ input: 0 }] }],
            outputs: [0],
          },
          ([x]) => tfjsKernel(theirs, { x: x! }, {}),
        ),
  ),
  ...[
    [1, 64, 100],
    [1000, 10, 1],
    [1, 78400, 1],
  ].map(([outer, reduced, inner]) => (): Timed => {
    const input = tensor(outer!, reduced!, inner!)
    const kernel = kernels.reduce('sum', outer!, reduced!, inner!)
    const [from, to] = [offset(input), offset(tensor(outer!, inner!))]
    return {
      name: `sum [${outer}, ${reduced}, ${inner}] over the middle`,
      ours: () => kernel(from, to),
      theirs: tfjsKernel('Sum', { x: input }, { axis: [1], keepDims: false }),
      flops: outer! * reduced! * inner!,
    }
  }),
  ...[
    [784, 100],
    [10, 784],
    [1000, 784],
  ].map(([rows, columns]) => (): Timed => {
    const input = tensor(rows!, columns!)
    const kernel = kernels.transpose(rows!, columns!)
    const [from, to] = [offset(input), offset(tensor(columns!, rows!))]
    return {
      name: `transpose [${rows}, ${columns}]`,
      ours: () => kernel(from, to),
      theirs: tfjsKernel('Transpose', { x: input }, { perm: [1, 0] }),
      flops: 0,
    }
  }),
]

const microseconds = (call: Call, times: number): number => {
  const start = performance.now()
  for (let index = 0; index < times; index++) call()
  return (1000 * (performance.now() - start)) / times
}

const compare = ({ name, ours, theirs, changed, flops }: Timed): string => {
  const calls = [ours, theirs, ...(changed === undefined ? [] : [changed])]
  // V8 replaces the first, quick machine code once a kernel has run for a while.
  for (const call of calls) microseconds(call, Math.ceil(30_000 / (1 + microseconds(call, 5))))
  const times = calls.map((call) => Math.ceil((1000 * roundMilliseconds) / (0.2 + microseconds(call, 5))))
  // Each round begins with another, so that none always follows the same one.
  const measured: readonly number[][] = calls.map(() => [])
  for (let turn = 0; turn < rounds * calls.length; turn++) {
    const index = (turn + Math.floor(turn / calls.length)) % calls.length
    measured[index]!.push(microseconds(calls[index]!, times[index]!))
  }
  const medians = measured.map(median)
  const [our = 0, their = 0] = medians
  const gigaflops = medians.slice(0, 2).map((each) => (flops === 0 ? '' : (flops / each / 1000).toFixed(1)))
  const gain = `${((medians[2] ?? their) / our).toFixed(1)}×`
  const columns = [our.toFixed(2), their.toFixed(2), medians[2]?.toFixed(2) ?? '', ...gigaflops, gain]
  return [name.padEnd(38), ...columns.map((each) => each.padStart(13))].join('')
}

const titles = ['ours µs', 'tfjs µs', 'B changed µs', 'ours GF/s', 'tfjs GF/s', 'gain']
console.log([''.padEnd(38), ...titles.map((each) => each.padStart(13))].join(''))
for (const make of cases) {
  const timed = make()
  if (timed.name.includes(only)) console.log(compare(timed))
}
