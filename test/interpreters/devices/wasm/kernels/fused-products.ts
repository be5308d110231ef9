/**
 * Run by a Node.js of its own with relaxed SIMD, which Node.js 20 has behind a flag of the process: prints as JSON whether it fuses, and what
 * products come to with one rounding a term and with two.
 */
import { isRight } from 'fp-ts/lib/Either.js'
import { backends } from '../../../../../src/interpreters/devices/index.ts'
import { fuses } from '../../../../../src/interpreters/devices/wasm/assembler/index.ts'
import { nativeKernels, type Rounding } from '../../../../../src/interpreters/devices/wasm/kernels/index.ts'
import { builder, operations } from '../../../../../src/ir/index.ts'
import { heap } from './heap.ts'

/** Entries from a cheap hash. */
const hashed = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, index) => ((Math.imul(index + seed, 0x9e3779b1) >>> 8) / 2 ** 23 - 1) * 2)

const sizes = [
  [1, 1, 1],
  [1, 37, 20],
  [2, 9, 33],
  [3, 130, 7],
  [5, 3, 1],
  [17, 59, 15],
  [40, 300, 131],
  [37, 784, 100],
] as const

const flags = [false, true]

/** The largest error of a product, in units of its bound: one rounding for each product and each addition. */
const worst = (rounding: Rounding): number => {
  let most = 0
  for (const [m, k, n] of sizes)
    for (const transposeA of flags)
      for (const transposeB of flags)
        for (const adds of flags) {
          const [a, b, stored] = [hashed(m * k, 1), hashed(k * n, 2), hashed(m * n, 3)]
          const place = heap(a.length + b.length + m * n + 2 * k * (n + 8) + 100)
          const kernel = nativeKernels(place.memory, rounding).matMul(m, k, n, transposeA, transposeB, adds)
          const given = [place.put(a), place.put(b)] as const
          const out = place.put(stored)
          kernel(...given, out, place.put(new Float32Array(kernel.scratchBytes / 4).fill(Number.NaN)))
          if (!place.unharmed()) return Number.POSITIVE_INFINITY
          place.get(out, m * n).forEach((got, i) => {
            const [row, column] = [Math.floor(i / n), i % n]
            let [sum, size] = adds ? [stored[i]!, Math.abs(stored[i]!)] : [0, 0]
            for (let term = 0; term < k; term += 1) {
              const left = a[transposeA ? term * m + row : row * k + term]!
              const product = left * b[transposeB ? column * k + term : term * n + column]!
              sum += product
              size += Math.abs(product)
            }
            most = Math.max(most, Math.abs(got - sum) / ((k + 2) * 2 ** -24 * size + k * 2 ** -149))
          })
        }
  return most
}

/**
 * −(1 + 2⁻¹¹) · 1 + (1 + 2⁻¹²)²: 2⁻²⁴ where the second term is rounded once, and 0 where it is twice. They are four terms apart, as dot
 * products take four abreast.
 */
const told = (rounding: Rounding): readonly number[] => {
  const place = heap(2000)
  const [x, y] = [1 + 2 ** -12, -(1 + 2 ** -11)]
  return [1, 2, 5].flatMap((m) =>
    [1, 3, 9].flatMap((n) => {
      const kernel = nativeKernels(place.memory, rounding).matMul(m, 5, n, false, false)
      const a = place.put(Float32Array.from({ length: 5 * m }, (_, i) => [y, 0, 0, 0, x][i % 5]!))
      const b = place.put(Float32Array.from({ length: 5 * n }, (_, i) => (i < n ? 1 : x)))
      const out = place.put(new Float32Array(m * n))
      kernel(a, b, out, 0)
      return [...new Set(place.get(out, m * n))]
    }),
  )
}

/** The same product of the backend itself, and what its device says of it. */
const opened = async () => {
  const device = await backends.find(({ name }) => name === 'wasm')!.open()
  if (!isRight(device)) throw new Error('wasm does not load')
  const build = builder()
  const inputs = [build.variable('a', [1, 2]), build.variable('b', [2, 1])]
  const run = device.right.compile({ inputs, outputs: [operations(build).matMul(inputs[0]!, inputs[1]!)] })
  const [out] = run([
    device.right.upload([1, 2], [-(1 + 2 ** -11), 1 + 2 ** -12]),
    device.right.upload([2, 1], [1, 1 + 2 ** -12]),
  ])
  return { products: device.right.products, value: (await device.right.read(out!))[0] }
}

const isFused = fuses()
console.log(
  JSON.stringify({
    isFused,
    twice: { worst: worst('twice'), told: told('twice') },
    ...(isFused ? { once: { worst: worst('once'), told: told('once') } } : {}),
    backend: await opened(),
  }),
)
