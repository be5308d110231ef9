import fc from 'fast-check'
import {
  abs,
  add,
  average,
  box,
  divide,
  dot,
  exp,
  firstOrder,
  grad,
  importanceEMA,
  innerLoop,
  interpolate,
  less,
  like,
  log,
  maximum,
  mean,
  metaUpdate,
  multiply,
  norm,
  only,
  type Params,
  proximalStep,
  quadratic,
  type Scalar,
  select,
  sqrt,
  square,
  subtract,
  sum,
  tanh,
  trajectory,
} from '../../../src/dsl/index.ts'

/** One step of a random term: what is done, to which of the values there are so far, and what happens inside a binder. */
export interface Move {
  readonly operation: number
  readonly a: number
  readonly b: number
  readonly k: number
  readonly body: readonly Move[]
}

export type Recipe = readonly Move[]

const moves = (depth: number, maxLength: number): fc.Arbitrary<Recipe> =>
  fc.array(
    fc.record({
      operation: fc.nat(999),
      a: fc.nat(31),
      b: fc.nat(31),
      k: fc.nat(31),
      body: depth === 0 ? fc.constant([]) : moves(depth - 1, 3),
    }),
    { minLength: 1, maxLength },
  )

/** Recipes whose binders nest to the given depth. */
export const recipe = (depth: number, maxLength = 5): fc.Arbitrary<Recipe> => moves(depth, maxLength)

type Binary = (a: Params, b: Params, k: number) => Params

/** Values stay in [−1, 1] or near it, away from every kink, so that all derivatives are of moderate size. */
const tame = (x: Params): Params => tanh(x)
const size = (x: Params): Scalar => average(square(x))

const smooth: readonly Binary[] = [
  (a, b) => multiply(0.5, add(a, b)),
  (a, b) => multiply(a, b),
  (a, b) => divide(a, add(1, square(b))),
  (a, b) => tame(subtract(a, multiply(2, b))),
  (a) => multiply(0.5, exp(multiply(0.5, a))),
  (a, b) => log(add(3, add(a, b))),
  (a) => subtract(sqrt(add(a, 4)), 2),
  (a, b) => multiply(dot(a, b), multiply(0.25, a)),
  (a, b) => multiply(divide(1, add(1, norm(add(a, 3)))), b),
  (a, b) => add(only('output')(a), multiply(0.5, only('layer1')(b))),
  (a, b) => like(a, size(b)),
  (a, b, k) => select(less(k % 2, 1), a, multiply(0.5, b)),
  (a, b) => select(less(add(a, 9), 0), square(b), a),
  (a, b) => maximum(a, subtract(b, 5)),
  (a, b) => importanceEMA({ decay: 0.75 })(a, square(b)),
  (a) => subtract(abs(subtract(a, 5)), 5),
  (a, b, k) => metaUpdate({ direction: b, rate: (k % 4) / 8 })(a),
]

type Nested = (a: Params, b: Params, k: number, inside: (x: Params, y: Params) => Params) => Params

/** Binders: what is inside may mention everything outside. */
const binding: readonly Nested[] = [
  (a, b, k, f) => innerLoop(1 + (k % 3), (x: Params, i) => tame(add(f(x, b), multiply(0.125, i))))(a),
  (a, b, k, f) => mean(trajectory(1 + (k % 3), (x: Params) => multiply(0.5, add(x, f(x, b))))(a), (x) => tame(f(x, b))),
  (a, b, _, f) => grad((x: Params) => size(f(x, b)))(a),
  (a, b, _, f) => {
    const both = grad(({ x, y }: { readonly x: Params; readonly y: Params }) => size(f(x, multiply(x, y))))({
      x: a,
      y: b,
    })
    return multiply(0.5, add(both.x, both.y))
  },
  (a, b, k, f) =>
    innerLoop(1 + (k % 2), (x: Params) =>
      proximalStep({
        loss: (at: Params) => sum(f(at, b)),
        rate: 0.25,
        penalty: quadratic({ strength: 1, weight: add(1, square(b)), centre: a }),
      })(x),
    )(a),
  (a, b, _, f) => interpolate(0.5)((x: Params) => f(x, b))(a),
  (a, b, _, f) => add(multiply(0, firstOrder(f(a, b))), f(b, a)),
  (a, b, _, f) =>
    proximalStep({ loss: (at: Params) => sum(f(at, b)), rate: 0.5, penalty: box({ lower: -9, upper: 9 }) })(a),
]

/** What the moves make of some vectors: the last of the values they make. */
export const termOf = (recipe: Recipe, pool: readonly Params[]): Params =>
  recipe
    .reduce<readonly Params[]>((so, { operation, a, b, k, body }) => {
      const [x, y] = [so[a % so.length]!, so[so.length - 1 - (b % so.length)]!]
      const inside = (p: Params, q: Params): Params => termOf(body, [...so, p, q])
      const made =
        body.length > 0
          ? binding[operation % binding.length]!(x, y, k, inside)
          : smooth[operation % smooth.length]!(x, y, k)
      return so.concat(tame(made))
    }, pool)
    .at(-1)!
