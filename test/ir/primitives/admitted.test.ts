import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, type Node, operations, type Shape, sizeOf } from '../../../src/ir/index.ts'
import { run } from '../values.ts'

const o = operations(builder())
const { make } = o.build

const extent = fc.integer({ min: 0, max: 3 })
const shape = fc.array(extent, { maxLength: 3 })
/** Whole numbers as attributes: often of the right length and range, as often not. */
const numbers = (length: number): fc.Arbitrary<readonly number[]> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.integer({ min: -1, max: 3 }), { minLength: length, maxLength: length }) },
    { weight: 1, arbitrary: fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 4 }) },
  )
const attempted = (attempt: () => Node): Node | undefined => {
  try {
    return attempt()
  } catch {
    return undefined
  }
}

/** Taken exactly where `admitted`, and then of the shape that `due` says, which is that of the value. */
const judged = (attempt: () => Node, admitted: boolean, due: () => Shape): void => {
  const node = attempted(attempt)
  expect(node !== undefined).toBe(admitted)
  if (node === undefined) return
  expect(node.shape).toEqual(due())
  expect(run([], [node], [])[0]).toHaveLength(sizeOf(due()))
}
const all = (list: readonly number[], holds: (n: number, i: number) => boolean): boolean => list.every(holds)

describe('typing takes a primitive exactly where it has a value', () => {
  it('slice', () =>
    fc.assert(
      fc.property(
        shape.chain((s) => fc.tuple(fc.constant(s), numbers(s.length), numbers(s.length))),
        ([s, begin, size]) => {
          const admitted =
            begin.length === s.length &&
            size.length === s.length &&
            all(begin, (b) => b >= 0) &&
            all(size, (n, i) => n >= 0 && begin[i]! + n <= s[i]!)
          judged(
            () => make('slice', [o.constant(1, s)], { begin, size }),
            admitted,
            () => size,
          )
        },
      ),
      { numRuns: 400 },
    ))
  it('pad', () =>
    fc.assert(
      fc.property(
        shape.chain((s) => fc.tuple(fc.constant(s), numbers(s.length), numbers(s.length))),
        ([s, before, after]) => {
          const admitted =
            before.length === s.length && after.length === s.length && all([...before, ...after], (n) => n >= 0)
          judged(
            () => make('pad', [o.constant(1, s)], { before, after }),
            admitted,
            () => s.map((n, i) => n + before[i]! + after[i]!),
          )
        },
      ),
      { numRuns: 400 },
    ))
  it('concat', () =>
    fc.assert(
      fc.property(
        shape.chain((s) =>
          fc.tuple(
            fc.constant(s),
            fc.oneof(
              fc.constant(s),
              numbers(s.length).map((n) => n.map(Math.abs)),
              shape,
            ),
            fc.integer({ min: -1, max: 3 }),
          ),
        ),
        ([a, b, axis]) => {
          const admitted =
            axis >= 0 && axis < a.length && a.length === b.length && all(a, (n, i) => i === axis || n === b[i])
          judged(
            () => make('concat', [o.constant(1, a), o.constant(2, b)], { axis }),
            admitted,
            () => a.map((n, i) => (i === axis ? n + b[i]! : n)),
          )
        },
      ),
      { numRuns: 400 },
    ))
  it('reshape', () =>
    fc.assert(
      fc.property(shape, fc.array(fc.integer({ min: -2, max: 4 }), { maxLength: 3 }), (s, to) =>
        judged(
          () => make('reshape', [o.constant(1, s)], { shape: to }),
          all(to, (n) => n >= 0) && sizeOf(s) === sizeOf(to),
          () => to,
        ),
      ),
      { numRuns: 600 },
    ))
  it('broadcast', () =>
    fc.assert(
      fc.property(shape, shape, (s, to) =>
        judged(
          () => make('broadcast', [o.constant(1, s)], { shape: to }),
          to.length >= s.length && all(s, (n, i) => n === 1 || n === to[to.length - s.length + i]),
          () => to,
        ),
      ),
      { numRuns: 600 },
    ))
  it('transpose', () =>
    fc.assert(
      fc.property(
        shape.chain((s) =>
          fc.tuple(
            fc.constant(s),
            fc.oneof(
              fc.shuffledSubarray(
                s.map((_, i) => i),
                { minLength: s.length },
              ),
              numbers(s.length),
            ),
          ),
        ),
        ([s, permutation]) =>
          judged(
            () => make('transpose', [o.constant(1, s)], { permutation }),
            permutation.length === s.length &&
              all(
                s.map((_, i) => i),
                (i) => permutation.includes(i),
              ),
            () => permutation.map((p) => s[p]!),
          ),
      ),
      { numRuns: 400 },
    ))
  for (const primitive of ['sum', 'maximumOver'] as const)
    it(primitive, () =>
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
          fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 3 }),
          (s, axes) =>
            judged(
              () => make(primitive, [o.constant(1, s)], { axes }),
              new Set(axes).size === axes.length && all(axes, (axis) => axis >= 0 && axis < s.length),
              () => s.filter((_, i) => !axes.includes(i)),
            ),
        ),
        { numRuns: 400 },
      ),
    )
  it('matMul', () =>
    fc.assert(
      fc.property(shape, shape, fc.boolean(), fc.boolean(), (a, b, transposeLeft, transposeRight) => {
        const [m, k] = transposeLeft ? [a.at(-1), a.at(-2)] : [a.at(-2), a.at(-1)]
        const [l, n] = transposeRight ? [b.at(-1), b.at(-2)] : [b.at(-2), b.at(-1)]
        judged(
          () => make('matMul', [o.constant(1, a), o.constant(1, b)], { transposeLeft, transposeRight }),
          a.length > 1 && a.length === b.length && k === l && (a.length === 2 || a[0] === b[0]),
          () => [...a.slice(0, -2), m!, n!],
        )
      }),
      { numRuns: 1000 },
    ))
  it('gather and oneHot', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
        shape,
        fc.nat(3),
        (rows, indices, depth) => {
          judged(
            () => make('gather', [o.constant(1, rows), o.constant(0, indices)], {}),
            rows.length > 0 && indices.length === 1,
            () => [indices[0]!, ...rows.slice(1)],
          )
          judged(
            () => make('oneHot', [o.constant(0, indices)], { depth }),
            true,
            () => [...indices, depth],
          )
        },
      ),
    ))
  it('patches and what they are summed back to', () => {
    const whole = (least: number) =>
      fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: least, max: 3 }) },
        { weight: 1, arbitrary: fc.constantFrom(-1, 0, 0.5) },
      )
    const image = fc.tuple(
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 2 }),
    )
    fc.assert(
      fc.property(
        image,
        fc.tuple(whole(1), whole(1)),
        fc.tuple(whole(1), whole(1)),
        fc.tuple(whole(0), whole(0), whole(0), whole(0)),
        ([n, h, w, c], window, strides, padding) => {
          const [top, bottom, left, right] = padding
          const admitted =
            all([...window, ...strides], (k) => Number.isInteger(k) && k >= 1) &&
            all(padding, (k) => Number.isInteger(k) && k >= 0) &&
            top < window[0] &&
            bottom < window[0] &&
            left < window[1] &&
            right < window[1] &&
            h + top + bottom >= window[0] &&
            w + left + right >= window[1]
          // Counted one by one: every place from which the whole window still lies in the padded extent.
          const fitting = (room: number, size: number, step: number): number => {
            let count = 0
            for (let from = 0; from + size <= room; from += step) count += 1
            return count
          }
          const due = () => [
            n,
            fitting(h + top + bottom, window[0], strides[0]),
            fitting(w + left + right, window[1], strides[1]),
            window[0] * window[1] * c,
          ]
          const made = () => make('patches', [o.constant(1, [n, h, w, c])], { window, strides, padding })
          judged(made, admitted, due)
          if (admitted)
            judged(
              () => make('unpatch', [made()], { window, strides, padding, extent: [h, w] }),
              true,
              () => [n, h, w, c],
            )
        },
      ),
      { numRuns: 400 },
    )
  })
  it('a quadratic program', () =>
    fc.assert(
      fc.property(shape, shape, shape, (gram, linear, lower) => {
        const node = attempted(() =>
          make('quadraticProgram', [o.constant(1, gram), o.constant(1, linear), o.constant(0, lower)], {}),
        )
        const [n] = linear
        const admitted =
          linear.length === 1 &&
          (lower.length === 0 || (lower.length === 1 && lower[0] === n)) &&
          gram.length === 2 &&
          gram[0] === n &&
          gram[1] === n
        expect(node?.shape).toEqual(admitted ? [n] : undefined)
      }),
      {
        numRuns: 1000,
        examples: [
          [[2, 2], [2], []],
          [[2, 3], [2], []],
          [[3, 2], [2], []],
          [[2, 2], [2], [1]],
          [[2, 2, 2], [2], []],
          [[2], [2], []],
          [[2, 2], [2, 2], []],
        ],
      },
    ))
})
