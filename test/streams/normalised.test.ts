import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type DataSet, type Examples, fromBytes } from '../../src/data/index.ts'
import { nowhere, rearranged } from '../../src/data/pixels.ts'
import { render } from '../../src/fault.ts'
import { augmentations, type BenchmarkSettings, benchmarks, normalised, type Stream } from '../../src/streams/index.ts'
import { inputOf } from '../data/numbered.ts'

const classes = 100

/** Small colour images of as many classes as any benchmark takes, and what they are normalised by. */
const dataSet: fc.Arbitrary<DataSet & Required<Pick<DataSet, 'statistics'>>> = fc
  .integer({ min: 1, max: 3 })
  .chain((channels) => {
    const examples = (count: number): fc.Arbitrary<Examples> =>
      fc.noShrink(fc.uint8Array({ minLength: count * 20 * channels, maxLength: count * 20 * channels })).map((images) =>
        fromBytes({
          images,
          labels: Uint8Array.from({ length: count }, (_, i) => i % classes),
          inputShape: [5, 4, ...(channels === 1 ? [] : [channels])],
          classes,
        }),
      )
    const many = (least: number, most: number) =>
      fc.array(fc.double({ min: least, max: most, noNaN: true }), { minLength: channels, maxLength: channels })
    return fc.record({
      name: fc.constant('toys'),
      train: examples(2 * classes),
      test: examples(classes),
      source: fc.constant('made up'),
      statistics: fc.record({ mean: many(0.1, 0.9), deviation: many(0.1, 2) }),
    })
  })

const of = <A>(made: E.Either<{ readonly rule: string }, A>): A =>
  E.isRight(made) ? made.right : expect.fail(made.left.rule)

/** Every input of a stream: of each task those of two passes, of its training examples as they are, and of its test. */
const inputsOf = ({ tasks }: Stream): readonly (readonly number[])[] =>
  tasks.flatMap(({ train, test, shown }) =>
    [...(shown === undefined ? [] : [of(shown(0)), of(shown(1))]), train, test].flatMap((examples) =>
      [0, examples.count - 1].map((i) => inputOf(examples, i)),
    ),
  )

describe('normalised', () => {
  const one = fromBytes({ images: Uint8Array.of(0, 255), labels: Uint8Array.of(0, 1), inputShape: [1, 1], classes: 2 })
  const bare: DataSet = { name: 'toys', train: one, test: one, source: 'made up' }
  const stream: Stream = { name: 'toys', seed: 0, tasks: [{ index: 0, name: 'all', train: one, test: one }] }

  it.each(
    // The others write inputs of their own.
    benchmarks
      .filter(({ protocol }) => protocol === undefined)
      .map((benchmark) => [benchmark.name, benchmark] as const),
  )(
    'law: %s normalised is its inputs in [0, 1], whatever was done to their pixels, each (x − mean) / deviation by its channel',
    (_, benchmark) => {
      fc.assert(
        fc.property(
          fc.noShrink(dataSet),
          fc.constantFrom('none', ...augmentations),
          fc.nat(1000),
          (data, augment, seed) => {
            const settings: BenchmarkSettings = { seed, augment, tasks: 3, samples: 2 }
            const { mean, deviation } = data.statistics
            const plain = of(benchmark.stream(data, { ...settings, normalise: false }))
            const want = inputsOf(plain).map((input) =>
              input.map((x, p) => {
                expect(x >= 0 && x <= 1).toBe(true)
                return Math.fround((x - mean[p % mean.length]!) / deviation[p % mean.length]!)
              }),
            )
            expect(inputsOf(of(benchmark.stream(data, { ...settings, normalise: true })))).toEqual(want)
          },
        ),
        { numRuns: 12 },
      )
    },
  )
  it('control: with a pixel from nowhere, normalised and then rearranged is NOT rearranged and then normalised', () => {
    const first = normalised({ ...bare, statistics: { mean: [0.5], deviation: [0.25] } })
    const empty = (examples: Examples): Examples => rearranged(examples, () => Int32Array.of(nowhere))
    const late = of(first({ ...stream, tasks: stream.tasks.map((task) => ({ ...task, train: empty(task.train) })) }))
    const early = of(first(stream)).tasks[0]!.train
    expect([inputOf(late.tasks[0]!.train, 1), inputOf(empty(early), 1)]).toEqual([[-2], [0]])
  })
  it('says that there are no statistics', () => {
    expect(E.mapLeft(render)(normalised(bare)(stream))).toEqual(
      E.left(
        'toys: a data set that is to be normalised must come with the mean and deviation of its channels, got none.\n' +
          '  hint      leave its values in [0, 1]',
      ),
    )
  })
  it.each([
    [[0.5, 0.5], [1]],
    [[0.5], [0]],
    [[Number.NaN], [1]],
    [[0.5], [Number.POSITIVE_INFINITY]],
  ])('refuses means %j and deviations %j of one channel', (mean, deviation) => {
    expect(E.mapLeft(render)(normalised({ ...bare, statistics: { mean, deviation } })(stream))).toEqual(
      E.left(
        'toys: a data set must come with a finite mean and a deviation > 0 for each of its 1 channels, ' +
          `got means ${mean.join(', ')} and deviations ${deviation.join(', ')}.\n` +
          '  hint      leave its values in [0, 1], or correct its statistics',
      ),
    )
  })
})
