import * as t from 'io-ts'
import { counted } from '../../../counted.ts'
import { writtenNumber } from '../../protocol/written-number.ts'
import { always, needed, type Rows, setting, sometimes } from '../setting.ts'
import { count, text } from './read.ts'

/** Whether what is learned are episodes, by the name of a protocol. */
const isEpisodic = (protocol: string | undefined): boolean =>
  ['episodes', 'fewShot', 'trajectory', 'functionTrajectory'].includes(protocol ?? '')

/** Whether it is predicted batch by batch, a step each of a stretch. */
const isOnline = (protocol: string | undefined): boolean => protocol === 'online'

/** How much is learned, and of what. */
export const extent = {
  /** The name of a benchmark, or the file of one. */
  benchmark: needed({
    flag: {
      form: '--benchmark <NAME|FILE>',
      about: 'what to learn (see: retain list benchmarks), or a file that exports one',
    },
    read: text,
    recorded: always({
      codec: t.string,
      of: (_: string | undefined, { benchmark }) => benchmark.file ?? benchmark.name,
    }),
  }),
  tasks: setting({
    flag: { form: '--tasks <N>', about: "how many tasks; the benchmark's own number unless given" },
    read: count,
    recorded: always({
      codec: writtenNumber,
      of: (_: number | undefined, { stream }) => stream.tasks.length,
      words: {
        line: 'extent',
        say: (tasks, { protocol }) =>
          isEpisodic(protocol) || isOnline(protocol) ? counted(tasks, 'stretch', 'stretches') : counted(tasks, 'task'),
      },
    }),
  }),
  samples: setting({
    flag: { form: '--samples <N>', about: "training examples a task; the benchmark's own number unless given" },
    read: count,
    recorded: always({
      codec: t.union([t.literal('all'), writtenNumber]),
      // A stream has as many as are asked for, or is refused.
      of: (asked: number | undefined, { benchmark }) => asked ?? benchmark.samples,
      words: {
        line: 'extent',
        say: (samples, { protocol }) => {
          if (isOnline(protocol)) return ` of ${samples === 1 ? '1 step' : `${samples} steps`}`
          const examples = samples === 1 ? '1 example' : `${samples} examples`
          return isEpisodic(protocol) ? ` of meta-training, ${examples} to adapt to` : ` of ${examples}`
        },
      },
    }),
  }),
  batch: setting({
    flag: { form: '--batch <N>', about: "examples a batch; the benchmark's own number unless given" },
    read: count,
    recorded: always({
      codec: writtenNumber,
      of: (_: number | undefined, { schedule }) => schedule.batch,
      words: {
        line: 'extent',
        say: (batch, { iterations, protocol }) => {
          const [one, many, of] = isEpisodic(protocol)
            ? ['meta-batch', 'meta-batches', `${counted(batch, 'episode')}`]
            : ['batch', 'batches', isOnline(protocol) ? counted(batch, 'step') : `${batch}`]
          return iterations === undefined ? `, ${many} of ${of}` : `, ${counted(iterations, one, many)} of ${of} each`
        },
      },
    }),
  }),
  /** Passes over the examples of a task; not both this and `iterations`. */
  epochs: setting({
    flag: { form: '--epochs <N>', about: "passes over a task's examples; the benchmark's own number unless given" },
    read: count,
    recorded: sometimes({
      codec: writtenNumber,
      // One pass is what isn't said: records of older versions have none.
      of: (_: number | undefined, { schedule: { epochs } }) => (epochs === 1 ? undefined : epochs),
      words: { line: 'extent', say: (epochs) => `, ${counted(epochs, 'pass', 'passes')}` },
    }),
  }),
  /** Exactly so many batches a task, in place of whole passes. */
  iterations: setting({
    flag: { form: '--iterations <N>', about: 'exactly so many batches a task, in place of whole passes' },
    read: count,
    recorded: sometimes({
      codec: writtenNumber,
      of: (_: number | undefined, { schedule }) => schedule.iterations,
      // They are said with the batches that they are.
      words: { line: 'extent', say: () => '' },
    }),
  }),
} as const satisfies Rows
