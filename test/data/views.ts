import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { chosen, concatenate, type Examples, fromBytes } from '../../src/data/index.ts'
import { rearranged } from '../../src/data/pixels.ts'
import { normalised, type Stream } from '../../src/streams/index.ts'
import { inputOf, numbered } from './numbered.ts'

const shape = [2, 3, 2]
export const viewedSize = 12

/** Examples, and beside them what their inputs have to be. */
export interface Viewed {
  readonly examples: Examples
  readonly inputs: readonly (readonly number[])[]
}

const source = (count: number): fc.Arbitrary<Viewed> =>
  fc.oneof(
    fc.constant({ ...numbered({ count, rows: 4, columns: 3, classes: 5 }), inputShape: shape }).map((examples) => ({
      examples,
      inputs: Array.from({ length: count }, (_, i) => inputOf(examples, i)),
    })),
    fc.uint8Array({ minLength: count * 14, maxLength: count * 14 }).map((images) => ({
      examples: fromBytes({
        images,
        labels: Uint8Array.from({ length: count }, (_, i) => i % 5),
        inputShape: shape,
        classes: 5,
        record: { length: 14, skip: 2 },
      }),
      inputs: Array.from({ length: count }, (_, i) =>
        Array.from(images.subarray(i * 14 + 2, i * 14 + 14), (byte) => Math.fround(byte / 255)),
      ),
    })),
  )

export const pixelTable: fc.Arbitrary<Int32Array> = fc
  .array(fc.integer({ min: -1, max: viewedSize - 1 }), { minLength: viewedSize, maxLength: viewedSize })
  .map((table) => Int32Array.from(table))

/** What a table of pixels makes of an input. */
export const throughTable = (table: Int32Array, input: readonly number[]): readonly number[] =>
  Array.from(table, (from) => (from < 0 ? 0 : input[from]!))

const statistics = { mean: [1, 2], deviation: [0.5, 4] }

const view = ({ examples, inputs }: Viewed): fc.Arbitrary<Viewed> =>
  fc.oneof(
    fc.array(fc.nat(examples.count - 1), { minLength: 1, maxLength: 6 }).map((numbers) => ({
      examples: chosen(examples, numbers.length, () => numbers),
      inputs: numbers.map((i) => inputs[i]!),
    })),
    pixelTable.map((table) => ({
      examples: rearranged(examples, () => table),
      inputs: inputs.map((input) => throughTable(table, input)),
    })),
    fc.constant({
      examples: E.getOrElse(() => examples)(concatenate(examples, examples)),
      inputs: [...inputs, ...inputs],
    }),
    fc.constant({
      examples: E.match(
        () => examples,
        ({ tasks }: Stream) => tasks[0]!.train,
      )(
        normalised({ name: '', train: examples, test: examples, source: '', statistics })({
          name: '',
          seed: 0,
          tasks: [{ index: 0, name: '', train: examples, test: examples }],
        }),
      ),
      inputs: inputs.map((input) =>
        input.map((x, p) => Math.fround((x - statistics.mean[p % 2]!) / statistics.deviation[p % 2]!)),
      ),
    }),
  )

/** Examples seen through up to four views, over bytes and over a source that has no way to copy many at once. */
export const viewed: fc.Arbitrary<Viewed> = fc
  .tuple(fc.integer({ min: 1, max: 5 }).chain(source), fc.integer({ min: 0, max: 4 }))
  .chain(([of, depth]) =>
    Array.from({ length: depth }).reduce<fc.Arbitrary<Viewed>>((inner) => inner.chain(view), fc.constant(of)),
  )
