import { decodeOptions, type Method, onlyBatch } from '../../src/dsl/index.ts'
import { referenceDevice } from '../../src/interpreters/devices/index.ts'
import { type SlotValue, type State, session } from '../../src/interpreters/runtime/index.ts'
import { layoutOf } from '../../src/networks/index.ts'
import { type Happening, right, type Setting } from './played.ts'

type Buffer = ReturnType<ReturnType<typeof referenceDevice>['upload']>
type Around = Required<Pick<Setting, 'network' | 'between'>> & Pick<Setting, 'set'>

/** What a method says of inputs after a course at θ; and at other parameters, in the state that the course left. */
export const predicted = async (
  method: Method,
  happenings: readonly Happening[],
  inputs: readonly number[],
  { network, between, set = {}, theta }: Around & { readonly theta: readonly number[] },
  ...others: readonly (readonly number[])[]
): Promise<readonly (readonly number[])[]> => {
  const device = referenceDevice()
  const program = method.program(right(decodeOptions(method.name, method.options, { ...set })))
  const own = session({ program, network, between, device })
  const at = (state: State<Buffer>, values: readonly number[]): State<Buffer> => {
    let from = 0
    const tensors = layoutOf(network, between).tensors.map(({ shape }) => {
      const size = shape.reduce((a, b) => a * b, 1)
      from += size
      return device.upload(shape, values.slice(from - size, from))
    })
    return { ...state, theta: { ...state.theta, tensors } as SlotValue<Buffer> }
  }
  let state = at(right(await own.initial(0)()), theta)
  for (const [batch, [kind, examples]] of happenings.entries()) {
    const name = kind === 'batch' ? ('onBatch' as const) : ('onTaskEnd' as const)
    const event = { name, task: examples.task, batch, batches: onlyBatch(name, examples) }
    state = right(await own.handle(0, state, event)())
  }
  const count = inputs.length / between.inputShape.reduce((a, b) => a * b, 1)
  const said: (readonly number[])[] = []
  for (const asked of [state, ...others.map((values) => at(state, values))]) {
    const predictor = right(await own.predictor(0, asked, 0)())
    said.push(Array.from(right(await predictor.outputs(Float32Array.from(inputs), count)())))
    predictor.release()
  }
  return said
}
