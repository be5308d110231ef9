import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  add,
  append,
  foldTasks,
  gramSchmidt,
  type List,
  mapTasks,
  multiply,
  orthogonalTo,
  type Params,
  perTask,
  totalOverTasks,
} from '../../../src/dsl/index.ts'
import { backends, type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { onVectors } from '../../../src/interpreters/runtime/index.ts'
import { right } from '../learner.ts'

type Vector = readonly number[]

const size = 4
const dotOf = (a: Vector, b: Vector): number => a.reduce((so, x, i) => so + x * b[i]!, 0)
const lengthOf = (a: Vector): number => Math.sqrt(dotOf(a, a))
const determinant = (m: readonly Vector[]): number =>
  m.length === 0
    ? 1
    : m[0]!.reduce(
        (so, x, j) => so + (j % 2 === 0 ? x : -x) * determinant(m.slice(1).map((row) => row.filter((_, i) => i !== j))),
        0,
      )
const gram = (of: readonly Vector[]): readonly Vector[] => of.map((a) => of.map((b) => dotOf(a, b)))

/** g − V argmin_c ‖g − Vc‖ by Cramer's rule, for vectors of small whole numbers: every determinant is exact. */
const leastSquares = (vectors: readonly Vector[], g: Vector): Vector => {
  const free = vectors.reduce((so: readonly Vector[], v) => (determinant(gram([...so, v])) === 0 ? so : [...so, v]), [])
  const all = gram(free)
  const whole = determinant(all)
  const parts = free.map((_, i) =>
    determinant(all.map((row, j) => row.map((x, k) => (k === i ? dotOf(free[j]!, g) : x)))),
  )
  return g.map((x, m) => (x * whole - free.reduce((so, v, i) => so + parts[i]! * v[m]!, 0)) / whole)
}

const listOf = (vectors: readonly Params[], like: Params): List<Params> =>
  vectors.reduce((list: List<Params>, v) => append(list, v), perTask(like))

const vector = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: size, maxLength: size })
const lists = fc.array(vector, { maxLength: 3 })
/** Vectors of which each is nearly in the span of those before it: they differ from it by 2⁻⁴ to 2⁻¹². */
const nearlyDependent = fc
  .tuple(vector, fc.array(fc.tuple(vector, fc.integer({ min: 4, max: 12 })), { minLength: 1, maxLength: 2 }))
  .map(([first, others]) => [first, ...others.map(([v, k]) => v.map((x, i) => first[i]! + x * 2 ** -k))])

const projected =
  (device: Device<unknown>) =>
  async (vectors: readonly Vector[], g: Vector, scale = 1) =>
    right(
      await onVectors(
        { g, ...Object.fromEntries(vectors.map((v, i) => [`v${i}`, v.map((x) => x * scale)])) } as { g: Vector },
        ({ g: at, ...others }) => orthogonalTo(listOf(Object.values(others as Record<string, Params>), at))(at),
        device,
      )(),
    )

/** Of a list that is kept orthonormal as it grows, the direction and the elements. */
const kept = (device: Device<unknown>) => async (vectors: readonly Vector[], g: Vector) =>
  right(
    await onVectors(
      { g, ...Object.fromEntries(vectors.map((v, i) => [`v${i}`, v])) } as { g: Vector },
      ({ g: at, ...others }) => {
        const all = listOf(Object.values(others as Record<string, Params>), at)
        const basis = foldTasks(all, (so: List<Params>, v: Params) => append(so, gramSchmidt(so)(v)))(perTask(at))
        return orthogonalTo(basis, { orthonormal: true })(at)
      },
      device,
    )(),
  )

const units: Readonly<Record<string, number>> = { reference: 2 ** -53, wasm: 2 ** -24, cpu: 2 ** -24 }
const negligible = 2 ** -18

