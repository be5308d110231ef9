import * as R from 'fp-ts/lib/Record.js'
import * as t from 'io-ts'
import { streamEvents } from '../../../dsl/index.ts'
import { protocolCodec } from '../../../experiment/protocol/index.ts'

const bounds = t.strict({ least: t.number, most: t.number })

const cost = t.strict({
  gradients: bounds,
  hessianProducts: bounds,
  forward: bounds,
  backward: bounds,
  rest: bounds,
  callsWritten: bounds,
  callsSimplified: bounds,
  callsFused: bounds,
  peak: bounds,
})

const taskCost = t.intersection([
  t.strict({
    batches: t.number,
    batch: cost,
    total: cost,
    stateBytes: t.number,
    remembered: t.number,
    rememberedBytes: t.number,
  }),
  t.exact(t.partial({ start: cost, end: cost, others: t.partial(R.map(() => cost)(streamEvents)) })),
])

const growth = t.union([
  t.strict({ _tag: t.literal('Constant') }),
  t.strict({ _tag: t.literal('Linear'), step: t.number }),
  t.strict({ _tag: t.literal('Quadratic'), step: t.number, bend: t.number }),
  t.strict({ _tag: t.literal('Other'), step: t.number }),
])

const growths = t.strict({
  gradients: growth,
  hessianProducts: growth,
  flops: growth,
  kernelCalls: growth,
  peakBytes: growth,
  stateBytes: growth,
})

const time = t.union([
  t.strict({
    backend: t.string,
    trainSeconds: t.number,
    evalSeconds: t.number,
    batchSeconds: t.number,
    rough: t.boolean,
  }),
  t.strict({ backend: t.string, fault: t.string }),
])

/**
 * What `retain cost --json` prints. Derivatives are in examples, `forward`, `backward` and `rest` in floating-point operations,
 * seconds are expected ones. `least` and `most` differ where a condition of the method decides.
 */
export const costReportCodec = t.intersection([
  t.strict({
    method: t.string,
    benchmark: t.string,
    network: t.string,
    parameters: t.number,
    options: t.record(t.string, t.union([t.number, t.string])),
    data: t.string,
    samples: t.union([t.number, t.literal('all')]),
    batch: t.number,
    tasks: t.array(taskCost),
    total: cost,
    prediction: t.strict({ examples: t.number, flops: t.number, peak: t.number }),
    growth: t.strict({
      options: t.array(
        t.strict({
          option: t.string,
          from: t.number,
          event: t.keyof(streamEvents),
          growth: growths,
        }),
      ),
      /** Of a batch, from task to task; not there for fewer than four tasks. */
      tasks: t.union([growths, t.null]),
      /** Of a batch of the last task, with one more parameter; `Other` where it isn't in proportion. */
      parameters: t.union([growths, t.null]),
    }),
    times: t.array(time),
  }),
  /** As in the records: what isn't one pass. */
  t.exact(t.partial({ epochs: t.number, iterations: t.number, protocol: protocolCodec })),
])

export type CostReport = t.TypeOf<typeof costReportCodec>
