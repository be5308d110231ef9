/** What the type checker refuses: each line below an expectation is an error, or the expectation is one. */
import {
  add,
  append,
  type Batch,
  clipByNorm,
  coneProjection,
  dot,
  draw,
  expectation,
  grad,
  gradientStep,
  importanceEMA,
  innerLoop,
  interpolate,
  join,
  type List,
  l1,
  less,
  like,
  loss,
  type Memory,
  mapTasks,
  metaUpdate,
  multiply,
  overSamples,
  type Params,
  perTask,
  proximalStep,
  push,
  quadratic,
  regularize,
  type Scalar,
  type Step,
  select,
  sum,
  sumPenalties,
  sumQuadratics,
  totalOverTasks,
  when,
  zero,
} from '../../src/dsl/index.ts'

declare const theta: Params
declare const phi: Params<'meta'>
declare const x: Scalar
declare const batch: Batch
declare const reservoir: Memory<'reservoir'>
declare const ring: Memory<'ring'>
declare const anchors: List<{ readonly anchor: Params }>

/** A value of exactly this type. */
const is = <T>(_: T): void => undefined

// What there is: numbers spread over parameters, and the result is as wide as the widest operand.
is<Scalar>(add(x, 1))
is<Params>(add(theta, x))
is<Params>(multiply(2, theta))
is<Params<'meta'>>(add(phi, phi))
is<Params>(grad((p: Params) => dot(p, p))(theta))
is<{ readonly theta: Params; readonly x: Scalar }>(
  grad((at: { readonly theta: Params; readonly x: Scalar }) => multiply(at.x, sum(at.theta)))({ theta, x }),
)

// A vector of another network.
// @ts-expect-error
add(theta, phi)
// @ts-expect-error
dot(theta, phi)
// @ts-expect-error
is<Params>(phi)
// @ts-expect-error
is<Params<'meta'>>(theta)
// @ts-expect-error
less(theta, phi)
// @ts-expect-error
select(less(theta, 0), theta, phi)
// @ts-expect-error
loss(batch)(phi)
// @ts-expect-error
grad((p: Params) => dot(p, p))(phi)
// @ts-expect-error
metaUpdate({ direction: phi, rate: 0.1 })(theta)
// @ts-expect-error
metaUpdate({ direction: theta, rate: phi })(theta)
// @ts-expect-error
importanceEMA({ decay: 0.9 })(theta, phi)
// @ts-expect-error
quadratic({ strength: 1, weight: phi, centre: theta })
// @ts-expect-error
regularize(loss(batch), quadratic({ strength: 1, weight: 1, centre: phi }))
// @ts-expect-error
proximalStep({ loss: loss(batch), penalty: quadratic({ strength: 1, weight: 1, centre: phi }), rate: 0.1 })
// @ts-expect-error
coneProjection()(perTask(phi))(theta)

// Penalties add up; a sum that has no prox in closed form is for a loss alone.
const near = quadratic({ strength: 1, weight: 1, centre: theta })
proximalStep({ loss: loss(batch), penalty: sumQuadratics(near, zero(), near), rate: 0.1 })
regularize(loss(batch), sumPenalties(near, l1({ strength: 1 })))
// @ts-expect-error
proximalStep({ loss: loss(batch), penalty: sumPenalties(near, l1({ strength: 1 })), rate: 0.1 })
// @ts-expect-error
sumQuadratics(near, l1({ strength: 1 }))

// A scalar where parameters are due, and the other way round.
// @ts-expect-error
dot(x, theta)
// @ts-expect-error
sum(x)
// @ts-expect-error
like(x, 1)
// @ts-expect-error
like(theta, theta)
// @ts-expect-error
is<Scalar>(add(theta, 1))
// @ts-expect-error
is<Params>(add(x, 1))
// @ts-expect-error
loss(batch)(x)
// @ts-expect-error
metaUpdate({ direction: x, rate: 0.1 })(theta)
// @ts-expect-error
gradientStep({ loss: loss(batch), rate: 0.1 })(x)
// @ts-expect-error
gradientStep({ loss: (p: Params) => p, rate: 0.1 })
// @ts-expect-error
grad((p: Params) => p)(theta)
// @ts-expect-error
proximalStep({ loss: loss(batch), penalty: quadratic({ strength: 1, weight: 1, centre: theta }), rate: theta })
// @ts-expect-error
quadratic({ strength: 1, weight: 1, centre: x })
// @ts-expect-error
importanceEMA({ decay: theta })(theta, theta)
// @ts-expect-error
clipByNorm(theta)(theta)
// @ts-expect-error
interpolate(theta)((p: Params) => p)
// @ts-expect-error
when(less(theta, 0), theta, theta)

// A batch, a memory or a list where something else is due.
// @ts-expect-error
loss(theta)(theta)
// @ts-expect-error
loss(reservoir)(theta)
// @ts-expect-error
add(batch, 1)
// @ts-expect-error
join(batch, theta)
// @ts-expect-error
join(batch, reservoir)
// @ts-expect-error
draw(batch, 3, (m) => loss(m)(theta))
// @ts-expect-error
push(batch, batch)
// @ts-expect-error
push(reservoir, reservoir)
// @ts-expect-error
is<Memory<'ring'>>(push(reservoir, batch))
// @ts-expect-error
mapTasks(reservoir, (m) => loss(m)(theta))
// @ts-expect-error
mapTasks(ring, (m) => add(m, 1))
// @ts-expect-error
totalOverTasks(theta)
// @ts-expect-error
append(anchors, { anchor: x })
// @ts-expect-error
append(anchors, { anker: theta })
// @ts-expect-error
mapTasks(anchors, (one) => one.importance)
// @ts-expect-error
overSamples(theta, (p: Params) => p)
// @ts-expect-error
expectation(theta, (one: Batch) => loss(one)(theta))

// A step that does not keep its state.
// @ts-expect-error
innerLoop(3, (p: Params) => sum(p))
// @ts-expect-error
innerLoop(3, (_: Params) => phi)
// @ts-expect-error
innerLoop(3, ({ theta }: { readonly theta: Params; readonly rate: Params }) => ({ theta }))
// @ts-expect-error
innerLoop('3', (p: Params) => p)
// @ts-expect-error
is<Step<Params>>((p: Params) => sum(p))
// @ts-expect-error
when(less(x, 1), { theta }, { theta: x })
// @ts-expect-error
when(less(x, 1), { theta, x }, { theta })
// @ts-expect-error
when(less(x, 1), theta, phi)
