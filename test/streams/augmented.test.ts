import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { copyInputs, type DataSet, type Examples } from '../../src/data/index.ts'
import { key } from '../../src/random/index.ts'
import {
  type Augmentation,
  augmentations,
  augmented,
  type BenchmarkSettings,
  benchmarkNamed,
  passOf,
  type Stream,
} from '../../src/streams/index.ts'
import { inputOf, numberedSet } from '../data/numbered.ts'
import { chiSquare } from '../random/chiSquare.ts'

const [rows, columns, channels] = [11, 12, 2]

/** Values that all differ, low enough for no factor to bring one to 1. */
const colours = (count: number): Examples => ({
  count,
  inputShape: [rows, columns, channels],
  classes: 3,
  copyInput: (index, into, offset) => {
    for (let p = 0; p < rows * columns * channels; p += 1) into[offset + p] = 0.1 + (p + 1 + (index % 7)) / 1000
  },
  label: (index) => index % 3,
})

/** What was done to an image, found by trying all shifts, mirrored and not: in which the rest is a factor. */
const explanations = (before: readonly number[], after: readonly number[]) => {
  const found: { readonly i: number; readonly j: number; readonly mirrored: boolean; readonly factor: number }[] = []
  for (let i = -5; i <= 5; i += 1)
    for (let j = -5; j <= 5; j += 1)
      for (const mirrored of [false, true]) {
        const ratios: number[] = []
        const fits = after.every((value, p) => {
          const [c, x, y] = [p % channels, Math.floor(p / channels) % columns, Math.floor(p / channels / columns)]
          const [row, column] = [y + i, (mirrored ? columns - 1 - x : x) + j]
          const inside = row >= 0 && row < rows && column >= 0 && column < columns
          if (inside) ratios.push(value / before[(row * columns + column) * channels + c]!)
          return inside || value === 0
        })
        const factor = ratios[0] ?? 0
        // Two roundings to float32 of values of one size: the ratio is off by at most 2 · 2⁻²⁴ each way.
        if (fits && ratios.every((r) => Math.abs(r - factor) <= 4 * 2 ** -24 * factor))
          found.push({ i, j, mirrored, factor })
      }
  return found
}

const drawn = (how: Augmentation, count: number) => {
  const plain = colours(count)
  const changed = augmented(plain, how, key(7))
  return Array.from({ length: count }, (_, n) => explanations(inputOf(plain, n), inputOf(changed, n)))
}

describe('augmented', () => {
  it('law: each image is one shift by at most 4, mirrored or not, and one factor in its range', () => {
    for (const how of augmentations)
      for (const found of drawn(how, 40)) {
        expect(found.length).toBe(1)
        const { i, j, factor } = found[0]!
        expect(Math.max(Math.abs(i), Math.abs(j))).toBeLessThanOrEqual(4)
        const most = how === 'crop-flip' ? 0 : 63 / 255
        expect(Math.abs(factor - 1)).toBeLessThanOrEqual(most + 2 ** -23)
      }
  })

  it('law: shifts and mirrors are uniform, and factors on both sides of 1', () => {
    const all = drawn('crop-flip-jitter', 900).map(([one]) => one!)
    const counts = (size: number, of: (one: (typeof all)[number]) => number) => {
      const cells = Array<number>(size).fill(0)
      for (const one of all) cells[of(one)]! += 1
      return cells
    }
    for (const cells of [
      counts(9, ({ i }) => i + 4),
      counts(9, ({ j }) => j + 4),
      counts(2, ({ mirrored }) => (mirrored ? 1 : 0)),
      counts(4, ({ factor }) => Math.floor(((factor - 1) / (63 / 255) + 1) * 2)),
    ])
      expect(chiSquare(cells)).toBeLessThan(7)
  })

  it('law: what an example draws depends on the key and its number alone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(19), { minLength: 1 }), fc.integer(), (numbers, seed) => {
        const changed = augmented(colours(20), 'crop-flip-jitter', key(seed))
        const size = rows * columns * channels
        const into = new Float32Array(size * numbers.length)
        copyInputs(changed, numbers, into)
        expect([...into]).toEqual(numbers.flatMap((n) => inputOf(changed, n)))
      }),
      { numRuns: 20 },
    )
    const once = inputOf(augmented(colours(20), 'crop-flip', key(1)), 3)
    expect(inputOf(augmented(colours(20), 'crop-flip', key(2)), 3)).not.toEqual(once)
  })

  it('no value is above 1, as there is none in a picture', () => {
    const white: Examples = { ...colours(50), copyInput: (_, into, offset) => into.fill(1, offset, offset + 264) }
    const values = Array.from({ length: 50 }, (_, n) =>
      Math.max(...inputOf(augmented(white, 'crop-flip-jitter', key(0)), n)),
    )
    expect(Math.max(...values)).toBe(1)
    expect(Math.min(...values)).toBeLessThan(0.9)
  })
})

