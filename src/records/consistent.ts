import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type Figures,
  metricsBy,
  protocolOf,
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

const inWords = (next: Next, scores: string): string => {
  switch (next._tag) {
    case 'Evaluated':
      return next.after === 0 ? `the ${scores} before training` : `the ${scores} after task ${next.after}`
    case 'TaskStarted':
      return `the start of task ${next.task + 1}`
    case 'TaskEnded':
      return `the end of task ${next.task + 1}, or ${scores} inside it`
    case 'RunEnded':
      return 'the end of the run'
    case 'Nothing':
      return 'the start of a run'
  }
}

type Wrong = { readonly rule: string; readonly got: string }

const instead = (next: Next, got: string, of: Pick<RunStarted, 'protocol'> = {}): E.Either<Wrong, never> =>
  E.left({
    rule: `the lines of a run must follow each other: here ${inWords(next, protocolOf(of).exam.score.many)}`,
    got,
  })

/** 4 T rounding errors of the greatest score, at least 1: a metric is a mean of at most T differences of scores, taken in any order. */
const near = (a: number, b: number, tasks: number, greatest: number): boolean =>
  Math.abs(a - b) <= 4 * tasks * Number.EPSILON * Math.max(1, greatest)

const followsFrom = ({ rows, started }: Course, said: Figures): E.Either<Wrong, void> => {
  const [before = [], ...matrix] = rows
  const protocol = protocolOf(started)
  return pipe(
    metricsBy(protocol)(matrix, before),
    E.mapLeft(({ rule, got = '' }) => ({ rule, got })),
    E.chain((found) => {
      const greatest = Math.max(...rows.flat())
      const odd = Object.entries(found).filter(
        ([name, value]) => !near(value, said[name] ?? Number.NaN, started.tasks, greatest),
      )
      return odd.length === 0
        ? E.right(undefined)
        : E.left({
            rule: `the metrics of a run must follow from its ${protocol.exam.score.many}`,
            got: odd.map(([name, value]) => `\`${name}\` ${said[name]} where they give ${value}`).join(', '),
          })
    }),
  )
}

/** How many scores there are after so many tasks: records of form 1 may hold every task in each row. */
const admits = ({ started }: Course, after: number, count: number): boolean => {
  const { format, tasks } = started
  const least = protocolOf(started).exam.on(after, tasks)
  return count === least || (format === 1 && count > least && count <= tasks)
}

/** The course with what comes after the event of a line, where that one is what must come; else what is wrong with it. */
const taken = (course: Course, events: readonly RecordedEvent[], line: number): E.Either<Wrong, Course> => {
  const event = events[line]!
  const { next, started, rows } = course
  const on = (then: Next, row?: readonly number[]): E.Either<Wrong, Course> =>
    E.right({ ...course, rows: row === undefined ? rows : [...rows, row], next: then })
  const { score, on: due, episodes } = protocolOf(started).exam
  const wrong = (got: string): E.Either<Wrong, never> => instead(next, got, started)
  if (next._tag === 'Nothing') return wrong(event._tag)
  if (isEnding(event)) {
    if (event._tag === 'RunEnded' && next._tag !== 'RunEnded') return wrong(event._tag)
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
      const { after } = event
      const scores = event[score.name]
      if (next._tag !== 'Evaluated' || after !== next.after) return wrong(`Evaluated after task ${after}`)
      if (scores === undefined) return wrong(`no ${score.many}`)
      if (!admits(course, after, scores.length)) return wrong(`${scores.length} of ${due(after, started.tasks)}`)
      return on(after === started.tasks ? { _tag: 'RunEnded' } : { _tag: 'TaskStarted', task: after }, scores)
    }
    case 'TaskStarted': {
      const { task, batches } = event
      if (next._tag !== 'TaskStarted' || task !== next.task) return wrong(`the start of task ${task + 1}`)
      return on({ _tag: 'TaskEnded', task, batches, inside: 0 })
    }
    case 'Judged': {
      const { task, batches } = event
      const after = `${score.many} after ${batches} batches of task ${task + 1}`
      if (next._tag !== 'TaskEnded' || task !== next.task) return wrong(after)
      const then = next.inside + (started.evaluateEvery ?? Number.POSITIVE_INFINITY)
      const width = episodes === undefined ? started.tasks : due(task, started.tasks)
      if (batches !== then || batches >= next.batches || event[score.name]?.length !== width) return wrong(after)
      return on({ ...next, inside: batches })
    }
    case 'TaskEnded': {
      const { task } = event
      const then = next._tag === 'TaskEnded' ? next.inside + (started.evaluateEvery ?? Number.POSITIVE_INFINITY) : 0
      if (next._tag !== 'TaskEnded' || task !== next.task || then < next.batches)
        return wrong(`the end of task ${task + 1}`)
      return on({ _tag: 'Evaluated', after: task + 1 })
    }
    case 'RunStarted':
      return wrong('the start of another')
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