describe.each(Object.keys(units))('orthogonalTo, on %s', (name) => {
  const unit = units[name]!
  /** Roundings of the products of a projection: each of t elements adds a product of `size` numbers, twice, and two more vectors. */
  const rounding = (t: number): number => unit * t * (2 * size + 8)
  let device: Device<unknown>
  beforeAll(async () => {
    device =
      name === 'reference'
        ? (referenceDevice() as Device<unknown>)
        : (right(await backends.find((one) => one.name === name)!.open()) as Device<unknown>)
  })
  const runs = name === 'reference' ? 60 : 15
  /** The elements of the basis are orthonormal to such roundings, and what they are taken off is rounded as they are. */
  const exact = (t: number): number => 3 * rounding(t)

  it.each([
    ['for whole numbers', lists, 0],
    // What counts as nothing of an element stays in it.
    ['where they nearly depend on each other', nearlyDependent, negligible],
  ] as const)('law: is orthogonal to each element, %s', (_, drawn, left) =>
    fc.assert(
      fc.asyncProperty(drawn, vector, async (vectors, g) => {
        for (const way of [projected, kept]) {
          const direction = await way(device)(vectors, g)
          for (const v of vectors)
            expect(Math.abs(dotOf(direction, v))).toBeLessThanOrEqual(
              lengthOf(g) * lengthOf(v) * (exact(vectors.length) + left),
            )
        }
      }),
      { numRuns: runs },
    ),
  )

  it('law: is what is left of least squares', () =>
    fc.assert(
      fc.asyncProperty(fc.tuple(lists, vector), async ([vectors, g]) => {
        const got = await projected(device)(vectors, g)
        const want = leastSquares(vectors, g)
        // Of an element at least the root of a ratio of whole determinants is new: more than 1 / 36.
        const bound = 36 * rounding(vectors.length) * lengthOf(g)
        got.forEach((x, i) => {
          expect(Math.abs(x - want[i]!)).toBeLessThanOrEqual(bound)
        })
      }),
      { numRuns: runs },
    ))

  it('law: projecting twice is projecting once, and it is linear', () =>
    fc.assert(
      fc.asyncProperty(fc.tuple(lists, vector, vector), async ([vectors, a, b]) => {
        const at = projected(device)
        const [once, other, both] = [
          await at(vectors, a),
          await at(vectors, b),
          await at(
            vectors,
            a.map((x, i) => x - 2 * b[i]!),
          ),
        ]
        const twice = await at(vectors, once)
        const bound = 3 * rounding(vectors.length) * (lengthOf(a) + 2 * lengthOf(b))
        once.forEach((x, i) => {
          expect(Math.abs(x - twice[i]!)).toBeLessThanOrEqual(bound)
          expect(Math.abs(x - 2 * other[i]! - both[i]!)).toBeLessThanOrEqual(bound)
        })
      }),
      { numRuns: runs },
    ))

  it('law: of no vector it is the gradient, and the sizes of the vectors are nothing to it', async () => {
    expect(await projected(device)([], [1, -2, 3, 0])).toEqual([1, -2, 3, 0])
    const vectors = [
      [1, 2, 0, -1],
      [0, 1, 1, 1],
    ]
    const g = [1, -2, 3, 0.5]
    const plain = await projected(device)(vectors, g)
    for (const scale of [2 ** 60, 2 ** -60, 2 ** -100])
      expect(await projected(device)(vectors, g, scale)).toEqual(plain)
  })

  it('law: gramSchmidt is of length 1 or 0, and 0 for what is in the span', async () => {
    const unitOf = async (v: Vector) =>
      right(
        await onVectors(
          { a: [2, 0, 1, -1], b: [1, 1, 1, 3], v },
          ({ a, b, v: at }) => {
            const one = append(perTask(a), gramSchmidt(perTask(a))(a))
            return gramSchmidt(append(one, gramSchmidt(one)(b)))(at)
          },
          device,
        )(),
      )
    expect(lengthOf(await unitOf([3, 1, 2, 2]))).toBe(0)
    expect(lengthOf(await unitOf([0, 0, 0, 0]))).toBe(0)
    const found = await unitOf([3, 1, 2, 2 + 2 ** -8])
    expect(Math.abs(lengthOf(found) - 1)).toBeLessThanOrEqual(unit * 16)
    for (const v of [
      [2, 0, 1, -1],
      [1, 1, 1, 3],
    ])
      expect(Math.abs(dotOf(found, v))).toBeLessThanOrEqual(lengthOf(v) * unit * 64)
    // What is left has to be more than rounding leaves.
    expect(lengthOf(await unitOf([3, 1, 2, 2 + negligible]))).toBe(0)
  })
})

describe('control', () => {
  it('taking off each element as it stands is no projection', async () => {
    const vectors: readonly Vector[] = [
      [1, 1, 0, 0],
      [1, 1.25, 0, 0],
    ]
    const value = right(
      await onVectors({ g: [1, 2, 3, 4], v0: vectors[0]!, v1: vectors[1]! }, ({ g, v0, v1 }) => {
        const taken = totalOverTasks(mapTasks(listOf([v0, v1], g), (v: Params) => multiply(0.5, v)))
        return add(g, multiply(-1, taken))
      })(),
    )
    expect(Math.abs(dotOf(value, vectors[0]!))).toBeGreaterThan(0.1)
  })
})
