import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  batchOf,
  concatenate,
  type Examples,
  fromBytes,
  holdOut,
  padTo,
  readBatch,
  subset,
} from '../../src/data/index.ts'
import { render } from '../../src/fault.ts'
import { key } from '../../src/random/index.ts'
import { identities, inputOf, numbered } from './numbered.ts'

const small = (count: number, from = 0) => numbered({ count, from, rows: 2, columns: 3, classes: 4 })
const indices = (count: number) => fc.array(fc.nat(count - 1), { maxLength: 12 })

describe('subset', () => {
  it('law: holds the numbered examples in order; a subset of a subset is one of composed numbers', () => {
    fc.assert(
      fc.property(indices(20), fc.array(fc.nat(), { maxLength: 8 }), (a, raw) => {
        const b = a.length === 0 ? [] : raw.map((n) => n % a.length)
        const once = subset(small(20), a)
        expect(identities(once)).toEqual(a)
        expect(a.map((_, i) => once.label(i))).toEqual(a.map((i) => i % 4))
        expect(identities(subset(once, b))).toEqual(
          identities(
            subset(
              small(20),
              b.map((i) => a[i]!),
            ),
          ),
        )
      }),
    )
  })
})

describe('concatenate', () => {
  const counts = fc.array(fc.nat(5), { minLength: 1, maxLength: 4 })
  it('law: holds one after the other, empty ones too', () => {
    fc.assert(
      fc.property(counts, (sizes) => {
        const parts = sizes.map((size, p) => small(size, 100 * p))
        const all = concatenate(parts[0]!, ...parts.slice(1))
        expect(E.map(identities)(all)).toEqual(E.right(parts.flatMap(identities)))
        const labels = parts.flatMap((part) => Array.from({ length: part.count }, (_, i) => part.label(i)))
        expect(E.isRight(all) && labels.every((label, i) => all.right.label(i) === label)).toBe(true)
      }),
    )
  })
  it('refuses other shapes and numbers of classes', () => {
    const other = numbered({ count: 1, rows: 3, columns: 2, classes: 4 })
    expect(E.mapLeft(render)(concatenate(small(1), small(1), other))).toEqual(
      E.left('concatenate: all examples must have inputs of 2 × 3 and 4 classes, got inputs of 3 × 2 and 4 classes.'),
    )
    expect(E.isLeft(concatenate(small(1), { ...small(1), classes: 5 }))).toBe(true)
  })
})

describe('holdOut', () => {
  const parts = (count: number, fraction: number, s: number) => {
    const { rest, held } = holdOut(small(count), fraction, key(s))
    return { rest: identities(rest), held: identities(held) }
  }
  it('law: every example is in exactly one part, and ⌊fraction · count⌋ are held', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer(), (count, fraction, s) => {
        const { rest, held } = parts(count, fraction, s)
        expect(held.length).toBe(Math.floor(fraction * count))
        expect([...rest, ...held].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
      }),
    )
  })
  it('law: the same key holds the same; another holds others', () => {
    fc.assert(
      fc.property(fc.integer(), (s) => {
        expect(parts(60, 0.2, s)).toEqual(parts(60, 0.2, s))
        expect(parts(60, 0.2, s).held).not.toEqual(parts(60, 0.2, s + 1).held)
      }),
    )
  })
})

describe('fromBytes', () => {
  it('law: a byte b is b / 255, written where it is asked for and nowhere else', () => {
    const bytes = fc.uint8Array({ minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(bytes, fc.nat(1), fc.nat(5), (images, index, offset) => {
        const examples = fromBytes({ images, labels: Uint8Array.of(1, 2), inputShape: [2, 3], classes: 3 })
        const into = new Float32Array(12).fill(-1)
        examples.copyInput(index, into, offset)
        const want = [...images.subarray(index * 6, index * 6 + 6)].map((byte) => Math.fround(byte / 255))
        expect([...into]).toEqual([...Array(offset).fill(-1), ...want, ...Array(6 - offset).fill(-1)])
        expect([examples.label(0), examples.label(1), examples.count]).toEqual([1, 2, 2])
      }),
    )
  })
})

describe('batchOf', () => {
  it('law: rows are the inputs, targets are one-hot in the labels, weights are 1', () => {
    fc.assert(
      fc.property(indices(20), fc.nat(9), (rows, task) => {
        const batch = batchOf(small(20), rows, task)
        expect([...batch.inputs]).toEqual(rows.flatMap((i) => inputOf(small(20), i)))
        expect([...batch.targets]).toEqual(rows.flatMap((i) => [0, 1, 2, 3].map((c) => (c === i % 4 ? 1 : 0))))
        expect([...batch.weights]).toEqual(rows.map(() => 1))
        expect([batch.count, batch.inputShape, batch.classes, batch.task]).toEqual([rows.length, [2, 3], 4, task])
      }),
    )
  })
  it('law: a number that is not finite is bad input, with its example and its place in it, through any view', () => {
    const odd = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
    fc.assert(
      fc.property(fc.nat(19), fc.nat(5), odd, fc.nat(9), fc.nat(), (example, place, value, task, turn) => {
        const holed: Examples = {
          ...small(20),
          copyInput: (index, into, offset) => {
            small(20).copyInput(index, into, offset)
            if (index === example) into[offset + place] = value
          },
        }
        const order = Array.from({ length: 20 }, (_, i) => (i + turn) % 20)
        const view = subset(holed, order)
        const seen = order.indexOf(example)
        expect(E.mapLeft(render)(readBatch(view, [...order.keys()], task))).toEqual(
          E.left(
            `data: inputs must be finite numbers, got ${value} at number ${place + 1} of the input in example ${seen + 1} of task ${task + 1}.\n` +
              '  hint      correct what the examples are read from',
          ),
        )
        // Control: the others can be read.
        expect(
          E.isRight(
            readBatch(
              view,
              [...order.keys()].filter((i) => i !== seen),
              task,
            ),
          ),
        ).toBe(true)
      }),
    )
  })
  it.each([-1, 4, 1.5, Number.NaN])('a label %d of four classes is bad input', (label) => {
    const read = readBatch({ ...small(20), label: (index) => (index === 3 ? label : 0) }, [2, 3], 0)
    expect(E.mapLeft(render)(read)).toEqual(
      E.left(
        `data: labels must be whole numbers from 0 to 3, got ${label} in example 4 of task 1.\n` +
          '  hint      correct what the examples are read from',
      ),
    )
  })
  it('law: padding adds zeros of weight 0 and leaves the rest', () => {
    fc.assert(
      fc.property(indices(20), fc.nat(20), (rows, count) => {
        const batch = batchOf(small(20), rows, 0)
        const padded = padTo(count)(batch)
        const more = Math.max(0, count - rows.length)
        expect(padded.count).toBe(Math.max(count, rows.length))
        expect([...padded.inputs]).toEqual([...batch.inputs, ...Array(6 * more).fill(0)])
        expect([...padded.targets]).toEqual([...batch.targets, ...Array(4 * more).fill(0)])
        expect([...padded.weights]).toEqual([...batch.weights, ...Array(more).fill(0)])
      }),
    )
  })
})
