import * as E from 'fp-ts/lib/Either.js'
import type * as T from 'fp-ts/lib/Task.js'
import { add, multiply } from '../../../dsl/index.ts'
import { type Fault, fault } from '../../../fault.ts'
import type { Backend } from '../../../interpreters/devices/index.ts'
import { onVectors } from '../../../interpreters/runtime/index.ts'
import { versionOf } from '../../../version.ts'
import type { BackendFinding } from './diagnosis.ts'

const timed = async <A>(work: () => Promise<A>): Promise<readonly [A, number]> => {
  const start = performance.now()
  const value = await work()
  return [value, Math.round(10 * (performance.now() - start)) / 10]
}

/** x · x + x at 1, 2 and 3. */
const wanted = [2, 6, 12]

const right = (values: readonly number[]): E.Either<Fault, void> =>
  `${values}` === `${wanted}`
    ? E.right(undefined)
    : E.left(fault({ where: 'doctor', rule: `x · x + x at 1, 2, 3 must be ${wanted.join(', ')}`, got: `${values}` }))

/** Whether a backend loads and computes, and how long that takes. `preferred` tells whether none that is to be preferred works. */
export const backendFinding =
  (backend: Backend, preferred: boolean): T.Task<BackendFinding> =>
  async () => {
    const about = {
      name: backend.name,
      package: backend.package,
      version: versionOf(`${backend.package}/package.json`),
    }
    const failed = ({ got, rule, hint }: Fault): BackendFinding => ({
      ...about,
      works: false,
      reason: got ?? rule,
      advice: `${hint ?? `install ${backend.needs} again`}${backend.name === 'wasm' || backend.name === 'cpu' ? '' : '; Retain runs without it'}`,
    })
    const [device, loadMilliseconds] = await timed(backend.open)
    if (E.isLeft(device)) return failed(device.left)
    const kernel = onVectors({ x: [1, 2, 3] }, ({ x }) => add(multiply(x, x), x), device.right)
    const [first, firstKernelMilliseconds] = await timed(kernel)
    const [next, nextKernelMilliseconds] = await timed(kernel)
    for (const values of [first, next]) {
      const checked = E.chain(right)(values)
      if (E.isLeft(checked)) return failed(checked.left)
    }
    return {
      ...about,
      works: true,
      loadMilliseconds,
      firstKernelMilliseconds,
      nextKernelMilliseconds,
      advice: preferred
        ? `what --backend auto takes; ${backend.limits}`
        : `--backend ${backend.name}; ${backend.limits}`,
    }
  }
