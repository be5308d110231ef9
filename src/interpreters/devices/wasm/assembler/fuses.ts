import { routine } from './frame.ts'
import { compile, isKnown } from './module.ts'
import { f32x4, memory } from './vector.ts'

const x = 1 + 2 ** -12
const y = -(1 + 2 ** -11)

/** x · x + y, of numbers that lie one after the other, in place of the first. */
const trial = routine(1, ([at]) =>
  memory.store(
    at!.get,
    0,
    f32x4.multiplyAdd(memory.load(at!.get, 0), memory.load(at!.get, 0), memory.load(at!.get, 16)),
  ),
)

/**
 * Whether this runtime multiplies and adds with one rounding. WebAssembly's relaxed SIMD lets it: V8 does where the processor can, since
 * Node.js 22. It is tried: (1 + 2⁻¹²)² − (1 + 2⁻¹¹) is 2⁻²⁴ with one rounding, and 0 with two.
 */
export const fuses = (): boolean => {
  if (!isKnown(trial)) return false
  const place = new WebAssembly.Memory({ initial: 1 })
  const numbers = new Float32Array(place.buffer, 0, 8)
  numbers.fill(x, 0, 4)
  numbers.fill(y, 4)
  compile(place, trial)(0)
  return numbers.subarray(0, 4).every((each) => each === 2 ** -24)
}
