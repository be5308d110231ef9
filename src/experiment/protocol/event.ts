import * as t from 'io-ts'
import { streamEvents } from '../../dsl/index.ts'
import { alwaysRecorded, sometimesRecorded } from '../settings/index.ts'
import type { Figures } from './metrics.ts'
import { toldMetric } from './own-metric.ts'
import { figureProps, protocolCodec, protocols, type Scores } from './protocols.ts'
import { writtenNumber, writtenOption } from './written-number.ts'

const fault = t.intersection([
  t.strict({ where: t.string, rule: t.string, code: t.union([t.literal(2), t.literal(3)]) }),
  t.exact(t.partial({ got: t.string, path: t.readonlyArray(t.string), hint: t.string })),
])

/** What a run was of, as digests: two runs of which one differs are not two runs of the same. See `digestsOf`. */
export const digestsCodec = t.strict({ program: t.string, network: t.string, protocol: t.string, data: t.string })

/**
 * The form of the record; it grows by one when an older reader would misread a newer record. Records of form 1 don't say what the
 * program and the data were, and their ends have no seal.
 */
const form = t.union([t.strict({ format: t.literal(1) }), t.strict({ format: t.literal(2), digests: digestsCodec })])

/** Everything that is needed to run it again. */
const runStarted = t.intersection([
  form,
  t.strict({
    _tag: t.literal('RunStarted'),
    /** As it was named: a method of Retain, or the file of one. */
    method: t.string,
    options: t.readonly(t.record(t.string, writtenOption)),
    seed: writtenNumber,
    /** What the data was, in words. */
    data: t.string,
    versions: t.intersection([
      t.strict({ retain: t.string, node: t.string, tfjs: t.string }),
      /**
       * The library of the device's kernels where that isn't a package of npm, and how products are summed where the runtime allows
       * something else than a rounding of each product and each sum.
       */
      t.exact(t.partial({ library: t.string, products: t.literal('fused multiply-add') })),
    ]),
    ...alwaysRecorded,
  }),
  t.exact(
    t.partial({
      ...sometimesRecorded,
      /** By which it was learned and judged; `continual` when it isn't there. */
      protocol: protocolCodec,
      /** Metrics of a user's own, as they are told of. */
      ownMetrics: t.readonlyArray(toldMetric),
      /** Backends that were to be preferred, and why each was left out. */
      passedOver: t.readonlyArray(t.string),
      /** Why the backend was chosen, where it was not asked for by its name. */
      chosen: t.string,
      /** As how many lanes of one program seeds ran, where that was asked for, 1 for one seed after the other; and why, in words. */
      together: t.strict({ lanes: writtenNumber, words: t.string }),
    }),
  ),
])

const taskStarted = t.strict({
  _tag: t.literal('TaskStarted'),
  task: writtenNumber,
  name: t.string,
  batches: writtenNumber,
})

const taskEnded = t.strict({ _tag: t.literal('TaskEnded'), task: writtenNumber, seconds: writtenNumber })

const points = t.readonlyArray(t.readonly(t.tuple([writtenNumber, writtenNumber])))

/** What was measured, where it was asked for, and how long that took; see `measures`. */
const measured = t.intersection([
  t.strict({ seconds: writtenNumber }),
  t.exact(
    t.partial({
      alignment: t.strict({ product: writtenNumber, cosine: writtenNumber }),
      fisher: t.strict({ zeros: writtenNumber, first: writtenNumber, counts: t.readonlyArray(writtenNumber) }),
      sparsity: t.strict({ active: writtenNumber, dead: writtenNumber }),
      fits: t.readonlyArray(
        t.strict({
          support: points,
          right: points,
          said: t.readonlyArray(t.strict({ steps: writtenNumber, at: points })),
        }),
      ),
    }),
  ),
])

