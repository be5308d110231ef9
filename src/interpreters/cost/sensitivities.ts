import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { EventName, Method, MethodProgram, Values } from '../../dsl/index.ts'
import type { Fault } from '../../fault.ts'
import { fitting, sizeOfLayout, widened } from '../../networks/index.ts'
import { releaseState, type Setting } from '../runtime/index.ts'
import { type Cost, flops } from './cost.ts'
import { extentsOf } from './extents.ts'
import { derivativeCounter } from './gradient-counter.ts'
import { type Growth, growthOf } from './growth.ts'
import { meter } from './meter.ts'
import { bytesOfState, reshaped, stateOf } from './outline.ts'
import type { Occurrence } from './walk.ts'

/** What is watched as something else grows: at most, where a condition decides. */
export const watched = ['gradients', 'hessianProducts', 'flops', 'kernelCalls', 'peakBytes', 'stateBytes'] as const

export type Watched = Readonly<Record<(typeof watched)[number], number>>

export type Growths = Readonly<Record<(typeof watched)[number], Growth>>

/** How an event at the last task grows with an option that counts. */
export interface Sensitivity {
  readonly option: string
  readonly event: EventName
  readonly from: number
  readonly growth: Growths
}

export const watchedOf = (cost: Cost, stateBytes: number): Watched => ({
  gradients: cost.gradients.most,
  hessianProducts: cost.hessianProducts.most,
  flops: flops(cost).most,
  kernelCalls: cost.callsFused.most,
  peakBytes: cost.peak.most,
  stateBytes,
})

// Bytes come in lines of a cache, and the largest of several sums need not follow one of them.
const slack = { gradients: 0, hessianProducts: 0, flops: 0, kernelCalls: 0, peakBytes: 0.02, stateBytes: 0 }

export const growthsOf = (points: readonly Watched[]): Growths =>
  Object.fromEntries(
    watched.map((one) => [
      one,
      growthOf(
        points.map((point) => point[one]),
        slack[one],
      ),
    ]),
  ) as Growths

/** What an event would take in another setting, its state of the same form. */
const at = async (
  setting: Setting,
  { form, task, memories }: Occurrence,
): Promise<E.Either<Fault, Watched | undefined>> => {
  const metered = meter(setting)
  const shapes = reshaped(form.shapes, setting, metered.surroundings.layouts)
  const state = stateOf(metered.device, shapes, () => [])
  const made = await metered.event({ ...form, shapes }, state)()
  releaseState(metered.device, state)
  if (E.isLeft(made)) return made
  if (made.right === undefined) return E.right(undefined)
  const counted = derivativeCounter(setting.program, setting.between.outputs)
  const derivatives = counted(form.name, form.counts, extentsOf(shapes, memories, task))
  return E.right(watchedOf({ ...made.right.cost, ...derivatives }, bytesOfState(shapes)))
}

/** A program with other options: a handler that throws on them is no point to measure. */
const programAt = (method: Method, values: Values): MethodProgram | undefined => {
  try {
    return method.program(values)
  } catch {
    return undefined
  }
}

const steps = [0, 1, 2, 3]

/** The options that count, and so shape programs. */
const countsOf = ({ options }: Method, values: Values): readonly (readonly [string, number])[] =>
  Object.entries(options).flatMap(([name, { range }]) => {
    const value = values[name]
    return range.startsWith('a whole number') && typeof value === 'number' ? [[name, value] as const] : []
  })

/**
 * How the last task's events grow with each option that counts: each event is costed at the option's value and at the next three.
 *
 * @param onStep told before each option
 */
export const sensitivitiesOf =
  (
    { method, values }: { readonly method: Method; readonly values: Values },
    setting: Omit<Setting, 'program'>,
    occurrences: readonly Occurrence[],
    onStep: (option: string) => void = () => {},
  ): TE.TaskEither<Fault, readonly Sensitivity[]> =>
  async () => {
    const found: Sensitivity[] = []
    const last = Math.max(0, ...occurrences.map(({ task }) => task))
    const events = occurrences.filter(({ task }) => task === last)
    for (const [option, from] of countsOf(method, values)) {
      onStep(option)
      for (const occurrence of events) {
        const points: Watched[] = []
        for (const step of steps) {
          const program = programAt(method, { ...values, [option]: from + step })
          if (program === undefined) break
          const point = await at({ ...setting, program }, occurrence)
          // What can't be costed with one more can with this one: the growth is left out, not the rest.
          if (E.isLeft(point) || point.right === undefined) break
          points.push(point.right)
        }
        const growth = growthsOf(points)
        if (points.length === steps.length && Object.values(growth).some(({ _tag }) => _tag !== 'Constant'))
          found.push({ option, event: occurrence.form.name, from, growth })
      }
    }
    return E.right(found)
  }

/** What one more parameter adds, by networks of half as many units more. */
export interface Widening {
  readonly parameters: readonly number[]
  readonly points: readonly Watched[]
}

const factors = [1, 1.25, 1.5]

/** A batch of the last task on networks that are wider and wider. */
export const wideningOf =
  (setting: Setting, occurrences: readonly Occurrence[]): TE.TaskEither<Fault, Widening | undefined> =>
  async () => {
    const batch = occurrences.filter(({ form }) => form.name === 'onBatch' || form.name === 'onEpisodes').at(-1)
    if (batch === undefined) return E.right(undefined)
    const points: Watched[] = []
    const parameters: number[] = []
    for (const factor of factors) {
      const network = factor === 1 ? setting.network : widened(setting.network, factor)
      // A layer may hold to a width of its own, as groups do that divide the channels: then there is no such network.
      if (E.isLeft(fitting(network, setting.between))) return E.right(undefined)
      const wide = { ...setting, network }
      const point = await at(wide, batch)
      if (E.isLeft(point)) return point
      if (point.right === undefined) return E.right(undefined)
      points.push(point.right)
      parameters.push(sizeOfLayout(meter(wide).surroundings.layout))
    }
    return E.right({ parameters, points })
  }
