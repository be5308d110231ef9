/** What the type checker refuses in the declaration of a method. */
import {
  append,
  choose,
  count,
  defineMethod,
  freeParams,
  gradientStep,
  like,
  multiply,
  oneOf,
  type Params,
  perTask,
  positive,
  push,
  reservoir,
  type Scalar,
  sum,
} from '../../src/dsl/index.ts'

const common = {
  name: 'm',
  source: 's',
  options: { rate: positive(0.1), steps: count(3), rule: oneOf(['printed', 'relative'], 'printed') },
} as const

// What there is.
defineMethod({
  ...common,
  state: (o, theta0) => ({
    alpha: like(theta0, o.rate),
    seen: 0,
    memory: reservoir(o.steps),
    past: perTask({ anchor: theta0 }),
  }),
  onBatch:
    (o) =>
    ({ theta, alpha, seen, memory, batch, loss }) => ({
      theta: gradientStep({
        loss: loss(batch),
        rate: choose(o.rule, { printed: alpha, relative: multiply(seen, alpha) }),
      })(theta),
      memory: push(memory, batch),
    }),
  onTaskEnd:
    () =>
    ({ theta, past, data, loss }) => ({ past: append(past, { anchor: theta }), seen: loss(data)(theta) }),
})

const state = (_: unknown, theta0: Params) => ({ alpha: like(theta0, 1), seen: 0 })

// An undeclared slot, to update and to read.
defineMethod({
  ...common,
  state,
  onBatch:
    () =>
    // @ts-expect-error
    ({ theta }) => ({ theta, beta: theta }),
})
defineMethod({
  ...common,
  state,
  onBatch:
    () =>
    // @ts-expect-error
    ({ beta }) => ({ theta: beta }),
})
defineMethod({
  ...common,
  state,
  onBatch:
    () =>
    ({ theta }) => ({ theta }),
  onTaskEnd:
    () =>
    // @ts-expect-error
    ({ theta }) => ({ anchor: theta }),
})

// A slot of another kind.
defineMethod({
  ...common,
  state,
  onBatch:
    () =>
    // @ts-expect-error
    ({ theta }) => ({ theta: sum(theta) }),
})
defineMethod({
  ...common,
  state,
  onBatch:
    () =>
    // @ts-expect-error
    ({ theta }) => ({ seen: theta }),
})
// @ts-expect-error
defineMethod({ ...common, state, onBatch: () => () => ({ seen: 1 }) })
// @ts-expect-error
defineMethod({ ...common, state, onBatch: () => () => ({ theta: freeParams('phi', 'meta') }) })
defineMethod({
  ...common,
  state,
  onBatch:
    () =>
    // @ts-expect-error
    ({ batch }) => ({ theta: batch }),
})

// What an event does not bring: the task's data in a batch, a batch at the end of a task.
defineMethod({
  ...common,
  state,
  onBatch:
    () =>
    // @ts-expect-error
    ({ data, loss, theta }) => ({ seen: loss(data)(theta) }),
})
defineMethod({
  ...common,
  state,
  onBatch:
    () =>
    ({ theta }) => ({ theta }),
  onTaskEnd:
    () =>
    // @ts-expect-error
    ({ theta, batch, loss }) => ({ seen: loss(batch)(theta) }),
})

// A prediction gives θ and nothing else, and sees no examples.
defineMethod({
  ...common,
  state,
  onBatch: () => () => ({}),
  predict:
    () =>
    ({ theta, alpha, task }) => ({ theta: multiply(task, multiply(theta, alpha)) }),
})
defineMethod({
  ...common,
  state,
  onBatch: () => () => ({}),
  // @ts-expect-error
  predict:
    () =>
    ({ theta, alpha }) => ({ theta, alpha }),
})
defineMethod({
  ...common,
  state,
  onBatch: () => () => ({}),
  // @ts-expect-error
  predict: () => () => ({}),
})
defineMethod({
  ...common,
  state,
  onBatch: () => () => ({}),
  predict:
    () =>
    // @ts-expect-error
    ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: 0.1 })(theta) }),
})

// An option that is not declared, or of another type.
defineMethod({
  ...common,
  state,
  onBatch:
    (o) =>
    // @ts-expect-error
    ({ theta }) => ({ theta: multiply(o.ratio, theta) }),
})
defineMethod({
  ...common,
  state,
  onBatch:
    (o) =>
    // @ts-expect-error
    ({ theta }) => ({ theta: multiply(o.rule, theta) }),
})
defineMethod({
  ...common,
  // @ts-expect-error
  state: (o) => ({ memory: reservoir(o.rate) }),
  onBatch:
    () =>
    ({ theta }) => ({ theta }),
})
defineMethod({
  ...common,
  state,
  onBatch:
    (o) =>
    // @ts-expect-error
    ({ theta }) => ({ theta: choose(o.rule, { printed: theta }) }),
})
defineMethod({
  ...common,
  state,
  onBatch:
    (o) =>
    // @ts-expect-error
    ({ theta }) => ({ theta: choose(o.rule, { printed: theta, relative: theta, other: theta }) }),
})
// @ts-expect-error
oneOf(['printed', 'relative'], 'absolute')
// @ts-expect-error
positive('0.1')

/** An option is a term to handlers, never a number. */
defineMethod({
  ...common,
  state,
  onBatch: (o) => {
    const rate: Scalar = o.rate
    // @ts-expect-error
    const half: number = o.rate
    return ({ theta }) => ({ theta: multiply(rate, multiply(half, theta)) })
  },
})
