import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  dataOf,
  type ExperimentSettings,
  expectedTime,
  interfaceOf,
  judgedOn,
  type Prepared,
  prepared,
  protocolOf,
} from '../../experiment/index.ts'
import { type Asked, parseChoice, recordedSettings } from '../../experiment/settings/index.ts'
import { type Fault, render } from '../../fault.ts'
import {
  type CourseCost,
  courseOf,
  type Growths,
  growthsOf,
  sensitivitiesOf,
  type Widening,
  watched,
  watchedOf,
  wideningOf,
} from '../../interpreters/cost/index.ts'
import { type Backend, backends } from '../../interpreters/devices/index.ts'
import { batchesOf, type Stream } from '../../streams/index.ts'
import { settingsOf } from '../flags/experiment-settings.ts'
import { parseSettings } from '../flags/settings.ts'
import type { CostReport } from '../words/cost/report.ts'
import type { Doing, Errand } from '../worker/errand.ts'

export interface CostOrder {
  readonly name: string
  readonly set: readonly string[]
  readonly asked: Asked
  /** The backend to time it on; all unless given. */
  readonly backend?: string | undefined
}

type Tell = (what: string) => void

/** The backends to time a run on: the one that is named, else all that seem to be here. */
const timedOn = (name: string | undefined): E.Either<Fault, readonly Backend[]> =>
  name === undefined
    ? E.right(backends.filter((backend) => backend.present()))
    : pipe(
        name,
        parseChoice(
          '--backend',
          'backend',
          backends.map((backend) => backend.name),
        ),
        E.map((chosen) => backends.filter((backend) => backend.name === chosen)),
      )

/** How a batch grows from task to task, where there are enough to tell: the first is like no other. */
const overTasks = ({ tasks }: CourseCost): Growths | null =>
  tasks.length < 5 ? null : growthsOf(tasks.slice(1).map(({ batch, stateBytes }) => watchedOf(batch, stateBytes)))

/** How far from one line three points may be and count as on it. */
const straight = 0.05

/** What one more parameter adds. */
const overParameters = (widening: Widening | undefined): Growths | null => {
  if (widening === undefined) return null
  const { parameters, points } = widening
  const slope = (one: (typeof watched)[number], a: number, b: number): number =>
    (points[b]![one] - points[a]![one]) / (parameters[b]! - parameters[a]!)
  return Object.fromEntries(
    watched.map((one) => {
      const [whole, half] = [slope(one, 0, 2), slope(one, 0, 1)]
      if (whole === 0 && half === 0) return [one, { _tag: 'Constant' }]
      return [one, { _tag: Math.abs(whole - half) <= straight * Math.abs(whole) ? 'Linear' : 'Other', step: whole }]
    }),
  ) as unknown as Growths
}

/** How much is learned, and for how long. */
const extentOf = (settings: ExperimentSettings, { schedule }: Prepared, stream: Stream) => {
  const { benchmark, backend } = settings
  const { samples, batch, epochs, iterations } = recordedSettings(settings, { benchmark, schedule, stream, backend })
  return {
    samples,
    batch,
    ...(epochs === undefined ? {} : { epochs }),
    ...(iterations === undefined ? {} : { iterations }),
  }
}

const reportOf =
  (settings: ExperimentSettings, ready: Prepared, stream: Stream, tell: Tell) =>
  (chosen: readonly Backend[], alone: boolean): TE.TaskEither<Fault, CostReport> => {
    const protocol = protocolOf(settings.benchmark)
    return pipe(
      TE.Do,
      TE.bind('setting', () =>
        TE.right({
          program: ready.program,
          network: ready.network,
          between: interfaceOf(settings.benchmark, ready.data),
          lanes: settings.lanes,
        }),
      ),
      TE.bindW('course', ({ setting }) =>
        courseOf(
          setting,
          { tasks: stream.tasks, schedule: ready.schedule },
          {
            exams:
              protocol.exam.episodes !== undefined
                ? () => 0
                : judgedOn(
                    stream.tasks.length,
                    (task) => batchesOf(stream.tasks[task]!, ready.schedule),
                    settings.evaluateEvery,
                    protocol.exam.on,
                  ),
            onTask: (task) => tell(`cost of task ${task + 1} of ${stream.tasks.length}`),
          },
        ),
      ),
      TE.bindW('options', ({ setting, course }) =>
        sensitivitiesOf({ method: settings.method, values: settings.options }, setting, course.occurrences, (option) =>
          tell(`growth with ${option}`),
        ),
      ),
      TE.bindW('widening', ({ setting, course }) => {
        tell('growth with parameters')
        return wideningOf(setting, course.occurrences)
      }),
      TE.bindW('times', ({ setting, course }) =>
        pipe(
          chosen,
          TE.traverseSeqArray((backend) => {
            tell(`timing on ${backend.name}`)
            const timed = pipe(
              backend.open,
              TE.chain((device) =>
                expectedTime(device, {
                  setting,
                  stream,
                  schedule: ready.schedule,
                  course,
                  evaluateEvery: settings.evaluateEvery,
                  protocol,
                }),
              ),
              TE.map((one): CostReport['times'][number] => one),
            )
            return alone
              ? timed
              : pipe(
                  timed,
                  TE.orElseW((fault) => TE.right({ backend: backend.name, fault: render(fault) })),
                )
          }),
        ),
      ),
      TE.map(
        ({ course, options, widening, times }): CostReport => ({
          method: settings.name,
          benchmark: settings.benchmark.name,
          network: ready.network.name,
          parameters: course.parameters,
          options: { ...settings.options },
          data: ready.data.source,
          ...extentOf(settings, ready, stream),
          tasks: [...course.tasks],
          total: course.total,
          prediction: course.prediction,
          growth: { options: [...options], tasks: overTasks(course), parameters: overParameters(widening) },
          times: [...times],
          ...(protocol.exam.episodes === undefined || settings.benchmark.protocol === undefined
            ? {}
            : { protocol: settings.benchmark.protocol }),
        }),
      ),
    )
  }

export type CostErrand = Errand<CostOrder, string, CostReport>

/** Tells what a run will take before anything is trained, and meanwhile what is being done. */
export const costErrand: Doing<CostErrand> = ({ name, set, asked, backend }, tell) =>
  pipe(
    TE.Do,
    TE.bind('chosen', () => TE.fromEither(timedOn(backend))),
    TE.bind('options', () => TE.fromEither(parseSettings(set))),
    TE.bind('settings', ({ options }) => settingsOf(name, options, asked)),
    TE.bind('ready', ({ settings }) => pipe(dataOf(settings), TE.chainEitherK(prepared(settings)))),
    TE.chain(({ chosen, settings, ready }) =>
      reportOf(settings, ready, ready.streams[0]!, tell)(chosen, backend !== undefined),
    ),
  )
