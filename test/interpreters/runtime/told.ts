import { decodeOptions, type Method, onlyBatch } from '../../../src/dsl/index.ts'
import { referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { session } from '../../../src/interpreters/runtime/index.ts'
import { type Happening, line, right } from '../../methods/played.ts'

/** Outputs at 0 and 1 of what predicts on each of some tasks after a course: b, and w + b. */
export const told = async (
  method: Method,
  happenings: readonly Happening[],
  tasks: readonly number[],
  { set = {}, seed = 0 }: { readonly set?: object; readonly seed?: number } = {},
): Promise<readonly (readonly number[])[]> => {
  const program = method.program(right(decodeOptions(method.name, method.options, { ...set })))
  const own = session({ program, ...line, device: referenceDevice() })
  let state = right(await own.initial(seed)())
  let batch = 0
  for (const [kind, examples] of happenings) {
    const name = kind === 'batch' ? ('onBatch' as const) : ('onTaskEnd' as const)
    state = right(
      await own.handle(seed, state, {
        name,
        task: examples.task,
        batch: batch++,
        batches: onlyBatch(name, examples),
      })(),
    )
  }
  const outputs: (readonly number[])[] = []
  for (const task of tasks) {
    const predictor = right(await own.predictor(seed, state, task)())
    outputs.push(Array.from(right(await predictor.outputs(Float32Array.of(0, 1), 2)())))
    predictor.release()
  }
  own.release(state)
  if (own.buffers() !== 0) throw new Error(`${own.buffers()} buffers are left`)
  return outputs
}
