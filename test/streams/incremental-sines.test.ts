import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { functionPlaces, lines } from '../../src/data/index.ts'
import { type Fault, orThrow, render } from '../../src/fault.ts'
import {
  episodesAmong,
  functionTrajectories,
  incrementalSines,
  type Stream,
  type StreamSettings,
  trajectoryFunctions,
} from '../../src/streams/index.ts'

const data = await orThrow(lines())
const streamOf = (settings: Partial<StreamSettings> = {}): Stream =>
  E.getOrElseW((why: Fault) => expect.fail(render(why)))(
    incrementalSines(data, { seed: 3, tasks: 2, samples: 6, ...settings }),
  )

interface Point {
  readonly place: number
  readonly x: number
  readonly y: number
}

/** The points of an episode, those to learn from first; an input is x and a 1 in the place of its function. */
const pointsOf = (stream: Stream, half: 'train' | 'test', stretch: number, episode: number): readonly Point[] => {
  const { [half]: examples, episodes } = stream.tasks[stretch]!
  const rows = episodes![half].support + episodes![half].query
  return Array.from({ length: rows }, (_, row) => {
    const [input, y] = [new Float32Array(1 + functionPlaces).fill(7), new Float32Array(1)]
    examples.copyInput(episode * rows + row, input, 0)
    examples.copyTarget!(episode * rows + row, y, 0)
    const [x, ...which] = input
    expect([...which].sort()).toEqual([...Array(functionPlaces - 1).fill(0), 1])
    return { place: which.indexOf(1), x: x!, y: y[0]! }
  })
}

/** A and φ of A sin(x + φ) through the two points whose sines are farthest from a multiple of each other. */
const waveThrough = (points: readonly Point[]) => {
  const pairs = points.flatMap((a) => points.map((b) => [a, b] as const))
  const far = ([a, b]: (typeof pairs)[number]): number => Math.abs(Math.sin(b.x - a.x))
  const [a, b] = pairs.reduce((so, pair) => (far(pair) > far(so) ? pair : so))
  const det = Math.sin(a.x - b.x)
  const p = (a.y * Math.cos(b.x) - b.y * Math.cos(a.x)) / det
  const q = (Math.sin(a.x) * b.y - Math.sin(b.x) * a.y) / det
  return { amplitude: Math.hypot(p, q), phase: Math.atan2(q, p), at: (x: number) => p * Math.sin(x) + q * Math.cos(x) }
}

/** That points are on one sine of the right kind; that sine. Targets are rounded to float32: 5 · 2⁻²⁴, and little of it is magnified. */
const isSine = (points: readonly Point[]) => {
  const wave = waveThrough(points)
  for (const { x, y } of points) {
    expect(Math.abs(x)).toBeLessThanOrEqual(5)
    expect(Math.abs(wave.at(x) - y)).toBeLessThan(5e-6)
  }
  expect(wave.amplitude).toBeGreaterThan(0.1 - 1e-5)
  expect(wave.amplitude).toBeLessThan(5 + 1e-5)
  // A phase is told the better the higher a wave is.
  expect(wave.phase).toBeGreaterThan(-1e-5 / wave.amplitude)
  expect(wave.phase).toBeLessThan(Math.PI + 1e-5 / wave.amplitude)
  return wave
}

describe('incrementalSines', () => {
  it('law: a trajectory is ten sines one after the other, each told by its place, and then asked for at points of its own', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(500), fc.integer({ min: 1, max: 8 }), (seed, episode, samples) => {
        const points = pointsOf(streamOf({ seed, samples }), 'train', 0, episode)
        const support = points.slice(0, trajectoryFunctions * samples)
        const query = points.slice(support.length)
        expect(support.map(({ place }) => place)).toEqual(support.map((_, i) => Math.floor(i / samples)))
        expect(query.map(({ place }) => place)).toEqual(query.map((_, i) => Math.floor(i / 10)))
        expect(new Set(points.map(({ x }) => x)).size).toBe(points.length)
        const waves = Array.from({ length: trajectoryFunctions }, (_, k) =>
          isSine(points.filter(({ place }) => place === k)),
        )
        expect(new Set(waves.map(({ amplitude }) => amplitude.toFixed(4))).size).toBeGreaterThan(8)
      }),
      { numRuns: 10 },
    )
  })
  it('law: an exam has a function after the other, 1280 points of each to learn from and 100 that judge', () => {
    const stream = streamOf()
    const { test, episodes } = stream.tasks[1]!
    expect(episodes!.test).toEqual({ support: 1280, query: 100 })
    expect(episodesAmong(test, episodes!.test)).toBe(functionTrajectories * trajectoryFunctions)
    const waves = [0, 1, 9, 10].map((number) => {
      const points = pointsOf(stream, 'test', 1, number)
      expect(new Set(points.map(({ place }) => place))).toEqual(new Set([number % trajectoryFunctions]))
      const some = points.filter((_, i) => i % 40 === 0)
      expect(new Set(points.slice(0, 1280).map(({ x }) => x)).has(points.at(-1)!.x)).toBe(false)
      return isSine(some).amplitude.toFixed(4)
    })
    expect(new Set(waves).size).toBe(4)
  })
  it('law: depends on the seed, the stretch and the number only; exams are the same after every stretch', () => {
    const [one, again, other] = [streamOf(), streamOf({ tasks: 3 }), streamOf({ seed: 4 })]
    expect(pointsOf(again, 'train', 1, 5)).toEqual(pointsOf(one, 'train', 1, 5))
    expect(pointsOf(other, 'train', 1, 5)).not.toEqual(pointsOf(one, 'train', 1, 5))
    expect(pointsOf(one, 'train', 0, 5)).not.toEqual(pointsOf(one, 'train', 1, 5))
    expect(pointsOf(again, 'test', 2, 13)).toEqual(pointsOf(one, 'test', 0, 13))
    const validation = streamOf({ evaluate: 'validation' })
    expect(pointsOf(validation, 'test', 0, 0)).not.toEqual(pointsOf(one, 'test', 0, 0))
    const seen = [0, 1].flatMap((episode) => [
      pointsOf(one, 'train', 0, episode)[0]!.x,
      pointsOf(one, 'test', 0, episode)[0]!.x,
    ])
    expect(new Set(seen).size).toBe(4)
  })
  it('refuses what is no number of points, and a folder', async () => {
    const said = incrementalSines(data, { seed: 0, tasks: 2, samples: 2000 })
    expect(E.isLeft(said) && said.left.rule).toContain('`samples` must be at most 1280')
    const named = await lines('somewhere')()
    expect(E.isLeft(named) && named.left.rule).toContain('read from no folder')
  })
})
