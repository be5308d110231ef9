/**
 * Products on wasm with fused multiply-adds beside those that round each product and each sum, in turn: billions of operations a second,
 * of the fastest of some rounds. It needs a runtime that fuses: Node.js 21 or later.
 *
 *   node --import tsx bench/fused.ts
 */
import { fuses } from '../src/interpreters/devices/wasm/assembler/index.ts'
import { nativeKernels } from '../src/interpreters/devices/wasm/kernels/index.ts'

if (!fuses()) {
  console.error(`Node.js ${process.versions.node} does not fuse here`)
  process.exit(1)
}

/** m, k, n, and which operand is transposed: products of 784-100-100-10, of convolutions and of wide layers. */
const products: readonly (readonly [number, number, number, boolean, boolean])[] = [
  [1, 784, 100, false, false],
  [10, 784, 100, false, false],
  [64, 784, 100, false, false],
  [784, 64, 100, true, false],
  [64, 100, 100, false, true],
  [10_240, 180, 20, false, false],
  [640, 720, 80, false, false],
  [720, 640, 80, true, false],
  [64, 2000, 2000, false, false],
]

const rounds = 25
const memory = new WebAssembly.Memory({ initial: 1024 })
new Float32Array(memory.buffer).fill(0.5)
const [once, twice] = [nativeKernels(memory, 'once'), nativeKernels(memory, 'twice')]
console.log(
  `Node.js ${process.versions.node}: GFLOP/s, ours by default and with a rounding of each product and each sum`,
)
for (const [m, k, n, transposeA, transposeB] of products) {
  const kernels = [once, twice].map((of) => of.matMul(m, k, n, transposeA, transposeB))
  const [a, b] = [1024, 1024 + 4 * m * k]
  const out = b + 4 * k * n
  const times = Math.max(1, Math.round(4e7 / (m * k * n)))
  const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 0; round < rounds; round += 1)
    kernels.forEach((kernel, i) => {
      const start = performance.now()
      for (let time = 0; time < times; time += 1) kernel(a, b, out, out + 4 * m * n)
      least[i] = Math.min(least[i]!, (performance.now() - start) / times)
    })
  const [fused, plain] = least.map((each) => (2 * m * k * n) / each / 1e6)
  const name = `[${m}, ${k}, ${n}]${transposeA ? ', A transposed' : ''}${transposeB ? ', B transposed' : ''}`
  console.log(
    `${name.padEnd(34)} ${fused!.toFixed(1).padStart(6)} ${plain!.toFixed(1).padStart(6)}   ${(fused! / plain!).toFixed(2)}`,
  )
}
