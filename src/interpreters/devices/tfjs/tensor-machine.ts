import type { KernelBackend } from '@tensorflow/tfjs-core'
import { applyRule, type Node, sizeOf } from '../../../ir/index.ts'
import type { Core } from '../engine/index.ts'
import type { Machine, Unit } from '../machine.ts'
import { whole } from '../whole.ts'
import { type Lowering, rules } from './rules.ts'
import { type Store, store, type Tensor } from './store.ts'

const unit = ({ under }: Store, node: Node, { reads, shapes, call }: Lowering): Unit<Tensor> => ({
  reads,
  makes: [node],
  instruction: ({ values, slotOf }) => {
    const from = reads.map(slotOf)
    const to = slotOf(node)
    const seen = shapes ?? reads.map((operand) => operand.shape)
    return () => {
      values[to] = under(
        from.map((slot) => values[slot]!),
        seen,
        call,
      )
    }
  },
})

/** A call takes longer than the work on a few thousand numbers; what is beyond the caches waits for memory. */
export const laneBytes = 2 ** 23

/** A machine whose every unit is one call of a kernel of tfjs. */
export const tensorMachine = (tf: Core, name: string, backend: KernelBackend): Machine<Tensor> => {
  const tensors = store(tf, name, backend)
  const slice = tensors.kernel('Slice')
  const pack = tensors.kernel('Pack')
  const fill = tensors.kernel('Fill')
  const constants = new Map<string, Tensor>()
  return {
    owns: tensors.owns,
    units: (order, _loops, _outputs, given) => {
      const table = rules(tensors, given)
      return order.flatMap((node) => {
        const lowering = applyRule(table, node)
        return lowering === 'structure' ? [] : [unit(tensors, node, lowering)]
      })
    },
    laneBytes,
    constant: (value) => {
      const key = Object.is(value, -0) ? '-0' : String(value)
      const made = constants.get(key) ?? tensors.write([], Float32Array.of(value))
      constants.set(key, made)
      return made
    },
    retain: tensors.retain,
    release: tensors.release,
    row: (source, shape, index) =>
      tensors.under([source], [shape], ([x]) =>
        slice({ x: x! }, { begin: [index, ...shape.slice(1).map(() => 0)], size: [1, ...shape.slice(1)] }),
      ),
    pack: (rows, shape) =>
      sizeOf(shape) === 0
        ? tensors.adopt(fill({}, { shape: [...shape], value: 0, dtype: 'float32' }))
        : tensors.under(
            rows,
            rows.map(() => shape.slice(1)),
            (infos) => pack(infos, { axis: 0 }),
          ),
    upload: (shape, values) => tensors.write(shape, Float32Array.from(whole(shape, values))),
    read: tensors.read,
    references: () => tensors.references() - constants.size,
    held: () => tensors.held() - constants.size,
    peak: tensors.peak,
  }
}
