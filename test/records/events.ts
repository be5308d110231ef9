import fc from 'fast-check'
import { protocols, type RecordedEvent, type Scores, scored } from '../../src/experiment/protocol/index.ts'

const count = fc.nat({ max: 1000 })
/** Any number, also those that JSON doesn't know: what a run measures may overflow. */
const real = fc.double()
const fraction = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(Number.NaN))
const at = fc.record({
  task: count,
  batch: count,
  during: fc.constantFrom('initialisation', 'onTaskStart', 'onBatch', 'onTaskEnd', 'evaluation'),
})

const fault = fc.record(
  {
    where: fc.string(),
    rule: fc.string(),
    code: fc.constantFrom(2, 3),
    got: fc.string(),
    path: fc.array(fc.string()),
    hint: fc.string(),
  },
  { requiredKeys: ['where', 'rule', 'code'] },
)

const measured = fc.record(
  {
    seconds: real,
    alignment: fc.record({ product: real, cosine: real }),
    fisher: fc.record({ zeros: count, first: fc.integer(), counts: fc.array(count) }),
  },
  { requiredKeys: ['seconds'] },
)

const form = fc.oneof(
  fc.constant({ format: 1 as const }),
  fc.record({
    format: fc.constant(2 as const),
    digests: fc.record({ program: fc.string(), network: fc.string(), protocol: fc.string(), data: fc.string() }),
  }),
)

/** With a row of scores, as some protocol calls them. */
const withScores = <A extends object>(event: fc.Arbitrary<A>): fc.Arbitrary<A & Scores> =>
  fc
    .tuple(event, fc.constantFrom(...Object.values(protocols)), fc.array(fraction))
    .map(([rest, protocol, scores]) => ({ ...rest, ...scored(protocol, scores) }))

/** What a run comes to by some protocol. */
const metrics = fc.oneof(
  ...Object.values(protocols).map((protocol) =>
    fc.record(Object.fromEntries(protocol.metrics.map(({ name }) => [name, real]))),
  ),
)

/** Any event that a record keeps. */
export const recordedEvents: fc.Arbitrary<RecordedEvent> = fc.oneof(
  fc
    .record(
      {
        _tag: fc.constant('RunStarted'),
        method: fc.string(),
        benchmark: fc.string(),
        network: fc.string(),
        // No method has an option called `__proto__`, which a codec of records doesn't keep.
        options: fc.dictionary(
          fc.string().filter((name) => name !== '__proto__'),
          fc.oneof(real, fc.string()),
        ),
        seed: count,
        tasks: count,
        samples: fc.oneof(count, fc.constant('all')),
        batch: count,
        evaluate: fc.constantFrom('test', 'validation'),
        data: fc.string(),
        backend: fc.string(),
        versions: fc.record({ retain: fc.string(), node: fc.string(), tfjs: fc.string() }),
        folder: fc.string(),
        normalise: fc.constant(true as const),
        classOrder: fc.oneof(fc.constantFrom('labels', 'random'), count),
        scenario: fc.constantFrom('task', 'domain', 'class'),
        augment: fc.constantFrom('crop-flip', 'crop-flip-jitter'),
        epochs: count,
        iterations: count,
        initialisation: fc.constantFrom('xavierUniform', 'kaimingNormal', 'fanInUniform'),
        judgeBy: count,
        evaluateEvery: count,
        measures: fc.subarray(['alignment' as const, 'fisher' as const]),
        protocol: fc.constant('regression' as const),
      },
      {
        requiredKeys: [
          '_tag',
          'method',
          'benchmark',
          'network',
          'options',
          'seed',
          'tasks',
          'samples',
          'batch',
          'evaluate',
          'data',
          'backend',
          'versions',
        ],
      },
    )
    .chain((started) => form.map((of) => ({ ...started, ...of }))),
  fc.record({ _tag: fc.constant('TaskStarted'), task: count, name: fc.string(), batches: count }),
  fc.record({ _tag: fc.constant('TaskEnded'), task: count, seconds: real }),
  withScores(
    fc.record(
      { _tag: fc.constant('Evaluated' as const), after: count, seconds: real, measured },
      { requiredKeys: ['_tag', 'after', 'seconds'] },
    ),
  ),
  withScores(fc.record({ _tag: fc.constant('Judged' as const), task: count, batches: count, seconds: real })),
  fc.record(
    {
      _tag: fc.constant('RunEnded'),
      metrics,
      trainSeconds: real,
      evalSeconds: real,
      remembered: count,
      gradients: count,
      seal: fc.string(),
    },
    { requiredKeys: ['_tag', 'metrics', 'trainSeconds', 'evalSeconds', 'remembered'] },
  ),
  fc.record(
    { _tag: fc.constant('RunFailed'), fault, at, seal: fc.string() },
    { requiredKeys: ['_tag', 'fault', 'at'] },
  ),
  fc.record({ _tag: fc.constant('RunInterrupted'), at, seal: fc.string() }, { requiredKeys: ['_tag', 'at'] }),
)
