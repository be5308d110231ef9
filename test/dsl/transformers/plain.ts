import {
  add,
  count,
  defineMethod,
  grad,
  gradientStep,
  like,
  type Method,
  multiply,
  overSamples,
  type Params,
  positive,
  shuffle,
  type Transformer,
} from '../../../src/dsl/index.ts'

export const options = {
  rate: positive(0.125),
  memory: count(4),
  replay: count(2),
  glances: count(3, { least: 1 }),
}

type Transformed = (...transformers: readonly Transformer<typeof options>[]) => Method

const common = { name: 'plain', source: 'a test', options }

/** Methods of several kinds, each to be transformed. */
export const plain: Readonly<Record<string, Transformed>> = {
  descent: (...transformers) =>
    defineMethod(
      {
        ...common,
        state: () => ({}),
        onBatch:
          (o) =>
          ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta) }),
      },
      ...transformers,
    ),
  'descent with a slot that it moves, and one that it reads': (...transformers) =>
    defineMethod(
      {
        ...common,
        state: (_, theta0) => ({ anchor: theta0, m: like(theta0, 0), looks: 0 }),
        onBatch:
          (o) =>
          ({ theta, anchor, m, looks, batch, loss }) => {
            const next = add(multiply(0.5, m), grad(loss(batch))(theta))
            const pulled = add(multiply(0.25, anchor), multiply(0.75, theta))
            return { theta: add(pulled, multiply(multiply(-1, o.rate), next)), m: next, looks: add(looks, 1) }
          },
        onTaskEnd:
          () =>
          ({ theta }) => ({ anchor: theta }),
      },
      ...transformers,
    ),
  'example by example, in a random order': (...transformers) =>
    defineMethod(
      {
        ...common,
        state: () => ({}),
        onBatch:
          (o) =>
          ({ theta, batch, loss }) => ({
            theta: overSamples(shuffle(batch), (at: Params, x) => gradientStep({ loss: loss(x), rate: o.rate })(at))(
              theta,
            ),
          }),
      },
      ...transformers,
    ),
}
