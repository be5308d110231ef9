import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { chosen, concatenate, type Examples, fromBytes, inputSize, normalised } from '../../src/streams/index.ts'
import { rearranged } from '../../src/streams/pixels.ts'
import { numbered } from './numbered.ts'

const shape = [2, 3, 2]
const size = 12

const source = (count: number): fc.Arbitrary<Examples> =>
  fc.oneof(
    fc.constant({ ...numbered({ count, rows: 4, columns: 3, classes: 5 }), inputShape: shape }),
    fc.uint8Array({ minLength: count * (size + 2), maxLength: count * (size + 2) }).map((images) =>
      fromBytes({
        images,
        labels: Uint8Array.from({ length: count }, (_, i) => i % 5),
        inputShape: shape,
        classes: 5,
        record: { length: size + 2, skip: 2 },
      }),
    ),
  )

const view = (of: Examples): fc.Arbitrary<Examples> =>
  fc.oneof(
    fc
      .array(fc.nat(of.count - 1), { minLength: 1, maxLength: 6 })
      .map((numbers) => chosen(of, numbers.length, () => numbers)),
    fc
      .array(fc.integer({ min: -1, max: size - 1 }), { minLength: size, maxLength: size })
      .map((table) => rearranged(of, () => Int32Array.from(table))),
    fc.constant(E.getOrElse(() => of)(concatenate(of, of))),
    fc.constant(
      E.match(
        () => of,
        ({ train }: { readonly train: Examples }) => train,
      )(normalised({ name: '', train: of, test: of, source: '', statistics: { mean: [1, 2], deviation: [0.5, 4] } })),
    ),
  )

/** Examples seen through up to four views, over bytes and over a source that has no way to copy many at once. */
export const viewed: fc.Arbitrary<Examples> = fc
  .tuple(fc.integer({ min: 1, max: 5 }).chain(source), fc.integer({ min: 0, max: 4 }))
  .chain(([of, depth]) =>
    Array.from({ length: depth }).reduce<fc.Arbitrary<Examples>>((inner) => inner.chain(view), fc.constant(of)),
  )

/** The inputs one after the other, by the way that reads a single one. */
export const inputsOf = (examples: Examples, indices: readonly number[]): readonly number[] => {
  const into = new Float32Array(indices.length * inputSize(examples))
  for (const [row, index] of indices.entries()) examples.copyInput(index, into, row * inputSize(examples))
  return [...into]
}
