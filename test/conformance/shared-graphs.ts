import {
  add,
  append,
  type Batch,
  defineMethod,
  divide,
  dot,
  draw,
  expectation,
  firstOrder,
  grad,
  gradientStep,
  innerLoop,
  join,
  type List,
  lambda,
  less,
  literal,
  type loss,
  type Memory,
  type MethodProgram,
  mapTasks,
  maximum,
  mean,
  multiply,
  named,
  negate,
  overSamples,
  type Params,
  perTask,
  push,
  reservoir,
  type Scalar,
  sampleLabels,
  select,
  shuffle,
  subtract,
  sum,
  take,
  totalOverTasks,
  trajectory,
  when,
} from '../../src/dsl/index.ts'

/** What the handler of a family sees. */
interface Sees {
  readonly theta: Params
  readonly batch: Batch
  readonly memory: Memory<'reservoir'>
  readonly past: List<Params>
  readonly loss: typeof loss
}

/** A program of so many steps, each of which uses the one before more than once: as a tree it would be exponentially large. */
export interface Family {
  /** Whether its binders lie in each other: then each node has as many variables and indents around it. */
  readonly nested?: boolean
  /** Whether all its values are read until the end, so that each needs a name of its own. */
  readonly named?: boolean
  readonly theta: (n: number, sees: Sees) => Params
}

const times =
  <A>(n: number, f: (so: A, i: number) => A) =>
  (start: A): A =>
    Array.from({ length: n }, (_, i) => i).reduce(f, start)

const twice = (x: Params): Params => add(x, x)
const squared = (x: Params): Params => multiply(x, sum(x))

