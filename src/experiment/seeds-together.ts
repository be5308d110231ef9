import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { digestOf } from '../digest.ts'
import { canonicalProgram } from '../dsl/index.ts'
import type { Fault } from '../fault.ts'
import type { Buffer, Device, MachineDevice } from '../interpreters/devices/index.ts'
import {
  countsOf,
  type Meeting,
  meetingOn,
  type Session,
  type SessionSettings,
  type Setting,
  type State,
  type StreamEvent,
  taskSteps,
  type Work,
  whyAlone,
} from '../interpreters/runtime/index.ts'
import { layoutOf } from '../networks/index.ts'
import type { ExperimentSettings } from './experiment-settings.ts'
import { keepMeasurement, keptMeasurement, type Measured, machineNow } from './kept-measurement.ts'
import type { Prepared } from './prepared.ts'
import { protocolOf } from './protocol/protocols.ts'
import { taskEvents } from './task-events.ts'

/** How runs go together. */
export interface Together {
  /** Does the works of some seeds, which wait for each other at their events. */
  readonly all: <A>(works: readonly Work<A>[]) => Promise<readonly A[]>
  /** No more of them than these. */
  readonly atOnce: number
}

/** Whether the seeds of an experiment run together, and what is to be said of that. */
export interface Seeds {
  readonly meeting?: Meeting
  readonly atOnce: number
  readonly words?: string
  /** How long a batch of all takes, in milliseconds, where that was measured: together, and one after the other. */
  readonly measured?: { readonly together?: number | undefined; readonly apart?: number | undefined }
}

/** Makes the session of an experiment on a device. */
export type SessionOn = (device: Device<Buffer>, carries?: SessionSettings<Buffer>['carries']) => Session<Buffer>

/** What they would run on. */
export interface Place {
  readonly device: MachineDevice
  readonly setting: Setting
  readonly sessionOn: SessionOn
  /** How many tasks were learned before. */
  readonly learned: number
}

/** The parameters of all lanes take no more bytes than these: a state has several of them, and a derivative as many again. */
const mostBytes = 2 ** 28

/**
 * How many seeds go together: as many as there is room for, and for `auto` no more than let the largest tensor of all of them be one by
 * which the device gains.
 */
const roomOf = ({ seeds, lanes }: ExperimentSettings, { setting, device }: Place): number => {
  const { tensors } = layoutOf(setting.network, setting.between)
  const bytes = tensors.map(({ shape }) => 4 * shape.reduce((product, extent) => product * extent, 1))
  const all = bytes.reduce((sum, of) => sum + of, 1)
  const fitting = mostBytes / all
  const gaining = (device.laneBytes ?? 0) / Math.max(1, ...bytes)
  return Math.max(1, Math.floor(Math.min(seeds.length, fitting, lanes === 'auto' ? gaining : fitting)))
}

const one = 'one seed after the other'
const all = 'all seeds together'

/** Not more than this much faster is no reason to leave the loop. */
export const margin = 0.9

/** So long, in milliseconds, each way is tried: at least so many batches after the first, which compiles. */
const trial = { milliseconds: 600, longest: 6000, least: 3, most: 100 }

const shownTime = (milliseconds: number): string => `${milliseconds.toPrecision(3)} ms`

/** The first batch of the run of each seed. */
const firstBatches = (
  { benchmark }: ExperimentSettings,
  { program, streams, schedule }: Prepared,
  heads: 'single' | 'task',
): E.Either<Fault, readonly (StreamEvent & { readonly seed: number })[]> =>
  pipe(
    streams,
    RA.filterMap((stream) => {
      const [task] = stream.tasks
      const { events } = protocolOf(benchmark)
      const shown = [...taskEvents(task!, { ...schedule, seed: stream.seed }, program, heads)].find(
        ({ name }) => (name === 'onBatch' || name === 'onEpisodes') && events.includes(name),
      )
      return RA.head(shown === undefined ? [] : [{ ...shown, task: task!.index, seed: stream.seed }])
    }),
    E.traverseArray((shown) =>
      pipe(
        shown.batches(),
        E.map((batches) => ({ ...shown, batches })),
      ),
    ),
  )

/** The least time of a turn after the first. A turn that fails ends it: what it took until then is known. */
const leastTime = async (turn: (number: number) => Promise<boolean>): Promise<number | undefined> => {
  const times: number[] = []
  const began = performance.now()
  for (let number = 0; number <= trial.most; number += 1) {
    const start = performance.now()
    if (!(await turn(number))) break
    const took = performance.now() - start
    if (number > 0 || took > trial.longest) times.push(took)
    const spent = performance.now() - began
    if (times.length > 0 && spent > trial.milliseconds && (times.length >= trial.least || spent > trial.longest)) break
  }
  return times.length === 0 ? undefined : Math.min(...times)
}

/** A batch of every seed, again and again from where it is. */
const timeOf = async (
  own: Session<Buffer>,
  events: readonly (StreamEvent & { readonly seed: number })[],
  goes: Meeting['all'],
): Promise<E.Either<Fault, number | undefined>> => {
  const states = new Map<number, State<Buffer>>()
  try {
    for (const { seed } of events) {
      const first = await own.initial(seed)()
      if (E.isLeft(first)) return first
      states.set(seed, first.right)
    }
    const least = await leastTime(async (batch) => {
      const done = await goes(
        events.map((event) => ({
          seed: event.seed,
          does: async () => {
            const next = await own.handle(event.seed, states.get(event.seed)!, { ...event, batch })()
            if (E.isRight(next)) states.set(event.seed, next.right)
            return E.isRight(next)
          },
        })),
      )
      return done.every((went) => went)
    })
    return E.right(least)
  } finally {
    for (const state of states.values()) own.release(state)
  }
}

