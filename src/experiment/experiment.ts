import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../fault.ts'
import { type Buffer, type MachineDevice, tfjsDevice } from '../interpreters/devices/index.ts'
import { type Meeting, type State, session, surroundingsOf } from '../interpreters/runtime/index.ts'
import type { Stream } from '../streams/index.ts'
import { dataOf } from './data-of.ts'
import { roomForInputs } from './exam.ts'
import type { ExperimentSettings } from './experiment-settings.ts'
import { interfaceOf } from './fitted-network.ts'
import { goingOnFrom, startingAt } from './going-on.ts'
import type { Halt, Keeper } from './halt.ts'
import { keptOf } from './kept-of.ts'
import { chosenBackend } from './measured-backend.ts'
import { gauge } from './measures/index.ts'
import { prepared } from './prepared.ts'
import type { RunEvent, RunStarted } from './protocol/event.ts'
import { protocolOf } from './protocol/protocols.ts'
import { run } from './run.ts'
import { type SessionOn, seedsTogether, type Together } from './seeds-together.ts'
import { startedOf } from './started.ts'
import { ticksOf } from './ticks.ts'
import { type Halts, haltsOf } from './written-halt.ts'

/** One run that is ready to start. */
export interface Run {
  readonly started: RunStarted
  /** The names and sizes of its tasks. */
  readonly stream: Stream
  /** How many ticks it gives. */
  readonly ticks: number
  /** What happens in it, from its start or from where it stopped; a keeper keeps how far it is. */
  readonly events: (
    signal?: AbortSignal,
    more?: { readonly keeper?: Keeper | undefined; readonly from?: Halt | undefined },
  ) => AsyncGenerator<RunEvent, void, undefined>
  readonly halts: Halts
}

export interface Experiment {
  readonly backend: string
  /** One a seed. They share a device: start one when the one before it has ended, unless they go together. */
  readonly runs: readonly Run[]
  /** How runs go together, as lanes of one program; they don't unless it is there. */
  readonly together?: Together | undefined
  /** How many buffers the device holds: 0 between runs. */
  readonly buffers: () => number
}

/** A device as the runs of a meeting see it: many batches of one of them are no call. */
const inLanes = ({ repeat: _, ...beneath }: MachineDevice, { device }: Meeting): MachineDevice => ({
  ...beneath,
  ...device,
})

/** The device that is asked for, with TF32 on or off. */
const deviceFor = ({ backend, xla, tf32 = false }: ExperimentSettings): TE.TaskEither<Fault, MachineDevice> =>
  pipe(
    tfjsDevice(backend, undefined, xla),
    TE.filterOrElse(
      ({ setTensorFloat32 }) => !tf32 || setTensorFloat32 !== undefined,
      ({ name }) =>
        fault({
          where: '--tf32',
          rule: 'the backend must be one whose products can keep fewer bits',
          got: name,
          hint: 'leave it away, or take --backend node-gpu as `retain setup tensorflow gpu` sets it up',
        }),
    ),
    TE.chainFirstIOK(
      ({ setTensorFloat32 }) =>
        () =>
          setTensorFloat32?.(tf32),
    ),
  )

/**
 * Gets everything ready that can go wrong before anything is trained: the data is read and checked, the streams are drawn, the
 * backend is loaded.
 */
export const experiment = (asked: ExperimentSettings): TE.TaskEither<Fault, Experiment> =>
  pipe(
    dataOf(asked),
    TE.chainEitherK(prepared(asked)),
    TE.bindTo('ready'),
    TE.bind('choice', ({ ready }) => chosenBackend(asked, ready)),
    TE.let('settings', ({ choice: { backend, xla } }) => ({ ...asked, backend, ...(xla === 'on' ? { xla } : {}) })),
    TE.bind('device', ({ settings, choice: { why } }) =>
      pipe(
        deviceFor(settings),
        TE.map((device) => (why === undefined ? device : { ...device, chosen: why })),
      ),
    ),
    TE.bind('seeds', ({ ready, device: beneath, settings }) => {
      const { learner, benchmark, lanes } = settings
      const { program, network, data } = ready
      const setting = { program, network, between: interfaceOf(benchmark, data), lanes }
      // In a trajectory the number of a task is that of a class: it begins anew at each.
      const learned = benchmark.protocol === 'trajectory' ? 0 : (learner?.tasks.length ?? 0)
      const sessionOn: SessionOn = (device, carries) => {
        const begun = startingAt(session({ ...setting, device, carries }), ready.weights)
        return learner === undefined ? begun : goingOnFrom(begun, learner, learned)
      }
      return pipe(
        seedsTogether(settings, ready, { device: beneath, setting, sessionOn, learned }),
        TE.map((seeds) => ({ ...seeds, learned, setting, sessionOn })),
      )
    }),
    TE.map(({ ready, device: beneath, settings, seeds }) => {
      const { program, streams } = ready
      const { keep } = settings
      const { setting, learned, meeting, sessionOn, words } = seeds
      const { network, between } = setting
      const { layouts } = surroundingsOf(setting, beneath)
      const device = meeting === undefined ? beneath : inLanes(beneath, meeting)
      const shared = sessionOn(device, meeting?.carries)
      const measuring = settings.measures?.length
        ? gauge(settings.measures, { network, between, device }, shared)
        : undefined
      const more = {
        evaluateEvery: settings.evaluateEvery,
        gauge: measuring,
        ownMetrics: settings.ownMetrics,
        observe: settings.observe,
      }
      return {
        backend: device.name,
        together: meeting === undefined ? undefined : { all: meeting.all, atOnce: seeds.atOnce },
        runs: pipe(
          streams,
          RA.map((stream): Run => {
            const started = startedOf(
              settings,
              ready,
              stream,
              device,
              words === undefined ? undefined : { lanes: seeds.atOnce, words },
            )
            const kept = keptOf(settings, ready, stream, started)
            const keeps = (state: State<Buffer>, tasks: number) =>
              keep !== undefined && (keep.each || tasks === stream.tasks.length)
                ? pipe(
                    shared.save(state),
                    TE.chainEitherK((saved) => keep.to(kept(saved, tasks), { tasks, seed: stream.seed })),
                  )
                : TE.right(undefined)
            return {
              started,
              stream,
              ticks: ticksOf(stream, started, settings.evaluateEvery, protocolOf(started).exam),
              events: (signal, going = {}) =>
                run({
                  started,
                  program,
                  stream,
                  session: shared,
                  heads: between.heads,
                  signal,
                  learned,
                  keeps,
                  clock: meeting?.clock(stream.seed),
                  room: roomForInputs / seeds.atOnce,
                  ...more,
                  ...going,
                }),
              halts: haltsOf({ layouts, ...between }, { stream, heads: between.heads }),
            }
          }),
        ),
        buffers: device.buffers,
      }
    }),
  )
