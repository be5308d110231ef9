import {
  type Batch,
  type Count,
  choose,
  classesIn,
  count,
  equal,
  firstOrder,
  gradientStep,
  identity,
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
  innerBatch: count(1, { about: 'examples of a mini-batch, by which the learner takes a step', least: 1 }),
  head: oneOf(['class', 'anew', 'learned'], 'class', {
    about:
      'how the head begins: the weights to the class that comes drawn anew, or all of it, or as it was meta-learned',
  }),
})

export type OnlineOptions = Seen<ReturnType<typeof onlineOptions>>

/** How the official codes draw the weights to a class. */
export const drawnApart = [
  'what the code draws stays in the network and has a meta-gradient; here it is a constant of the meta-step, and W keeps its own. The code leaves the bias beside it, which starts anew here, too',
]

/** What OML learns online: the last layer. All others are the representation, which is meta-learned. */
export const omlLearns = ['output']

/** What ANML learns online while it meta-learns: the net that is gated and the last layer. The neuromodulator doesn't. */
export const anmlLearns = ['prediction', 'output']

/** The head as the inner loop of a meta-step begins. */
export const begunFor =
  (o: Pick<OnlineOptions, 'head'>, support: Batch): Step<Params> =>
  (theta) =>
    choose<string, Step<Params>>(o.head, {
      class: reinitialise('output', classesIn(support)),
      anew: reinitialise('output'),
      learned: identity,
    })(theta)

/** One step of descent an example, or a mini-batch of them, in order, on the named groups alone. */
export const exampleByExample = (of: {
  readonly loss: typeof loss
  readonly support: Batch
  readonly rate: Scalar
  readonly groups: readonly string[]
  readonly order?: OnlineOptions['order']
  readonly size?: number | Count
}): Step<Params> => {
  const moving = only(...of.groups)
  const cut =
    of.order === undefined ? moving : choose(of.order, { second: moving, first: (g: Params) => moving(firstOrder(g)) })
  return overSamples(
    of.support,
    (at: Params, x) => gradientStep({ loss: of.loss(x), rate: of.rate, transform: cut })(at),
    of.size,
  )
}

/** The head as a class comes in an exam: all of it drawn anew at the first, of number 0, unless it is one that was meta-learned. */
export const atTheFirst =
  (o: Pick<OnlineOptions, 'head'>, task: Scalar): Step<Params> =>
  (theta) => {
    const anew: Step<Params> = (at) => when(equal(task, 0), reinitialise('output')(at), at)
    return choose<string, Step<Params>>(o.head, { class: anew, anew, learned: identity })(theta)
  }
