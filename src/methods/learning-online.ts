import {
  type Batch,
  choose,
  equal,
  firstOrder,
  gradientStep,
  type loss,
  oneOf,
  only,
  overSamples,
  type Params,
  positive,
  reinitialise,
  type Scalar,
  type Seen,
  type Step,
  when,
} from '../dsl/index.ts'

// What OML and ANML share: both learn a class example by example, and learn to by what comes of it.

/** The options that OML and ANML share, with the rates of each. */
export const onlineOptions = (rates: { readonly rate: number; readonly outer: number; readonly online: number }) => ({
  rate: positive(rates.rate, { symbol: 'α', about: 'learning rate of the steps that are looked ahead' }),
  outer: positive(rates.outer, { symbol: 'β', about: 'learning rate of meta-updates, by Adam' }),
  online: positive(rates.online, { symbol: 'η', about: 'learning rate of the last layer while it learns new classes' }),
  order: oneOf(['second', 'first'], 'second', { about: 'whether inner gradients count as constants' }),
})

export type OnlineOptions = Seen<ReturnType<typeof onlineOptions>>

/** What OML learns online: the last layer. All others are the representation, which is meta-learned. */
export const omlLearns = ['output']

/** What ANML learns online while it meta-learns: the net that is gated and the last layer. The neuromodulator doesn't. */
export const anmlLearns = ['prediction', 'output']

/** One step of descent an example, in order, on the named groups alone. */
export const exampleByExample = (of: {
  readonly loss: typeof loss
  readonly support: Batch
  readonly rate: Scalar
  readonly groups: readonly string[]
  readonly order?: OnlineOptions['order']
}): Step<Params> => {
  const moving = only(...of.groups)
  const cut =
    of.order === undefined ? moving : choose(of.order, { second: moving, first: (g: Params) => moving(firstOrder(g)) })
  return overSamples(of.support, (at: Params, x) =>
    gradientStep({ loss: of.loss(x), rate: of.rate, transform: cut })(at),
  )
}

/** The last layer started anew where a trajectory of classes begins, with the class of number 0. */
export const atTheFirst =
  (task: Scalar): Step<Params> =>
  (theta) =>
    when(equal(task, 0), reinitialise('output')(theta), theta)
