import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  append,
  decodeProgram,
  defineMethod,
  encodeProgram,
  foldTasks,
  grad,
  gradientStep,
  gramMatrix,
  gramSchmidt,
  type List,
  type Params,
  perTask,
  type Syntax,
  square,
  subtract,
  sum,
  zeroMatrix,
} from '../../../src/dsl/index.ts'
import { backends, type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { onVectors, type StreamEvent, session } from '../../../src/interpreters/runtime/index.ts'
import { right } from '../learner.ts'
import { streams, tiny } from '../programs/stream.ts'

type Vector = readonly number[]

const size = 4
const dotOf = (a: Vector, b: Vector): number => a.reduce((so, x, i) => so + x * b[i]!, 0)
const vector = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: size, maxLength: size })
const lists = fc.array(vector, { maxLength: 4 })

const listOf = (vectors: readonly Params[], like: Params): List<Params> =>
  vectors.reduce((list: List<Params>, v) => append(list, v), perTask(like))

/** What a program gives for a list, whose first vector is also its own argument. */
const on =
  (device: Device<unknown>) =>
  async (vectors: readonly Vector[], program: (all: readonly Params[], like: Params) => Syntax) =>
    right(
      await onVectors(
        { like: Array<number>(size).fill(0), ...Object.fromEntries(vectors.map((v, i) => [`v${i}`, v])) } as {
          like: Vector
        },
        ({ like, ...others }) => program(Object.values(others as Record<string, Params>), like),
        device,
      )(),
    )

const square3 = (of: (i: number, j: number) => number): Vector =>
  Array.from({ length: 9 }, (_, place) => of(Math.floor(place / 3), place % 3))

describe.each(['reference', 'wasm', 'cpu'])('gramMatrix, on %s', (name) => {
  let device: Device<unknown>
  beforeAll(async () => {
    device =
      name === 'reference'
        ? (referenceDevice() as Device<unknown>)
        : (right(await backends.find((one) => one.name === name)!.open()) as Device<unknown>)
  })

  it('law: has the products of the elements, in their order, and nothing beyond the list or the matrix', () =>
    fc.assert(
      fc.asyncProperty(lists, async (vectors) => {
        const got = await on(device)(vectors, (all, like) => gramMatrix(listOf(all, like), 3))
        // Products and sums of small whole numbers are exact.
        const of = (i: number, j: number) => (vectors[i] && vectors[j] ? dotOf(vectors[i], vectors[j]) : 0)
        expect(got.map((x) => x + 0)).toEqual(square3(of))
      }),
      { numRuns: 20 },
    ))

  it('law: the gradient of ‖G − C‖² is 4 Σⱼ (G − C)ᵢⱼ vⱼ for a symmetric C', () =>
    fc.assert(
      fc.asyncProperty(fc.tuple(vector, vector, vector), async (vectors) => {
        const loss = (first: Params, others: readonly Params[]) =>
          sum(square(subtract(gramMatrix(listOf([first, ...others], first), 3), 1)))
        const got = await on(device)(vectors, ([first, ...others]) => grad((at: Params) => loss(at, others))(first!))
        const want = vectors[0]!.map((_, m) =>
          vectors.reduce((so, v) => so + 4 * (dotOf(vectors[0]!, v) - 1) * v[m]!, 0),
        )
        expect(got.map((x) => x + 0)).toEqual(want.map((x) => x + 0))
      }),
      { numRuns: 20 },
    ))

  it('law: is 1 on the diagonal and 0 off it for what gramSchmidt keeps of independent vectors', async () => {
    const vectors = [
      [1, 0, 2, 0],
      [1, 1, 0, 0],
      [0, 1, 0, 3],
    ]
    const got = await on(device)(vectors, (all, like) =>
      gramMatrix(
        foldTasks(listOf(all, like), (so: List<Params>, v: Params) => append(so, gramSchmidt(so)(v)))(perTask(like)),
        3,
      ),
    )
    const unit = name === 'reference' ? 2 ** -53 : 2 ** -24
    got.forEach((x, place) => {
      expect(Math.abs(x - (place % 4 === 0 ? 1 : 0))).toBeLessThanOrEqual(unit * 3 * 3 * (2 * size + 8))
    })
  })

  it('control: another order of the list is another matrix', async () => {
    const of = (vectors: readonly Vector[]) => on(device)(vectors, (all, like) => gramMatrix(listOf(all, like), 3))
    const [a, b] = [
      [1, 0, 0, 0],
      [2, 1, 0, 0],
    ]
    expect(await of([a!, b!])).not.toEqual(await of([b!, a!]))
  })
})

/** Keeps where each task ended, and the products of those ends. */
const ends = defineMethod({
  name: 'products of ends',
  source: 'a test',
  options: {},
  state: (_, theta0) => ({ ends: perTask(theta0), products: zeroMatrix(3, 3) }),
  onBatch:
    () =>
    ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: 0.1 })(theta) }),
  onTaskEnd:
    () =>
    ({ theta, ends: before }) => {
      const all = append(before, theta)
      return { ends: all, products: gramMatrix(all, 3) }
    },
})

it('a slot holds it, also of a program that was read from a document', async () => {
  const program = ends.program({})
  const read = right(decodeProgram(JSON.parse(JSON.stringify(encodeProgram(program)))))
  for (const of of [program, read]) {
    const own = session({ program: of, ...tiny, device: referenceDevice() })
    let state = right(await own.initial(3)())
    const events = fc
      .sample(streams(2, 1), { numRuns: 1, seed: 5 })[0]!
      .flatMap((event): readonly StreamEvent[] => [event, { ...event, name: 'onTaskEnd' }])
    for (const event of events) state = right(await own.handle(3, state, event)())
    const saved = right(await own.save(state)())
    const elements = saved.ends?._tag === 'List' ? saved.ends.elements : []
    const at = elements.map((one) => one.flat().flatMap((tensor) => Array.from(tensor)))
    expect(at).toHaveLength(2)
    const due = square3((i, j) => (at[i] && at[j] ? dotOf(at[i], at[j]) : 0))
    // Products of 26 parameters, each below 2.
    const products = saved.products?._tag === 'Numbers' ? Array.from(saved.products.tensors[0]!) : []
    expect(products).toHaveLength(9)
    products.forEach((x, place) => {
      expect(Math.abs(x - due[place]!)).toBeLessThanOrEqual(26 * 2 ** -53 * 26 * 4)
    })
  }
})