export const families: Readonly<Record<string, Family>> = {
  'x = x + x': { theta: (n, { theta }) => times(n, twice)(theta) },
  'x = x Σx': { theta: (n, { theta }) => times(n, squared)(theta) },
  'x = max(x, −x)': { theta: (n, { theta }) => times(n, (x: Params) => maximum(x, negate(x)))(theta) },
  'x = x or x/2': { theta: (n, { theta }) => times(n, (x: Params) => select(less(x, 0), x, multiply(x, 0.5)))(theta) },
  's = s + s': { theta: (n, { theta }) => multiply(times(n, (s: Scalar) => add(s, s))(literal(1)), theta) },
  'combinators given x twice': {
    theta: (n, { theta }) => times(n, (x: Params) => named('f', { x, y: x }, add(x, x)))(theta),
  },
  'combinators given functions of x': {
    theta: (n, { theta }) =>
      times(n, (x: Params) =>
        named('f', { at: x, f: lambda((p: Params) => dot(p, x), x) }, add(x, grad((p: Params) => dot(p, x))(x))),
      )(theta),
  },
  'gradient steps': {
    theta: (n, { theta, batch, loss }) => times(n, gradientStep({ loss: loss(batch), rate: literal(0.1) }))(theta),
  },
  'gradients of functions of x at x': {
    theta: (n, { theta }) =>
      times(n, (x: Params) => subtract(x, grad((p: Params) => multiply(dot(p, p), dot(x, x)))(x)))(theta),
  },
  'a memory of gradients, each cleared of those before': {
    theta: (n, { theta, batch, loss }) => {
      const cleared = (v: Params, u: Params): Params => subtract(v, multiply(divide(dot(v, u), add(dot(u, u), 1)), u))
      const first = grad(loss(batch))(theta)
      return times(n, ({ u, v }: { readonly u: Params; readonly v: Params }) => {
        const next = cleared(cleared(v, u), v)
        return { u: next, v: add(u, next) }
      })({ u: first, v: theta }).u
    },
  },
  'the gradient of x + x': {
    theta: (n, { theta }) => grad((p: Params) => sum(times(n, twice)(p)))(theta),
  },
  'the gradient of x Σx': {
    theta: (n, { theta }) => grad((p: Params) => sum(times(n, squared)(p)))(theta),
  },
  'the gradient of choices': {
    theta: (n, { theta }) =>
      grad((p: Params) => sum(times(n, (x: Params) => select(less(x, 0), x, multiply(x, x)))(p)))(theta),
  },
  'the gradient through gradient steps': {
    theta: (n, { theta, batch, loss }) =>
      grad((p: Params) => loss(batch)(times(n, (x: Params) => subtract(x, multiply(0.1, grad(loss(batch))(x))))(p)))(
        theta,
      ),
  },
  'gradients cut off': { theta: (n, { theta }) => times(n, (x: Params) => firstOrder(x))(theta) },
  'loops one after the other': {
    theta: (n, { theta }) => times(n, (x: Params) => innerLoop(2, (y: Params) => add(y, x))(x))(theta),
  },
  'loops in loops': {
    nested: true,
    theta: (n, { theta }) =>
      times(
        n,
        (step: (y: Params) => Params) => (x: Params) => innerLoop(2, (y: Params) => add(step(y), x))(x),
      )((x: Params) => add(x, theta))(theta),
  },
  'the gradient through loops': {
    theta: (n, { theta }) =>
      grad((p: Params) => sum(times(n, (x: Params) => innerLoop(2, (y: Params) => multiply(y, x))(x))(p)))(theta),
  },
  'the gradient through one loop': {
    theta: (n, { theta }) => grad((p: Params) => sum(innerLoop(3, (y: Params) => times(n, squared)(y))(p)))(theta),
  },
  'sums along loops': {
    theta: (n, { theta }) =>
      times(n, (x: Params) =>
        multiply(
          x,
          mean(trajectory(2, (y: Params) => add(y, x))(x), (y: Params) => dot(y, x)),
        ),
      )(theta),
  },
  'steps a sample': {
    theta: (n, { theta, batch, loss }) =>
      times(n, (x: Params) => overSamples(batch, (y: Params, s) => subtract(y, grad(loss(s))(x)))(x))(theta),
  },
  'means over samples': {
    theta: (n, { theta, batch, loss }) =>
      times(n, (x: Params) =>
        add(
          x,
          expectation(batch, (s) => grad(loss(s))(x)),
        ),
      )(theta),
  },
  decisions: {
    theta: (n, { theta }) => times(n, (x: Params) => when(less(sum(x), 0), twice(x), negate(x)))(theta),
  },
  'decisions of which both sides need both sides of the one before': {
    theta: (n, { theta }) => {
      const last = times(n, ({ a, b }: { readonly a: Params; readonly b: Params }) =>
        when(less(sum(theta), 0), { a: add(a, b), b: multiply(a, b) }, { a: b, b: a }),
      )({ a: negate(theta), b: theta })
      return add(last.a, last.b)
    },
  },
  'batches joined with themselves': {
    theta: (n, { theta, batch, loss }) => grad(loss(times(n, (b: Batch) => take(join(b, b), 2))(batch)))(theta),
  },
  'batches joined with themselves in another order': {
    theta: (n, { theta, batch, loss }) =>
      grad(loss(times(n, (b: Batch) => take(join(shuffle(b), b), 2))(batch)))(theta),
  },
  'labels sampled by x': {
    theta: (n, { theta, batch, loss }) =>
      times(n, (x: Params) => subtract(x, grad(loss(sampleLabels(batch, x)))(x)))(theta),
  },
  'draws from a growing memory': {
    named: true,
    theta: (n, { theta, memory, batch, loss }) =>
      times(n, ({ m, x }: { readonly m: Memory<'reservoir'>; readonly x: Params }) => {
        const more = push(m, batch)
        return { m: more, x: draw(more, 2, (old) => subtract(x, grad(loss(old))(x))) }
      })({ m: memory, x: theta }).x,
  },
  'lists of past tasks': {
    theta: (n, { theta, past }) =>
      add(theta, totalOverTasks(times(n, (l: List<Params>) => mapTasks(l, twice))(append(past, theta)))),
  },
}

/** The program of a family. */
export const programOf = ({ theta }: Family, n: number) => {
  const method = defineMethod({
    name: 'shared',
    source: 'a test',
    options: {},
    state: (_, theta0) => ({ memory: reservoir(4), past: perTask(theta0) }),
    onBatch: () => (sees) => ({ theta: theta(n, sees) }),
  })
  const program: MethodProgram = method.program({})
  return { method, program }
}
