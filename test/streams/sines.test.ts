import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { line } from '../../src/data/index.ts'
import { orThrow } from '../../src/fault.ts'
import { episodesAmong, type Stream, type StreamSettings, sines } from '../../src/streams/index.ts'

const data = await orThrow(line())

const streamOf = (settings: Partial<StreamSettings> = {}): Stream => {
  const made = sines(data, { seed: 3, tasks: 3, ...settings })
  if (E.isLeft(made)) throw new Error(made.left.rule)
  return made.right
}

type Half = 'train' | 'test'

/** The points of an episode, those to adapt to first. */
const pointsOf = (stream: Stream, half: Half, stretch: number, episode: number) => {
  const { [half]: examples, episodes } = stream.tasks[stretch]!
  const rows = episodes![half].support + episodes![half].query
  return Array.from({ length: rows }, (_, row) => {
    const [x, y] = [new Float32Array(1), new Float32Array(1)]
    examples.copyInput(episode * rows + row, x, 0)
    examples.copyTarget!(episode * rows + row, y, 0)
    return [x[0]!, y[0]!] as const
  })
}

type Point = readonly [x: number, y: number]

/** y = p sin x + q cos x through two points; its amplitude is √(p² + q²), its phase that of (p, q). */
const waveThrough = ([[x1, y1], [x2, y2]]: readonly [Point, Point]) => {
  const det = Math.sin(x1) * Math.cos(x2) - Math.sin(x2) * Math.cos(x1)
  return {
    p: (y1 * Math.cos(x2) - y2 * Math.cos(x1)) / det,
    q: (Math.sin(x1) * y2 - Math.sin(x2) * y1) / det,
  }
}

describe('sines', () => {
  it('law: all points of an episode are on one sine of amplitude 0.1 to 5 and phase 0 to π, x from −5 to 5', () => {
    const stream = streamOf()
    for (const half of ['train', 'test'] as const)
      for (let episode = 0; episode < 40; episode += 1) {
        const points = pointsOf(stream, half, 0, episode)
        // Two points whose sines are far from a multiple of each other, so that little rounding is magnified.
        const sorted = [...points].sort(([a], [b]) => a - b)
        const pairs = sorted.flatMap((a) => sorted.map((b) => [a, b] as const))
        const far = ([[a], [b]]: (typeof pairs)[number]): number => Math.abs(Math.sin(b - a))
        const best = pairs.reduce((so, pair) => (far(pair) > far(so) ? pair : so))
        const { p, q } = waveThrough(best)
        for (const [x, y] of points) {
          expect(Math.abs(x)).toBeLessThanOrEqual(5)
          expect(Math.abs(p * Math.sin(x) + q * Math.cos(x) - y)).toBeLessThan(5e-6)
        }
        const amplitude = Math.hypot(p, q)
        expect(amplitude).toBeGreaterThan(0.1 - 1e-5)
        expect(amplitude).toBeLessThan(5 + 1e-5)
        // A sin(x + φ) has p = A cos φ and q = A sin φ ≥ 0.
        expect(q).toBeGreaterThan(-1e-5)
      }
  })
  it('has as many points as are asked for, and exams of 600 episodes after the last stretch', () => {
    const stream = streamOf({ samples: 7 })
    expect(stream.tasks.map(({ episodes }) => episodes)).toEqual(
      Array(3).fill({ train: { support: 7, query: 7 }, test: { support: 7, query: 40 } }),
    )
    expect(stream.tasks.map(({ test, episodes }) => episodesAmong(test, episodes!.test))).toEqual([60, 60, 600])
  })
  it('law: depends on the seed, the stretch and the number of an episode only, and no episode comes twice', () => {
    const [one, again, other] = [streamOf(), streamOf({ tasks: 2 }), streamOf({ seed: 4 })]
    expect(pointsOf(again, 'train', 1, 5)).toEqual(pointsOf(one, 'train', 1, 5))
    expect(pointsOf(other, 'train', 1, 5)).not.toEqual(pointsOf(one, 'train', 1, 5))
    const seen = [0, 1, 2].flatMap((stretch) =>
      (['train', 'test'] as const).flatMap((half) =>
        [0, 1, 2].map((episode) => String(pointsOf(one, half, stretch, episode)[0])),
      ),
    )
    expect(new Set(seen).size).toBe(seen.length)
  })
  it('validation has episodes that are not those of the test', () => {
    expect(pointsOf(streamOf({ evaluate: 'validation' }), 'test', 0, 0)).not.toEqual(pointsOf(streamOf(), 'test', 0, 0))
  })
  it('refuses what is no number of points', () => {
    const said = sines(data, { seed: 0, tasks: 2, samples: 2000 })
    expect(E.isLeft(said) && said.left.rule).toContain('`samples` must be at most 1000')
  })
})
