import type { Syntax, SyntaxOf } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import { sampledTargets, softTargets, uniformsFor } from '../network.ts'
import { learnerOf } from './batches.ts'
import { type Context, fedInput } from './context.ts'
import { batchOf, type Lowered, mapFields, paramsOf } from './lowered.ts'
import { modelFor, type Run } from './model.ts'
import { workingOn } from './work.ts'

/** What labels a batch. */
const runOf = (s: SyntaxOf<'Relabel'> | SyntaxOf<'SoftLabels'>, lower: (s: Syntax) => Lowered): Run => ({
  of: s,
  mode: s.mode,
  parameters: paramsOf(lower(s.parameters)).nodes,
  batch: s.batch,
})

/** Labels sampled from the model: uniform numbers come from the host, the sampling happens on the device. */
export const relabelled = (c: Context, s: SyntaxOf<'Relabel'>, lower: (s: Syntax) => Lowered): Lowered => {
  const { network, between } = learnerOf(c)
  const batch = batchOf(lower(s.batch))
  const model = modelFor(c, runOf(s, lower), lower)
  const counters = c.counters(s)
  const shape = [batch.weights.shape[0]!, uniformsFor(network) * between.outputs]
  const uniform = fedInput(c, 'u', counters, shape)
  const around = c.loops.filter((l) => counters.has(l.counter)).map(({ counter, times }) => ({ counter, times }))
  c.feeds.push({
    _tag: 'Uniforms',
    term: s,
    around,
    fixed: new Map(c.fixed),
    size: shape[0]! * shape[1]!,
    input: uniform.input,
  })
  return {
    _tag: 'Batch',
    ...batch,
    targets: workingOn(c, 'forward', () => sampledTargets(c.o, model, batch, uniform.value)),
  }
}

/** Labels that are the model's own prediction. */
export const softened = (c: Context, s: SyntaxOf<'SoftLabels'>, lower: (s: Syntax) => Lowered): Lowered => {
  const batch = batchOf(lower(s.batch))
  const model = modelFor(c, runOf(s, lower), lower)
  return { _tag: 'Batch', ...batch, targets: softTargets(c.o, model, batch) }
}

/** Each row as often as there are outputs, with each of these as its label. */
export const everyLabelled = (c: Context, s: SyntaxOf<'EveryLabel'>, lower: (s: Syntax) => Lowered): Lowered => {
  const { o } = c
  const { outputs } = learnerOf(c).between
  const batch = batchOf(lower(s.batch))
  const count = batch.weights.shape[0]!
  const repeated = (rows: Node): Node => {
    const [, ...each] = rows.shape
    return o.reshape(o.broadcast(o.reshape(rows, [count, 1, ...each]), [count, outputs, ...each]), [
      count * outputs,
      ...each,
    ])
  }
  const classes = o.concat(
    Array.from({ length: outputs }, (_, label) => o.constant(label, [1])),
    0,
  )
  const labels = o.broadcast(o.oneHot(classes, outputs), [count, outputs, outputs])
  return {
    _tag: 'Batch',
    inputs: repeated(batch.inputs),
    targets: o.reshape(labels, [count * outputs, outputs]),
    weights: repeated(batch.weights),
    ...(batch.heads === undefined ? {} : { heads: repeated(batch.heads) }),
    ...(batch.fields === undefined ? {} : { fields: mapFields(batch.fields, repeated) }),
  }
}
