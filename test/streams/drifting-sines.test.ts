import { describe, expect, it } from 'vitest'
import { batchOf, concatenate, type Examples, points, readBatch } from '../../src/data/index.ts'
import { benchmarkNamed, driftingSines, passOf, type Stream } from '../../src/streams/index.ts'
import { right } from '../experiment/digits.ts'

const data = right(await points()())
const streamOf = (tasks: number, samples = 40, seed = 3): Stream => right(driftingSines(data, { tasks, samples, seed }))

const all = ({ count }: Examples): readonly number[] => Array.from({ length: count }, (_, i) => i)

/** x, the context and y of each example. */
const read = (examples: Examples) => {
  const { inputs, targets, count } = batchOf(examples, all(examples), 0)
  return Array.from({ length: count }, (_, row) => ({
    x: inputs[9 * row]!,
    context: [...inputs.subarray(9 * row + 1, 9 * row + 9)],
    y: targets[row]!,
  }))
}

/** The a sin(πx + φ) = p sin πx + q cos πx that fits best, by the normal equations, and how far off it is at most. */
const fitted = (examples: Examples) => {
  const rows = read(examples).map(({ x, y }) => [Math.sin(Math.PI * x), Math.cos(Math.PI * x), y] as const)
  const sum = (of: (row: readonly [number, number, number]) => number) => rows.reduce((so, row) => so + of(row), 0)
  const [ss, sc, cc] = [sum(([s]) => s * s), sum(([s, c]) => s * c), sum(([, c]) => c * c)]
  const [sy, cy] = [sum(([s, , y]) => s * y), sum(([, c, y]) => c * y)]
  const whole = ss * cc - sc * sc
  const [p, q] = [(sy * cc - cy * sc) / whole, (cy * ss - sy * sc) / whole]
  return {
    amplitude: Math.hypot(p, q),
    phase: Math.atan2(q, p),
    off: Math.max(...rows.map(([s, c, y]) => Math.abs(p * s + q * c - y))),
  }
}

describe('sines that drift', () => {
  it('are sines of one amplitude and phase a task, of the points to learn from and to be judged by', () => {
    for (const { train, test } of streamOf(4).tasks) {
      const [learned, judged] = [fitted(train), fitted(test)]
      // Targets are rounded to float32 once.
      expect(learned.off).toBeLessThan(2 ** -22)
      expect(judged.off).toBeLessThan(2 ** -22)
      expect(judged.amplitude).toBeCloseTo(learned.amplitude, 5)
      expect(judged.phase).toBeCloseTo(learned.phase, 5)
      expect(learned.amplitude).toBeGreaterThan(0.5 - 1e-5)
      expect(learned.amplitude).toBeLessThan(1.5 + 1e-5)
    }
  })

  it('move on from task to task, and say which task an input is of', () => {
    const { tasks } = streamOf(4)
    expect(new Set(tasks.map(({ train }) => fitted(train).phase)).size).toBe(4)
    const contexts = tasks.map(({ train, test }) => {
      const said = new Set([...read(train), ...read(test)].map(({ context }) => `${context}`))
      expect(said.size).toBe(1)
      return [...said][0]!
    })
    expect(new Set(contexts).size).toBe(4)
    for (const context of contexts) expect(context).toMatch(/^(-?1,){7}-?1$/)
  })

  it('law: a task depends on the seed and its number only; with fewer samples it has the first of them', () => {
    const [few, many] = [streamOf(2, 10), streamOf(5, 25)]
    for (const task of [0, 1]) {
      expect(read(few.tasks[task]!.train)).toEqual(read(many.tasks[task]!.train).slice(0, 10))
      expect(read(few.tasks[task]!.test)).toEqual(read(many.tasks[task]!.test))
    }
    expect(read(streamOf(2, 10, 4).tasks[0]!.train)).not.toEqual(read(few.tasks[0]!.train))
  })

  it('keep an input with its target wherever examples are set apart, or come in another order', () => {
    const [task] = streamOf(1).tasks
    const again = right(passOf(task!, 3, 1))
    expect(read(again)).not.toEqual(read(task!.train))
    expect(fitted(again).off).toBeLessThan(2 ** -22)
    const joined = right(concatenate(task!.train, again))
    expect(fitted(joined).off).toBeLessThan(2 ** -22)
    const { tasks } = right(driftingSines(data, { tasks: 1, seed: 3, evaluate: 'validation' }))
    expect(tasks[0]!.test.count).toBe(1600)
    expect(fitted(tasks[0]!.test).off).toBeLessThan(2 ** -22)
  })

  it('are refused where they can’t be, as images are where they are none', () => {
    const benchmark = right(benchmarkNamed('drifting-sines'))
    const ask = (settings: object) => benchmark.stream(data, { seed: 0, ...settings })
    expect(ask({ samples: 8001 })).toMatchObject({ left: { where: 'drifting-sines' } })
    expect(ask({ augment: 'crop-flip' })).toMatchObject({ left: { rule: 'what is augmented must be images' } })
    expect(ask({ augment: 'none' })._tag).toBe('Right')
  })
})

it('a target that is no number is a fault that names its example', () => {
  const odd: Examples = {
    ...streamOf(1).tasks[0]!.train,
    copyTarget: (index, into, offset) => {
      into[offset] = index === 2 ? Number.NaN : 0
    },
  }
  expect(readBatch(odd, [0, 2], 4)).toMatchObject({
    left: { rule: 'targets must be finite numbers', got: 'NaN in example 3 of task 5' },
  })
})
