import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import { near, same } from '../../src/laws/index.ts'
import { finetune, lwf } from '../../src/methods/index.ts'
import { mlp } from '../../src/networks/index.ts'
import { type Happening, thetaAfter } from './played.ts'
import { vectors } from './points.ts'

type Vector = readonly number[]

/** Two numbers to four classes, all in one layer: z = xᵀW + b, θ = (W row by row, b). */
const [size, classes] = [2, 4]
const width = (size + 1) * classes
const setting = (heads: 'single' | 'task') => ({
  network: mlp({ hidden: [] }),
  between: { inputShape: [size], outputs: classes, heads },
})

const coordinate = fc.integer({ min: -8, max: 8 }).map((n) => n / 8)

/** Examples of two classes of a task, those of its head. */
const labelled = (task: number, heads: 'single' | 'task', count = 3): fc.Arbitrary<HostBatch> =>
  fc
    .tuple(
      fc.array(coordinate, { minLength: count * size, maxLength: count * size }),
      fc.array(fc.nat(1), { minLength: count, maxLength: count }),
    )
    .map(([inputs, places]) => {
      const of = (label: number) => Float32Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0))
      const own = Float32Array.from({ length: count * classes }, (_, i) =>
        Math.floor((i % classes) / 2) === task ? 1 : 0,
      )
      return {
        count,
        inputs: Float32Array.from(inputs),
        inputShape: [size],
        targets: Float32Array.from(places.flatMap((place) => [...of(2 * task + place)])),
        weights: new Float32Array(count).fill(1),
        classes,
        task,
        ...(heads === 'task' ? { heads: own } : {}),
      }
    })

const outputsAt = (theta: Vector, x: Vector): Vector =>
  Array.from({ length: classes }, (_, c) => [...x, 1].reduce((so, xi, i) => so + xi * theta[i * classes + c]!, 0))

const softmaxAmong = (z: Vector, among: readonly number[]): Vector => {
  const whole = among.reduce((so, c) => so + Math.exp(z[c]!), 0)
  return z.map((zc, c) => (among.includes(c) ? Math.exp(zc) / whole : 0))
}

/** The gradient of a mean over examples of something whose derivative by the outputs is known. */
const slopeBy = (batch: HostBatch, byOutputs: (x: Vector, row: number) => Vector): Vector => {
  const slope = Array<number>(width).fill(0)
  for (let row = 0; row < batch.count; row += 1) {
    const x = [...batch.inputs.subarray(row * size, (row + 1) * size)]
    const d = byOutputs(x, row)
    ;[...x, 1].forEach((xi, i) => {
      for (let c = 0; c < classes; c += 1) slope[i * classes + c]! += (xi * d[c]!) / batch.count
    })
  }
  return slope
}

/** θ after a step, by its definition: the cross-entropy among some classes, and that with a teacher in each of some heads. */
const stepped = (
  batch: HostBatch,
  theta: Vector,
  o: {
    readonly among: readonly number[]
    readonly teacher: Vector
    readonly heads: readonly (readonly number[])[]
    readonly rate: number
    readonly strength: number
    readonly temperature: number
  },
): Vector => {
  const slope = slopeBy(batch, (x, row) => {
    const z = outputsAt(theta, x)
    const own = softmaxAmong(z, o.among).map((p, c) => p - batch.targets[row * classes + c]!)
    const cooled = (of: Vector) => of.map((zc) => zc / o.temperature)
    const taught = o.heads.map((head) => {
      const [p, q] = [softmaxAmong(cooled(z), head), softmaxAmong(cooled(outputsAt(o.teacher, x)), head)]
      return p.map((pc, c) => (o.strength * (pc - q[c]!)) / o.temperature)
    })
    return own.map((d, c) => d + taught.reduce((so, one) => so + one[c]!, 0))
  })
  return theta.map((t, i) => t - o.rate * slope[i]!)
}

const all = [0, 1, 2, 3]
const scenarios = {
  'one head': { heads: 'single', among: [all, all], old: [all] },
  'a head a task': {
    heads: 'task',
    among: [
      [0, 1],
      [2, 3],
    ],
    old: [[0, 1]],
  },
} as const

