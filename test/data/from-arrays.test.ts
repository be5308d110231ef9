import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type Arrays, dataDigest, dataSet, type Examples, fromArrays } from '../../src/data/index.ts'
import { type Fault, render } from '../../src/fault.ts'
import { inputOf } from './numbered.ts'

const right = <A>(found: E.Either<Fault, A>): A => (E.isLeft(found) ? expect.fail(render(found.left)) : found.right)

describe('fromArrays', () => {
  it('law: examples are what was given, as rows, nested images, or one list with a shape', () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true }).map(Math.fround)
    const images = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
      .chain(([count, rows, columns]) =>
        fc.array(
          fc.array(fc.array(number, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
          {
            minLength: count,
            maxLength: count,
          },
        ),
      )
    fc.assert(
      fc.property(images, (given) => {
        const inputShape = [given[0]!.length, given[0]![0]!.length]
        const labels = given.map((_, i) => i)
        const ways: readonly Arrays[] = [
          { inputs: given, labels },
          { inputs: given.map((one) => Float32Array.from(one.flat())), labels, inputShape },
          { inputs: given.flat(2), labels, inputShape },
        ]
        for (const way of ways) {
          const examples: Examples = right(fromArrays(way))
          expect([examples.count, examples.inputShape, examples.classes]).toEqual([
            given.length,
            inputShape,
            given.length,
          ])
          expect(labels.map((i) => inputOf(examples, i))).toEqual(given.map((one) => one.flat()))
        }
      }),
      { numRuns: 50 },
    )
  })
  it.each<readonly [Arrays, string]>([
    [{ inputs: [], labels: [] }, 'at least one input'],
    [{ inputs: [[1], [2]], labels: [0] }, 'got 1 for 2'],
    [{ inputs: [[1], [2, 3]], labels: [0, 1] }, 'input 2'],
    [{ inputs: [[1], [Number.NaN]], labels: [0, 1] }, 'got NaN'],
    [{ inputs: [[1], [2]], labels: [0, 1.5] }, 'label 2'],
    [{ inputs: [[1], [2]], labels: [0, 2], classes: 2 }, 'from 0 to 1'],
    [{ inputs: [[1], [2]], targets: [[1], [1, 2]] }, 'target 2'],
    [{ inputs: [[1], [2]] }, 'got neither'],
    [{ inputs: [[1]], labels: [0], targets: [[1]] }, 'got both'],
    [{ inputs: [1, 2], labels: [0] }, '`inputShape` must be given'],
    [{ inputs: [1, 2, 3], labels: [0], inputShape: [2] }, '2 numbers an input'],
  ])('says of %j what is wrong', (arrays, wrong) => {
    const found = fromArrays(arrays)
    expect(E.isLeft(found) ? render(found.left) : '').toContain(wrong)
  })
})

describe('dataSet', () => {
  const train = {
    inputs: [
      [0, 1],
      [2, 3],
      [4, 5],
      [6, 7],
      [8, 9],
    ],
    labels: [0, 1, 0, 1, 0],
  }
  it('sets a fifth apart where nothing else judges, and knows means and deviations', () => {
    const data = right(dataSet({ name: 'five', train }))
    expect([data.train.count, data.test.count]).toEqual([4, 1])
    const whole = right(dataSet({ name: 'five', train, test: train }))
    expect(whole.statistics).toEqual({ mean: [4, 5], deviation: [Math.sqrt(8), Math.sqrt(8)] })
  })
  it('has another digest where one number is another', () => {
    const digest = (last: number) =>
      dataDigest(
        right(
          dataSet({ name: 'five', train: { ...train, inputs: [...train.inputs.slice(0, 4), [8, last]] }, test: train }),
        ),
      )
    expect(digest(9)).toBe(digest(9))
    expect(digest(9)).not.toBe(digest(10))
  })
  it('refuses halves of two kinds', () => {
    const found = dataSet({ name: 'odd', train, test: { inputs: [[1]], labels: [0] } })
    expect(E.isLeft(found) ? render(found.left) : '').toContain('must be of one kind')
    const numbers = dataSet({ name: 'odd', train, test: { inputs: [[1, 2]], targets: [[0]] } })
    expect(E.isLeft(numbers) ? render(numbers.left) : '').toContain('numbers to predict')
  })
})
