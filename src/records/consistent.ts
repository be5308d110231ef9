import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  judgedAfter,
  type Metrics,
  metrics,
  type RecordedEvent,
  type RunStarted,
} from '../experiment/protocol/index.ts'
import { type Fault, fault } from '../fault.ts'
import { isEnding, isSealed } from './seal.ts'

/** What comes next in a run. Tasks count from 0; `inside` is how many batches of a task were learned at the last judgement in it. */
type Next =
  | { readonly _tag: 'Evaluated'; readonly after: number }
  | { readonly _tag: 'TaskStarted'; readonly task: number }
  | { readonly _tag: 'TaskEnded'; readonly task: number; readonly batches: number; readonly inside: number }
  | { readonly _tag: 'RunEnded' }
  | { readonly _tag: 'Nothing' }

/** A run as far as it was read. */
interface Course {
  readonly started: RunStarted
  /** The number of its first line, from 0. */
  readonly from: number
  readonly rows: readonly (readonly number[])[]
  readonly next: Next
}

const inWords = (next: Next): string => {
  switch (next._tag) {
    case 'Evaluated':
      return next.after === 0 ? 'the accuracies before training' : `the accuracies after task ${next.after}`
    case 'TaskStarted':
      return `the start of task ${next.task + 1}`
    case 'TaskEnded':
      return `the end of task ${next.task + 1}, or accuracies inside it`
    case 'RunEnded':
      return 'the end of the run'
    case 'Nothing':
      return 'the start of a run'
  }
}

type Wrong = { readonly rule: string; readonly got: string }

const instead = (next: Next, got: string): E.Either<Wrong, never> =>
  E.left({ rule: `the lines of a run must follow each other: here ${inWords(next)}`, got })

/** 4 T rounding errors: a metric is a mean of at most T differences of numbers up to 1, taken in any order. */
const near = (a: number, b: number, tasks: number): boolean => Math.abs(a - b) <= 4 * tasks * Number.EPSILON

const followsFrom = ({ rows, started }: Course, said: Metrics): E.Either<Wrong, void> => {
  const [before = [], ...matrix] = rows
  return pipe(
    metrics(matrix, before),
    E.mapLeft(({ rule, got = '' }) => ({ rule, got })),
    E.chain((found) => {
      const odd = (Object.keys(found) as readonly (keyof Metrics)[]).filter(
        (name) => !near(found[name], said[name], started.tasks),
      )
      return odd.length === 0
        ? E.right(undefined)
        : E.left({
            rule: 'the metrics of a run must follow from its accuracies',
            got: odd.map((name) => `\`${name}\` ${said[name]} where they give ${found[name]}`).join(', '),
          })
    }),
  )
}

/** How many accuracies there are after so many tasks: records of form 1 may hold every task in each row. */
const admits = ({ started: { format, tasks } }: Course, after: number, count: number): boolean =>
  count === judgedAfter(after, tasks) || (format === 1 && count > judgedAfter(after, tasks) && count <= tasks)

/** The course with what comes after the event of a line, where that one is what must come; else what is wrong with it. */
const taken = (course: Course, events: readonly RecordedEvent[], line: number): E.Either<Wrong, Course> => {
  const event = events[line]!
  const { next, started, rows } = course
  const on = (then: Next, row?: readonly number[]): E.Either<Wrong, Course> =>
    E.right({ ...course, rows: row === undefined ? rows : [...rows, row], next: then })
  if (next._tag === 'Nothing') return instead(next, event._tag)
  if (isEnding(event)) {
    if (event._tag === 'RunEnded' && next._tag !== 'RunEnded') return instead(next, event._tag)
    if (started.format !== 1 && !isSealed(events.slice(course.from, line), event)) {
      const got = event.seal === undefined ? 'none' : 'the seal of others'
      return E.left({ rule: 'the end of a run must have the seal of its lines', got })
    }
    return pipe(
      event._tag === 'RunEnded' ? followsFrom(course, event.metrics) : E.right(undefined),
      E.chain(() => on({ _tag: 'Nothing' })),
    )
  }
  switch (event._tag) {
    case 'Evaluated': {
      const { after, accuracies } = event
      if (next._tag !== 'Evaluated' || after !== next.after) return instead(next, `Evaluated after task ${after}`)
      if (!admits(course, after, accuracies.length))
        return instead(next, `${accuracies.length} of ${judgedAfter(after, started.tasks)}`)
      return on(after === started.tasks ? { _tag: 'RunEnded' } : { _tag: 'TaskStarted', task: after }, accuracies)
    }
    case 'TaskStarted': {
      const { task, batches } = event
      if (next._tag !== 'TaskStarted' || task !== next.task) return instead(next, `the start of task ${task + 1}`)
      return on({ _tag: 'TaskEnded', task, batches, inside: 0 })
    }
    case 'Judged': {
      const { task, batches, accuracies } = event
      const after = `accuracies after ${batches} batches of task ${task + 1}`
      if (next._tag !== 'TaskEnded' || task !== next.task) return instead(next, after)
      const due = next.inside + (started.evaluateEvery ?? Number.POSITIVE_INFINITY)
      if (batches !== due || batches >= next.batches || accuracies.length !== started.tasks) return instead(next, after)
      return on({ ...next, inside: batches })
    }
    case 'TaskEnded': {
      const { task } = event
      const due = next._tag === 'TaskEnded' ? next.inside + (started.evaluateEvery ?? Number.POSITIVE_INFINITY) : 0
      if (next._tag !== 'TaskEnded' || task !== next.task || due < next.batches)
        return instead(next, `the end of task ${task + 1}`)
      return on({ _tag: 'Evaluated', after: task + 1 })
    }
    case 'RunStarted':
      return instead(next, 'the start of another')
  }
}

const begun = (started: RunStarted, from: number): Course => ({
  started,
  from,
  rows: [],
  next: { _tag: 'Evaluated', after: 0 },
})

/**
 * Holds the events of a record to each other: every run starts, is judged and learns in order, each task once; its rows hold the
 * tasks that they must; what it ends with follows from them, and has the seal of its lines. The last run may stop anywhere: its
 * process was killed, or still runs.
 *
 * @param path names the record in faults
 * @returns a `Left` that says the line and what is wrong with it
 */
export const consistent =
  (path: string) =>
  (events: readonly RecordedEvent[]): E.Either<Fault, readonly RecordedEvent[]> => {
    const wrong = ({ rule, got }: Wrong, line: number) =>
      E.left(
        fault({
          where: 'record',
          rule,
          got,
          path: [path, `line ${line + 1}`],
          hint: 'the record was changed after it was written, or is damaged: run it again with --force',
        }),
      )
    let course: Course | undefined
    for (const [line, event] of events.entries()) {
      if (event._tag === 'RunStarted' && (course === undefined || course.next._tag === 'Nothing'))
        course = begun(event, line)
      else {
        const on: E.Either<Wrong, Course> =
          course === undefined ? instead({ _tag: 'Nothing' }, event._tag) : taken(course, events, line)
        if (E.isLeft(on)) return wrong(on.left, line)
        course = on.right
      }
    }
    return E.right(events)
  }
