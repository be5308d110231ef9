import type * as E from 'fp-ts/lib/Either.js'
import { contextPlaces, type DataSet, type Examples } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import { child, type Key, key, normals, uniforms } from '../random/index.ts'
import { admitted, limitOfSamples, limitOfTasks } from './admitted.ts'
import { drawn, pools, type Stream, type StreamSettings } from './stream.ts'

/** The deviation of a step of the angles φ and ψ, from one task to the next. */
const drift = 0.7

interface Wave {
  readonly amplitude: number
  readonly phase: number
}

/** The waves of the first `count` tasks: both angles begin anywhere, and walk. */
const wavesOf = (of: Key, count: number): readonly Wave[] => {
  const start = uniforms(child(of, 'start'), 2).map((u) => 2 * Math.PI * u)
  let [phase = 0, swell = 0] = start
  return Array.from({ length: count }, (_, task) => {
    if (task > 0) {
      const [a = 0, b = 0] = normals(child(of, 'drift', task), 2)
      phase += drift * a
      swell += drift * b
    }
    return { amplitude: 1 + Math.sin(swell) / 2, phase }
  })
}

/** The context of a task: a sign in each place. */
const contextOf = (of: Key, task: number): Float32Array =>
  Float32Array.from(uniforms(child(of, 'context', task), contextPlaces), (u) => (u < 0.5 ? -1 : 1))

const waved = (examples: Examples, { amplitude, phase }: Wave, context: Float32Array): Examples => {
  const at = new Float32Array(1 + contextPlaces)
  return {
    ...examples,
    copyInput: (index, into, offset) => {
      examples.copyInput(index, into, offset)
      into.set(context, offset + 1)
    },
    copyInputs: undefined,
    copyTarget: (index, into, offset) => {
      examples.copyInput(index, at, 0)
      into[offset] = amplitude * Math.sin(Math.PI * at[0]! + phase)
    },
  }
}

/**
 * Sines that drift: each task is to predict a sine of points on a line, whose phase and amplitude have moved on from those of the task
 * before. The input says which task it is of by random signs, so that one network can know all of them.
 *
 *   task t:  (x, cₜ) ↦ aₜ sin(π x + φₜ),  aₜ = 1 + ½ sin ψₜ,  φₜ = φₜ₋₁ + N(0, 0.7²),  ψₜ = ψₜ₋₁ + N(0, 0.7²)
 *   cₜ uniform on {−1, 1}⁸,  x ~ U[−1, 1],  φ₀, ψ₀ ~ U[0, 2π)
 *
 * A task depends on the seed and its number only, not on how many tasks there are; with fewer samples it has the first of those it has
 * with more.
 *
 * @returns a `Left` when `tasks` or `samples` isn't a whole number ≥ 1, `tasks` is over 100,000, or there are fewer than `samples` points
 */
export const driftingSines = (data: DataSet, settings: StreamSettings): E.Either<Fault, Stream> => {
  const { train, test } = pools(data, settings)
  const name = 'drifting-sines'
  const of = child(key(settings.seed), name)
  return admitted(name, settings, [limitOfTasks, limitOfSamples(data, train)], () => ({
    name,
    seed: settings.seed,
    tasks: wavesOf(of, settings.tasks).map((wave, index) => {
      const context = contextOf(of, index)
      return {
        index,
        name: `sine ${index + 1}`,
        train: waved(drawn(train, settings.samples, child(of, 'samples', index)), wave, context),
        test: waved(test, wave, context),
      }
    }),
  }))
}
