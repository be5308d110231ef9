import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../fault.ts'
import type { Buffer, MachineDevice } from '../interpreters/devices/index.ts'
import { type Meeting, type State, surroundingsOf } from '../interpreters/runtime/index.ts'
import type { Stream } from '../streams/index.ts'
import { dataOf } from './data-of.ts'
import { deviceFor } from './device-for.ts'
import { roomForInputs } from './exam.ts'
import type { ExperimentSettings } from './experiment-settings.ts'
import type { Halt, Keeper } from './halt.ts'
import { keptOf } from './kept-of.ts'
import { chosenBackend } from './measured-backend.ts'
import { gauge } from './measures/index.ts'
import { placeOf } from './place-of.ts'
import { prepared } from './prepared.ts'
import type { RunEvent, RunStarted } from './protocol/event.ts'
import { protocolOf } from './protocol/protocols.ts'
import { run } from './run.ts'
import { seedsTogether, type Together } from './seeds-together.ts'
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
    TE.let('place', ({ settings, ready }) => placeOf(settings, ready)),
    TE.bind('seeds', ({ ready, device, settings, place }) => seedsTogether(settings, ready, { device, ...place })),
    TE.map(({ ready, device: beneath, settings, place, seeds }) => {
      const { program, streams } = ready
      const { keep } = settings
      const { setting, learned, sessionOn } = place
      const { meeting, words } = seeds
      const { network, between } = setting
      const { heads = 'single' } = between
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
                  heads,
                  signal,
                  learned,
                  keeps,
                  clock: meeting?.clock(stream.seed),
                  room: roomForInputs / seeds.atOnce,
                  ...more,
                  ...going,
                }),
              halts: haltsOf({ layouts, ...between }, { stream, heads }),
            }
          }),
        ),
        buffers: device.buffers,
      }
    }),
  )
