import { type Node, type Operations, sizeOf } from '../../src/ir/index.ts'
import { inShape, type Move, smooth } from './moves.ts'

/** Whether loops are made as loops, or written out iteration by iteration: two programs of one meaning. */
export type Style = 'rolled' | 'unrolled'

/** What one iteration gives: the next carried values, and a value to stack. */
interface Iteration {
  readonly next: readonly Node[]
  readonly row: Node
}

const operations = Object.values(smooth)

/** Programs stay small: a large value is averaged, one of many dimensions flattened. */
const tame = (o: Operations, x: Node): Node =>
  x.shape.length > 4
    ? tame(o, o.reshape(x, [sizeOf(x.shape)]))
    : sizeOf(x.shape) > 24
      ? tame(o, o.divide(o.sum(x, [0]), o.constant(x.shape[0]!)))
      : x

const slicedAt = (o: Operations, x: Node, index: number): Node => {
  const rest = x.shape.slice(1)
  return o.reshape(o.slice(x, [index, ...rest.map(() => 0)], [1, ...rest]), rest)
}

const loopOf = (o: Operations, style: Style, { a, b, k, body }: Move, pool: readonly Node[]): readonly Node[] => {
  const pick = (i: number): Node => pool[i % pool.length]!
  const times = k % 4
  const reverse = (k >> 2) % 2 === 1
  const initial = [pick(a), pick(b)]
  const source = times === 0 ? o.constant(0, [0, 2]) : inShape(o, pick(a + b), [times, 2])
  const iterate = (index: Node, carried: readonly Node[], row: Node): Iteration => {
    const progress = o.divide(index, o.constant(times + 1))
    const made = moved(o, style, [...carried, row, progress, pick(a + k), pick(b + k)], body)
    const [last, before] = [made[made.length - 1]!, made[made.length - 2]!]
    const next = carried.map((x, i) =>
      o.multiply(o.add(x, inShape(o, i === 0 ? last : before, x.shape)), o.constant(0.5)),
    )
    return { next, row: smooth.multiply!(o, tame(o, last), pick(a + b + k), 0) }
  }
  if (style === 'unrolled') {
    const start = { state: initial, rows: new Map<number, Node>() }
    const { state, rows } = Array.from({ length: times }).reduce<typeof start>(({ state, rows }, _, step) => {
      const index = reverse ? times - 1 - step : step
      const { next, row } = iterate(o.constant(index), state, slicedAt(o, source, index))
      return { state: [...next], rows: rows.set(index, row) }
    }, start)
    const stacked = Array.from({ length: times }, (_, i) => o.reshape(rows.get(i)!, [1, ...rows.get(i)!.shape]))
    return times === 0 ? state : [...state, o.concat(stacked, 0)]
  }
  const { build } = o
  const index = build.variable('i', [])
  const carried = initial.map((n, i) => build.variable(`c${i}`, n.shape))
  const sliced = { variable: build.variable('row', [2]), source }
  const { next, row } = iterate(index, carried, sliced.variable)
  const unit = build.loop({ times, reverse, index, carried, initial, sliced: [sliced], next })
  const finals = carried.map((_, i) => build.make('final', [unit], { index: i }))
  return times === 0 ? finals : [...finals, build.stack(unit, row)]
}

/** The pool of values, and after it what each move makes of it. */
export const moved = (o: Operations, style: Style, pool: readonly Node[], moves: readonly Move[]): readonly Node[] => {
  const all = [...pool]
  for (const move of moves) {
    const { operation, a, b, k, body } = move
    const made =
      body.length > 0
        ? loopOf(o, style, move, all.slice())
        : [operations[operation % operations.length]!(o, all[a % all.length]!, all[b % all.length]!, k)]
    all.push(...made.map((x) => tame(o, x)))
  }
  return all
}
