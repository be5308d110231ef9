import * as E from 'fp-ts/lib/Either.js'
import { metricsBy, protocolOf, type RecordedEvent, type RunStarted } from '../../src/experiment/protocol/index.ts'
import type { Job, Runner } from '../../src/sweep/index.ts'
import { right } from '../experiment/digits.ts'

/** The start of a run that nobody ran. */
export const startedAs = (method: string, seed: number, more: Partial<RunStarted> = {}): RunStarted =>
  ({
    _tag: 'RunStarted',
    format: 2,
    digests: { program: method, network: 'n', protocol: 'p', data: 'd' },
    method,
    benchmark: 'made',
    network: 'mlp',
    options: { rate: 0.1 },
    seed,
    tasks: 2,
    samples: 20,
    batch: 10,
    evaluate: 'test',
    data: 'made up',
    backend: 'wasm',
    versions: { retain: '0.0.0', node: '0', tfjs: '0' },
    ...more,
  }) as RunStarted

/** All events of a run of two tasks that ends with these accuracies: on the first once it is learned, and on both at the end. */
export const eventsOf = (
  started: RunStarted,
  [learned, kept, second]: readonly [number, number, number],
  seconds = 1,
): readonly RecordedEvent[] => {
  const before = [0.1, 0.1]
  const matrix = [
    [learned, 0.1],
    [kept, second],
  ]
  const judged = (after: number, accuracies: readonly number[]): RecordedEvent => ({
    _tag: 'Evaluated',
    after,
    accuracies,
    seconds: 0,
  })
  return [
    started,
    judged(0, before),
    ...matrix.flatMap((row, task): readonly RecordedEvent[] => [
      { _tag: 'TaskStarted', task, name: `task ${task}`, batches: 2 },
      { _tag: 'TaskEnded', task, seconds: seconds / 2 },
      judged(task + 1, row),
    ]),
    {
      _tag: 'RunEnded',
      metrics: right(metricsBy(protocolOf(started))(matrix, before)),
      trainSeconds: seconds,
      evalSeconds: 0,
      remembered: 0,
      gradients: 40,
    },
  ]
}

export const jobAs = (label: string, seed: number): Job => ({
  label,
  seed,
  asked: startedAs(label, seed),
  ticks: 4,
  order: {
    name: label,
    set: {},
    asked: { benchmark: 'made', evaluate: 'test', backend: 'wasm', seeds: [seed] },
    alone: false,
  },
})

/** A runner that tells of runs that nobody ran; it stops before an event where it is told to. */
export const teller = (
  stops: (job: Job, event: RecordedEvent) => Promise<void> | undefined = () => undefined,
): Runner => ({
  runs: (load, hear) => async () => {
    for (const [run, job] of load.entries())
      for (const event of eventsOf(job.asked, [0.5 + job.seed / 100, 0.4, 0.6])) {
        await stops(job, event)
        const heard = hear({ _tag: 'Event', run, event })
        if (E.isLeft(heard)) return heard
      }
    return E.right(undefined)
  },
  dismiss: async () => {},
})