const inTurn: Meeting['all'] = async (works) => {
  const done = []
  for (const { does } of works) done.push(await does())
  return done
}

/** How long a batch of all seeds takes either way. */
const measured =
  (settings: ExperimentSettings, ready: Prepared, { device, setting, sessionOn }: Place, atOnce: number) =>
  async (): Promise<E.Either<Fault, Measured>> => {
    const events = firstBatches(settings, ready, setting.between.heads ?? 'single')
    if (E.isLeft(events)) return events
    const some = events.right.slice(0, atOnce)
    const loop = await timeOf(sessionOn(device), some, inTurn)
    if (E.isLeft(loop)) return loop
    const meeting = meetingOn(device, setting.program.options)
    const lanes = await timeOf(sessionOn(meeting.device, meeting.carries), some, meeting.all)
    const times = [
      [one, loop.right],
      [all, E.isRight(lanes) ? lanes.right : undefined],
    ] as const
    return E.right({
      times: Object.fromEntries(times.flatMap(([name, time]) => (time === undefined ? [] : [[name, time] as const]))),
      at: new Date().toISOString().slice(0, 10),
    })
  }

/**
 * Whether all go together, by what was measured.
 *
 * @law one after the other is left only where together is faster by more than the margin
 */
export const togetherBy = ({ times }: Measured): boolean => {
  const [loop, lanes] = [times[one], times[all]]
  return loop !== undefined && lanes !== undefined && lanes < margin * loop
}

const wordsBy = (seeds: number, of: Measured, atOnce: number): string => {
  const { times, at } = of
  const told = [all, one].flatMap((name) => (times[name] === undefined ? [] : [`${shownTime(times[name])} ${name}`]))
  return `${togetherBy(of) ? lanesWords(seeds, atOnce) : one}: a batch of ${Math.min(seeds, atOnce)} takes ${told.join(', ')}, as measured here on ${at}`
}

const lanesWords = (seeds: number, atOnce: number): string =>
  `${seeds} as lanes of one program${atOnce < seeds ? `, ${atOnce} at a time` : ''}`

/** Why the events of a first task are no lanes, if they aren't. */
const reason = (
  { benchmark, seeds }: ExperimentSettings,
  { program, streams, schedule }: Prepared,
  { device, setting, sessionOn, learned }: Place,
): TE.TaskEither<Fault, string | undefined> => {
  const own = sessionOn(device)
  const [task] = streams[0]?.tasks ?? []
  if (task === undefined) return TE.right(undefined)
  const known = protocolOf(benchmark).events
  const steps = new Map(
    [...taskSteps(task, schedule, program)].flatMap((step) =>
      known.includes(step.name) ? [[step.name, { name: step.name, counts: countsOf(step) }] as const] : [],
    ),
  )
  return pipe(
    own.initial(seeds[0] ?? 0),
    TE.map((state) => {
      const why = whyAlone(device, setting, { state, task: task.index + learned }, [...steps.values()])
      own.release(state)
      return why
    }),
  )
}

/**
 * Whether the seeds of an experiment run together, as lanes of one program: where `lanes` asks for it and no event has the host decide on the
 * way. For `auto` by a measurement that is made once for a machine, a network, a method and so many seeds, and kept.
 */
export const seedsTogether = (
  settings: ExperimentSettings,
  ready: Prepared,
  place: Place,
): TE.TaskEither<Fault, Seeds> => {
  const { lanes = 'off', seeds, together: decided } = settings
  const { device, setting } = place
  if (decided !== undefined) {
    const atOnce = Math.min(decided.atOnce, seeds.length)
    const meeting = atOnce < 2 ? {} : { meeting: meetingOn(device, setting.program.options) }
    return TE.right({ ...meeting, atOnce: Math.max(1, atOnce), words: decided.words })
  }
  if (lanes === 'off' || seeds.length < 2) return TE.right({ atOnce: 1 })
  const atOnce = roomOf(settings, place)
  if (atOnce < 2)
    return TE.right({ atOnce: 1, words: `${one}: the network is too large for ${device.name} to gain by lanes` })
  const together = (): Seeds => ({
    meeting: meetingOn(device, setting.program.options),
    atOnce,
    words: lanesWords(seeds.length, atOnce),
  })
  const key = digestOf({
    machine: machineNow(),
    device: device.name,
    library: device.library,
    xla: settings.xla,
    program: canonicalProgram(setting.program),
    network: setting.network,
    between: setting.between,
    batch: ready.schedule.batch,
    lanes,
    seeds: seeds.length,
  })
  const byMeasurement = (of: Measured): Seeds => ({
    ...(togetherBy(of) ? together() : { atOnce: 1 }),
    words: wordsBy(seeds.length, of, atOnce),
    measured: { together: of.times[all], apart: of.times[one] },
  })
  return pipe(
    reason(settings, ready, place),
    TE.chain((why): TE.TaskEither<Fault, Seeds> => {
      if (why !== undefined) return TE.right({ atOnce: 1, words: `${one}: ${why}` })
      if (lanes === 'on') return TE.right(together())
      const kept = keptMeasurement(key)
      return kept === undefined
        ? pipe(
            measured(settings, ready, place, atOnce),
            TE.chainFirstIOK((of) => () => keepMeasurement(key, of)),
            TE.map(byMeasurement),
          )
        : TE.right(byMeasurement(kept))
    }),
  )
}
