import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { digestOf } from '../digest.ts'
import { canonicalProgram } from '../dsl/index.ts'
import type { Fault } from '../fault.ts'
import {
  type BackendChoice,
  backends,
  type Compiling,
  type MachineDevice,
  tfjsDevice,
} from '../interpreters/devices/index.ts'
import { session } from '../interpreters/runtime/index.ts'
import { layoutOf } from '../networks/index.ts'
import type { ExperimentSettings } from './experiment-settings.ts'
import { interfaceOf } from './fitted-network.ts'
import { keepMeasurement, keptMeasurement, type Measured, machineNow } from './kept-measurement.ts'
import type { Prepared } from './prepared.ts'
import { protocolOf } from './protocol/protocols.ts'
import { taskEvents } from './task-events.ts'

/** A backend, and whether XLA compiles what runs on it. */
export interface Way {
  readonly backend: BackendChoice
  readonly xla: Compiling
}

/** What was chosen, and why, in words; no words where nothing was measured. */
export type Choice = Way & { readonly why?: string }

const wordsOf = ({ backend, xla }: Way): string => (xla === 'on' ? `${backend} with XLA` : backend)

/** Not more than this much faster is no reason to leave the first: other last bits, for nothing that could be seen. */
const margin = 0.9

/** How far a trial of a backend is, in milliseconds: of the processor, and of the clock; and how many batches after the first, which compiles. */
export interface Trial {
  readonly worked: number
  readonly waited: number
  readonly batches: number
}

/** So long batches are tried on each backend: at least so many, unless they take too long; not more where others keep the processor. */
const trial = { worked: 1500, longest: 6000, least: 3, most: 200, patience: 24_000 }

/**
 * Whether a backend was tried for long enough. What it worked decides, not the clock: the first batches are slow until what runs them is
 * optimised, and on a busy machine a time by the clock ends among these.
 *
 * @law a machine that is k times as busy ends a trial after as many batches, while patience lasts
 */
export const triedEnough = ({ worked, waited, batches }: Trial): boolean =>
  batches > 0 &&
  (batches >= trial.most ||
    waited > trial.patience ||
    (worked > trial.worked && (batches >= trial.least || waited > trial.longest)))

/** Milliseconds that the process has worked, on all cores. */
const workedNow = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** A network without convolutions of so few parameters stays where it is: a call of TensorFlow costs what it takes. */
const small = 2 ** 18

const isSmall = (settings: ExperimentSettings, { network, data }: Prepared): boolean => {
  const { tensors } = layoutOf(network, interfaceOf(settings.benchmark, data))
  const sizes = tensors.map(({ shape }) => shape.reduce((product, extent) => product * extent, 1))
  return tensors.every(({ shape }) => shape.length <= 2) && sizes.reduce((sum, size) => sum + size, 0) <= small
}

/** The ways that there are here; the first is taken where no other gains. */
const waysFor = ({ backend, xla }: ExperimentSettings): readonly Way[] => {
  const named = backend === 'auto' ? ['wasm', ...['node-gpu', 'node'].filter(isPresent)] : [backend]
  return (named as readonly BackendChoice[]).flatMap((name): readonly Way[] => {
    const compiles = backends.some((one) => one.name === name && one.compiled !== undefined)
    if (xla === 'on') return compiles ? [{ backend: name, xla: 'on' }] : []
    return [
      { backend: name, xla: 'off' },
      ...(xla === 'auto' && compiles ? [{ backend: name, xla: 'on' } as const] : []),
    ]
  })
}

const isPresent = (name: string): boolean => backends.some((backend) => backend.name === name && backend.present())