describe('a stream of augmented images', () => {
  const data: DataSet = {
    ...numberedSet({ train: 100, test: 20, classes: 100, rows, columns }),
    train: { ...colours(100), classes: 100, label: (i) => i },
    test: { ...colours(100), classes: 100, label: (i) => i },
    statistics: { mean: [0.2, 0.3], deviation: [0.5, 0.5] },
  }
  const streamOf = (settings: Partial<BenchmarkSettings>, name = 'split-cifar100'): Stream => {
    const made = E.chain((one: { stream: (d: DataSet, s: BenchmarkSettings) => E.Either<unknown, Stream> }) =>
      one.stream(data, { seed: 0, ...settings }),
    )(benchmarkNamed(name))
    return E.isRight(made) ? made.right : expect.fail('no stream')
  }
  const shown = (stream: Stream, task: number, pass: number): Examples => {
    const examples = passOf(stream.tasks[task]!, stream.seed, pass)
    return E.isRight(examples) ? examples.right : expect.fail('no examples')
  }
  const inputs = (examples: Examples) => Array.from({ length: examples.count }, (_, n) => inputOf(examples, n))
  const labels = (examples: Examples) => Array.from({ length: examples.count }, (_, n) => examples.label(n))

  it('shows other images in each pass, of the same examples; those to judge by and the end of a task see them as they are', () => {
    const [plain, changed] = [streamOf({}), streamOf({ augment: 'crop-flip' })]
    const [first, second] = [shown(changed, 0, 0), shown(changed, 0, 1)]
    expect(labels(first)).toEqual(labels(plain.tasks[0]!.train))
    expect(labels(second).sort()).toEqual(labels(first).sort())
    const image = (examples: Examples, label: number) => inputOf(examples, labels(examples).indexOf(label))
    const label = first.label(0)
    const all = [image(plain.tasks[0]!.train, label), image(first, label), image(second, label)]
    expect(new Set(all.map(String)).size).toBe(3)
    for (const one of all.slice(1)) expect(explanations(all[0]!, one).length).toBe(1)
    expect(inputs(changed.tasks[0]!.test)).toEqual(inputs(plain.tasks[0]!.test))
    expect(inputs(changed.tasks[0]!.train)).toEqual(inputs(plain.tasks[0]!.train))
    expect(inputs(shown(streamOf({ augment: 'crop-flip' }), 0, 1))).toEqual(inputs(second))
    expect(streamOf({ augment: 'none' }).tasks[0]!.shown).toBe(undefined)
  })

  it('a task has draws of its own, also where it has the examples of another', () => {
    // What values an image has doesn't depend on the order of its pixels.
    const values = (stream: Stream, task: number) => {
      const examples = shown(stream, task, 0)
      const order = labels(examples)
      return order.map((_, label) => String(inputOf(examples, order.indexOf(label)).toSorted()))
    }
    const settings = { samples: 100, tasks: 2 }
    const [plain, changed] = [
      streamOf(settings, 'permuted-mnist'),
      streamOf({ ...settings, augment: 'crop-flip' }, 'permuted-mnist'),
    ]
    expect(values(plain, 0)).toEqual(values(plain, 1))
    const same = values(changed, 0).filter((one, i) => one === values(changed, 1)[i])
    expect(same.length).toBeLessThan(20)
  })

  it('is normalised after it is augmented: what lies beyond the edge is black', () => {
    const own = streamOf({ samples: 5 }, 'split-cifar100-la-maml')
    const values = new Set(inputs(shown(own, 0, 0)).flat())
    for (const c of [0, 1]) expect(values).toContain(Math.fround((0 - data.statistics!.mean[c]!) / 0.5))
    const bare = streamOf({ samples: 5, normalise: false }, 'split-cifar100-la-maml')
    expect(new Set(inputs(shown(bare, 0, 0)).flat())).toContain(0)
  })

  it('every part of a presentation can be taken back', () => {
    const plain = streamOf({ samples: 5 })
    const back = streamOf(
      { samples: 5, normalise: false, augment: 'none', classOrder: 'labels' },
      'split-cifar100-la-maml',
    )
    expect(back.tasks.map(({ train }) => inputs(train))).toEqual(plain.tasks.map(({ train }) => inputs(train)))
    expect(streamOf({ samples: 5 }, 'split-cifar100-la-maml').tasks[0]!.classes).not.toEqual([0, 1, 2, 3, 4])
  })
})
