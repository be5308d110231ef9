import * as E from 'fp-ts/lib/Either.js'
import { identity, pipe } from 'fp-ts/lib/function.js'
import * as R from 'fp-ts/lib/Record.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { type MemoryValue, mapSlots, refilled } from '../compiler/index.ts'
import { type HostBatch, lengthOf, readBatch, withHead } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import { type Occurrence, stateOf } from '../interpreters/cost/index.ts'
import type { Buffer, MachineDevice } from '../interpreters/devices/index.ts'
import { type Session, type State, withMemories } from '../interpreters/runtime/index.ts'
import type { TimedRun } from './timed-run.ts'

/** What an event comes with, in numbers. */
type Counts = Readonly<Record<string, number>>

/** How many seconds something takes, and how many more the first time. */
export interface Repeated {
  readonly first: number
  readonly again: number
}

/** How long an event takes; it is compiled the first time. */
export interface Measured extends Repeated {
  readonly occurrence: Occurrence
  /** How many seconds it takes to make the examples of a task ready, which is done once. */
  readonly reading: number
}

/** So often is something repeated at most; and not at all, if the first time takes as long as all are given. */
const mostRuns = 400

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const timed = async <A>(work: TE.TaskEither<Fault, A>): Promise<readonly [number, E.Either<Fault, A>]> => {
  const start = performance.now()
  const result = await work()
  return [(performance.now() - start) / 1000, result]
}

/** What times of the same work have to be to tell how long it takes: seconds together, and how far apart the middles of earlier and later ones. */
const enough = { seconds: 0.1, apart: 0.05 }

/**
 * Whether the times of the same work tell how long it takes: the later half of them is no quicker and no slower than the quarter before it, but for
 * a twentieth. While the engine optimises what runs, times still fall.
 *
 * @law a machine that is k times as slow settles after no more runs
 */
export const settled = (runs: readonly number[]): boolean => {
  const half = Math.floor(runs.length / 2)
  const [before, later] = [middle(runs.slice(Math.floor(half / 2), half)), middle(runs.slice(half))]
  const together = runs.reduce((sum, time) => sum + time, 0)
  return half > 0 && together >= enough.seconds && Math.abs(later - before) <= enough.apart * later
}

/** Does the same again and again until the times of it have settled, for so many seconds at most. */
export const repeated = async (
  work: TE.TaskEither<Fault, unknown>,
  room: number,
): Promise<E.Either<Fault, Repeated>> => {
  const [first, one] = await timed(work)
  if (E.isLeft(one)) return one
  if (first > 2 * room) return E.right({ first: 0, again: first })
  const runs: number[] = []
  const start = performance.now()
  while (runs.length < 2 || (runs.length < mostRuns && performance.now() - start < 1000 * room && !settled(runs))) {
    const [time, next] = await timed(work)
    if (E.isLeft(next)) return next
    runs.push(time)
  }
  // The first of many runs are still being optimised by the engine.
  const again = middle(runs.slice(Math.floor(0.7 * runs.length)))
  return E.right({ first: Math.max(0, first - again), again })
}

/** The first examples of a task, as an event brings them. */
const examplesOf = ({ stream, setting }: TimedRun, task: number, count: number): E.Either<Fault, HostBatch> => {
  const { train, classes } = stream.tasks[task]!
  const numbers = Array.from({ length: count }, (_, i) => i)
  return pipe(readBatch(train, numbers, task), E.map(setting.between.heads === 'task' ? withHead(classes) : identity))
}

/** What an event brings, made of the first examples of a task. */
const broughtBy = (
  run: TimedRun,
  task: number,
  counts: Counts,
): E.Either<Fault, Readonly<Record<string, HostBatch>>> => {
  const { episodes, support = 0, query = 0 } = counts
  if (episodes === undefined) return R.traverse(E.Applicative)((count: number) => examplesOf(run, task, count))(counts)
  const episode = { support, query }
  return pipe(
    examplesOf(run, task, episodes * lengthOf(episode)),
    E.map((examples) => ({ episodes: { ...examples, episode } })),
  )
}

/** A state of the form that an event finds: the numbers it starts with, lists of small ones, memories of real examples. */
const found = (
  device: MachineDevice,
  initial: State<Buffer>,
  { form, memories }: Occurrence,
  examples: HostBatch,
): State<Buffer> => {
  const lists = Object.fromEntries(Object.entries(form.shapes).filter(([, slot]) => slot._tag === 'List'))
  const small = stateOf(device, lists, (shape) => new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1e-3))
  const others = Object.fromEntries(Object.entries(initial).filter(([name]) => !Object.hasOwn(lists, name)))
  const full = Object.fromEntries(
    Object.entries(memories).map(([name, memory]) => [name, refilled(memory, examples)] as const),
  )
  return { ...initial, ...withMemories(another(device, others), full), ...small }
}

const another = (device: MachineDevice, state: State<Buffer>): State<Buffer> =>
  mapSlots(device.retain, (memory: MemoryValue) => memory)(state)

/** How long an event takes, measured on real examples of its task; reading them belongs to it. */
export const measured = async (
  device: MachineDevice,
  session: Session<Buffer>,
  run: TimedRun,
  initial: State<Buffer>,
  occurrence: Occurrence,
  room: number,
): Promise<E.Either<Fault, Measured>> => {
  const { form, task } = occurrence
  const { seed } = run.stream
  const [reading, start] = await timed(async () => examplesOf(run, task, Math.max(1, ...Object.values(form.counts))))
  if (E.isLeft(start)) return start
  const state = found(device, initial, occurrence, start.right)
  const times = await repeated(async () => {
    const batches = broughtBy(run, task, form.counts)
    if (E.isLeft(batches)) return batches
    const given = another(device, state)
    const next = await session.handle(seed, given, { name: form.name, task, batch: 0, batches: batches.right })()
    session.release(E.isLeft(next) ? given : next.right)
    return next
  }, room)
  session.release(state)
  return pipe(
    times,
    E.map((time) => ({ ...time, occurrence, reading })),
  )
}