/** A row of scores, by the name that a protocol gives them: exactly one is there. */
const scores: t.Type<Scores, Scores, unknown> = t.union(
  Object.values(protocols).map(({ exam }) =>
    t.strict({ [exam.score.name]: t.readonlyArray(writtenNumber) }),
  ) as unknown as [t.Type<Scores, Scores, unknown>, t.Type<Scores, Scores, unknown>],
)

/**
 * The scores when `after` tasks have been learned: row `after` of the matrix, of the tasks learned and the next one, or b, of every task,
 * for 0. Records of older versions hold every task in each row.
 */
const evaluated = t.intersection([
  t.strict({ _tag: t.literal('Evaluated'), after: writtenNumber }),
  scores,
  t.strict({ seconds: writtenNumber }),
  t.exact(t.partial({ measured })),
])

/** The scores on every task when so many batches of a task have been learned, inside it. No metric looks at it. */
const judged = t.intersection([
  t.strict({ _tag: t.literal('Judged'), task: writtenNumber, batches: writtenNumber }),
  scores,
  t.strict({ seconds: writtenNumber }),
])

/** The digest of a run's lines from its first to this one, its last; it is there in what was read from a record of form 2. */
const seal = t.exact(t.partial({ seal: t.string }))

/** The codec of what runs come to, by any protocol. */
const metrics: t.Type<Figures, unknown> = t.union(
  Object.values(protocols).map((protocol) => t.strict(figureProps(protocol))) as unknown as [
    t.Type<Figures, unknown>,
    t.Type<Figures, unknown>,
  ],
)

const runEnded = t.intersection([
  t.strict({
    _tag: t.literal('RunEnded'),
    metrics,
    trainSeconds: writtenNumber,
    evalSeconds: writtenNumber,
    /** How many examples the method's memories hold at the end. */
    remembered: writtenNumber,
  }),
  /** How often an example's loss was differentiated; records of older versions don't say. */
  t.exact(
    t.partial({
      gradients: writtenNumber,
      /** What metrics of a user's own come to, by name. */
      own: t.readonly(t.record(t.string, writtenNumber)),
    }),
  ),
  seal,
])

/** Where a run was: in an event of a task, or at its evaluation. Tasks and batches count from 0. */
const place = t.strict({
  task: writtenNumber,
  batch: writtenNumber,
  during: t.keyof({
    initialisation: null,
    ...streamEvents,
    evaluation: null,
  }),
})

const runFailed = t.intersection([t.strict({ _tag: t.literal('RunFailed'), fault, at: place }), seal])

const runInterrupted = t.intersection([t.strict({ _tag: t.literal('RunInterrupted'), at: place }), seal])

/** The codecs of what a record keeps of a run, by their tags. */
export const recordedEvents = {
  RunStarted: runStarted,
  TaskStarted: taskStarted,
  TaskEnded: taskEnded,
  Evaluated: evaluated,
  Judged: judged,
  RunEnded: runEnded,
  RunFailed: runFailed,
  RunInterrupted: runInterrupted,
} as const

/** What a record keeps of a run: one of these a line. */
export const recordedEvent = t.union([
  runStarted,
  taskStarted,
  taskEnded,
  evaluated,
  judged,
  runEnded,
  runFailed,
  runInterrupted,
])

export type Digests = Readonly<t.TypeOf<typeof digestsCodec>>
export type RunStarted = Readonly<t.TypeOf<typeof runStarted>>
export type Place = Readonly<t.TypeOf<typeof place>>
export type RecordedEvent = Readonly<t.TypeOf<typeof recordedEvent>>

/** Steps too small for a record: a batch was learned, or the learner was judged on one task. */
export type Tick =
  | { readonly _tag: 'BatchDone'; readonly task: number; readonly batch: number; readonly batches: number }
  | { readonly _tag: 'TaskJudged'; readonly after: number; readonly task: number }

/** What happens in a run, in order: `RunStarted` first, and `RunEnded`, `RunFailed` or `RunInterrupted` last. */
export type RunEvent = RecordedEvent | Tick