describe.each(Object.entries(scenarios))('lwf with %s', (_, { heads, among, old }) => {
  const cases = fc.tuple(labelled(0, heads), labelled(1, heads), vectors(width))
  const on = setting(heads)
  const course = (first: HostBatch, second: HostBatch): readonly Happening[] => [
    ['batch', first],
    ['end', first],
    ['batch', second],
    ['batch', second],
  ]

  it('law: strength 0 is finetuning, through tasks; and so is the first task at any strength', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const plain = await thetaAfter(finetune, course(first, second), { ...on, theta, set: { rate: 0.125 } })
        const none = await thetaAfter(lwf, course(first, second), { ...on, theta, set: { rate: 0.125, strength: 0 } })
        expect(near(none, plain, 2 ** 8)).toBe(true)
        const before = course(first, second).slice(0, 2)
        const [one, other] = [
          await thetaAfter(lwf, before, { ...on, theta, set: { rate: 0.125, strength: 5 } }),
          await thetaAfter(finetune, before, { ...on, theta, set: { rate: 0.125 } }),
        ]
        expect(same(one, other)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('law: at the old parameters the gradient of the distillation is 0, at every strength and temperature', () =>
    fc.assert(
      fc.asyncProperty(cases, fc.constantFrom(0.5, 1, 2, 5), async ([first, second, theta], temperature) => {
        const course = [
          ['end', first],
          ['batch', second],
        ] as const
        const plain = await thetaAfter(finetune, course, { ...on, theta, set: { rate: 0.125 } })
        const set = { rate: 0.125, strength: 64, temperature }
        expect(near(await thetaAfter(lwf, course, { ...on, theta, set }), plain, 2 ** 12)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it.each(['constant', 'tasks'] as const)(
    'by hand: batches of a second and of a third task, also of the head that the first had, weighting %s',
    (weighting) =>
      fc.assert(
        fc.asyncProperty(cases, labelled(0, heads), async ([first, second, theta], again) => {
          const [rate, strength, temperature] = [0.5, 2, 2]
          const set = { rate, strength, temperature, weighting }
          const happenings: readonly Happening[] = [
            ['end', first],
            ['batch', { ...again, task: 1 }],
            ['batch', second],
            ['batch', { ...again, task: 1 }],
            ['end', second],
            ['batch', { ...again, task: 2 }],
            ['batch', { ...second, task: 2 }],
          ]
          const got = await thetaAfter(lwf, happenings, { ...on, theta, set })
          const known = { rate, temperature, strength, teacher: theta, heads: old as readonly (readonly number[])[] }
          const [ofFirst, ofSecond] = among.map((own) => ({ among: own }))
          const steps = (
            from: Vector,
            o: typeof known,
            ...batches: readonly (readonly [HostBatch, typeof ofFirst])[]
          ) => batches.reduce((at, [batch, own]) => stepped(batch, at, { ...o, ...own! }), from)
          const later = steps(theta, known, [again, ofFirst], [second, ofSecond], [again, ofFirst])
          const then = {
            ...known,
            teacher: later,
            heads: heads === 'task' ? [...old, [2, 3]] : old,
            strength: weighting === 'tasks' ? 2 * strength : strength,
          }
          expect(near(got, steps(later, then, [again, ofFirst], [second, ofSecond]), 2 ** 12)).toBe(true)
        }),
        { numRuns: 30 },
      ),
  )
  it('control: away from the old parameters the teacher is heard', async () => {
    const [[first, second, theta]] = fc.sample(cases, { numRuns: 1, seed: 5 }) as never as [
      [HostBatch, HostBatch, Vector],
    ]
    const again: readonly Happening[] = [
      ['end', first],
      ['batch', { ...first, task: 1 }],
      ['batch', { ...first, task: 1 }],
      ['batch', second],
    ]
    const [taught, plain] = [
      await thetaAfter(lwf, again, { ...on, theta, set: { rate: 0.5, strength: 2 } }),
      await thetaAfter(finetune, again, { ...on, theta, set: { rate: 0.5 } }),
    ]
    expect(near(taught, plain, 2 ** 20)).toBe(false)
  })
})