/** The least time of a batch of the run, in milliseconds: its first batch again and again from where it is. */
const timeOn = (
  settings: ExperimentSettings,
  { program, network, data, streams, schedule }: Prepared,
  device: MachineDevice,
): TE.TaskEither<Fault, number | undefined> => {
  const between = interfaceOf(settings.benchmark, data)
  const own = session({ program, network, between, device, lanes: settings.lanes })
  const [stream] = streams
  const task = stream?.tasks[0]
  if (stream === undefined || task === undefined) return TE.right(undefined)
  const { events } = protocolOf(settings.benchmark)
  const shown = [...taskEvents(task, { ...schedule, seed: stream.seed }, program, between.heads)].find(
    ({ name }) => (name === 'onBatch' || name === 'onEpisodes') && events.includes(name),
  )
  if (shown === undefined) return TE.right(undefined)
  return async () => {
    const batches = shown.batches()
    if (E.isLeft(batches)) return batches
    const first = await own.initial(stream.seed)()
    if (E.isLeft(first)) return first
    let state = first.right
    try {
      const times: number[] = []
      const [began, before] = [performance.now(), workedNow()]
      for (let turn = 0; turn <= trial.most; turn += 1) {
        const start = performance.now()
        const event = { name: shown.name, task: task.index, batch: turn, batches: batches.right }
        const next = await own.handle(stream.seed, state, event)()
        // It may diverge on one batch that it sees so often: what it took until then is known.
        if (E.isLeft(next)) break
        state = next.right
        const took = performance.now() - start
        if (turn > 0 || took > trial.longest) times.push(took)
        const waited = performance.now() - began
        if (triedEnough({ worked: workedNow() - before, waited, batches: times.length })) break
      }
      return E.right(times.length === 0 ? undefined : Math.min(...times))
    } finally {
      own.release(state)
    }
  }
}

const shownTime = (milliseconds: number): string => `${milliseconds.toPrecision(3)} ms`

/**
 * The way to take by what was measured: the first, unless another is clearly faster.
 *
 * @law no other way was faster by more than the margin
 */
export const chosenBy = (ways: readonly Way[], { times, at }: Measured): Choice => {
  const [usual] = ways as readonly [Way, ...Way[]]
  const timed = ways.flatMap((way) => {
    const time = times[wordsOf(way)]
    return time === undefined ? [] : [{ way, time }]
  })
  const first = timed.find(({ way }) => way === usual)
  const [some] = timed
  // Where none runs, the one that is taken says why.
  if (some === undefined) return usual
  const best = timed.reduce((so, one) => (one.time < so.time ? one : so), some)
  const chosen = first !== undefined && best.time >= margin * first.time ? first : best
  const others = timed.filter(({ way }) => way !== chosen.way)
  const told = others.map(({ way, time }) => `${shownTime(time)} on ${wordsOf(way)}`).join(', ')
  return {
    ...chosen.way,
    why: `${wordsOf(chosen.way)}: a batch takes ${shownTime(chosen.time)} there${told === '' ? '' : `, ${told}`}, as measured here on ${at}`,
  }
}

const measured = (
  settings: ExperimentSettings,
  ready: Prepared,
  ways: readonly Way[],
): TE.TaskEither<Fault, Measured> =>
  pipe(
    ways,
    TE.traverseSeqArray((way) =>
      pipe(
        tfjsDevice(way.backend, undefined, way.xla),
        TE.chain((device) => timeOn(settings, ready, device)),
        // What does not load, or does not run, is not chosen.
        TE.orElse((): TE.TaskEither<Fault, number | undefined> => TE.right(undefined)),
        TE.map((time) => (time === undefined ? [] : [[wordsOf(way), time] as const])),
      ),
    ),
    TE.map((pairs) => ({ times: Object.fromEntries(pairs.flat()), at: new Date().toISOString().slice(0, 10) })),
  )

/**
 * The backend of a run: the one that is asked for, or for `auto` the fastest that there is here, by a measurement that is made once for a
 * machine, a network and a method, and kept. A small network stays on wasm, and is not measured.
 */
export const chosenBackend = (settings: ExperimentSettings, ready: Prepared): TE.TaskEither<Fault, Choice> => {
  const ways = waysFor(settings)
  const [usual] = ways
  if (usual === undefined || ways.length < 2)
    return TE.right({ backend: settings.backend, xla: settings.xla ?? 'auto' })
  if (settings.backend === 'auto' && isSmall(settings, ready)) return TE.right(usual)
  const { network, data, program, schedule } = ready
  const key = digestOf({
    machine: machineNow(),
    ways: ways.map(wordsOf),
    program: canonicalProgram(program),
    network,
    between: interfaceOf(settings.benchmark, data),
    batch: schedule.batch,
    lanes: settings.lanes,
  })
  const kept = keptMeasurement(key)
  return kept === undefined
    ? pipe(
        measured(settings, ready, ways),
        TE.chainFirstIOK((of) => () => keepMeasurement(key, of)),
        TE.map((of) => chosenBy(ways, of)),
      )
    : TE.right(chosenBy(ways, kept))
}
