import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { Fault } from '../../../fault.ts'
import type { Evaluate } from '../../../streams/index.ts'
import type { Measure } from '../../measures/index.ts'
import { writtenNumber } from '../../protocol/written-number.ts'
import { parseChoice } from '../choice.ts'
import { always, asAsked, needed, type Rows, setting, sometimes, type Written } from '../setting.ts'
import { choice, count, namesIn, written } from './read.ts'

/*
 * The names of what can be chosen are written out: this table is read before a command is loaded, and what is chosen from is heavy. Types
 * hold each list to be whole.
 */
const evaluations: Readonly<Record<Evaluate, true>> = { test: true, validation: true }
const measures: Readonly<Record<Measure, true>> = { alignment: true, fisher: true, fits: true, sparsity: true }

/** How it is judged. */
export const judging = {
  evaluate: needed({
    flag: {
      form: '--evaluate <WHAT>',
      about: 'test, or validation: a fifth of the training examples, set apart',
    },
    fallback: 'test',
    read: choice('evaluation', namesIn(evaluations)),
    recorded: always({
      codec: t.keyof(evaluations),
      of: (asked: Evaluate | undefined) => asked ?? 'test',
      words: { line: 'judging', say: (what) => `judged by ${what} examples` },
    }),
  }),
  /** How many examples each task is judged by; all that there are unless given. */
  judgeBy: setting({
    flag: {
      form: '--judge-by <N>',
      about: 'so many examples, drawn at random, judge each task; all that there are unless given',
    },
    read: count,
    recorded: asAsked(writtenNumber, { line: 'judging', say: (n) => `, ${n} of each task` }),
  }),
  /** After how many batches of a task the learner is judged on all tasks, too. */
  evaluateEvery: setting({
    flag: { form: '--evaluate-every <N>', about: 'judge all tasks after every so many batches of a task, too' },
    read: count,
    recorded: asAsked(writtenNumber),
  }),
  /** What is measured after each task. */
  measures: setting({
    flag: {
      form: '--measure <WHAT...>',
      about:
        'alignment of the gradients of tasks, or fisher or sparsity of the representation, after each task; fits to episodes',
    },
    read: Object.assign(
      (flag: string) => (value: Written) =>
        pipe([value].flat().map(written), E.traverseArray(parseChoice(flag, 'measure', namesIn(measures)))),
      { known: namesIn(measures) },
    ),
    recorded: sometimes({
      codec: t.readonlyArray(t.keyof(measures)),
      of: (asked: readonly Measure[] | undefined) => (asked?.length ? asked : undefined),
    }),
  }),
  /** Files of metrics of a user's own. */
  metrics: setting({
    flag: { form: '--metric <FILE...>', about: 'files that export metrics of your own, made by defineMetric' },
    read:
      () =>
      (value): E.Either<Fault, readonly string[]> =>
        E.right([value].flat().map(written)),
    recorded: sometimes({
      codec: t.readonlyArray(t.string),
      of: (asked: readonly string[] | undefined) => (asked?.length ? asked : undefined),
    }),
  }),
} as const satisfies Rows
