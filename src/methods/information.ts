import {
  average,
  type Batch,
  choose,
  count,
  fisher,
  guardedDivide,
  identity,
  largest,
  minimum,
  oneOf,
  only,
  type Params,
  positive,
  type Scalar,
  type Seen,
  subtract,
  take,
} from '../dsl/index.ts'

/**
 * The options of methods that hold parameters by their Fisher information F, a diagonal taken over a task's examples:
 *
 *   F ← F of the parameter groups,  then  F / max F  or  F / mean F,  then  min(F, c)
 *
 * None of these is done unless an option asks for it. The groups are those that every network of the package has: its last
 * layer is called `output`, the layers before it are its features.
 *
 * | symbol | option    | source |
 * | c      | `clip`    | Maltoni & Lomonaco, Neural Networks 2019, fig. 4 |
 * |        | `groups`  | the features alone: Carta, Continual learning: regularization priors |
 */
export const informationOptions = {
  fisher: oneOf(['true', 'empirical'], 'true', { about: 'labels sampled from the model, or those of the data' }),
  samples: count(1000, { about: 'examples of a task that its Fisher information is taken over', least: 1 }),
  groups: oneOf(['all', 'features', 'output'], 'all', {
    about: 'parameters held: those of all layers, of all but the last, or of the last',
  }),
  normalise: oneOf(['none', 'max', 'mean'], 'none', { about: 'what the information of a task is divided by' }),
  clipping: oneOf(['none', 'value'], 'none', { about: 'whether the information of a task is cut at `clip`' }),
  clip: positive(0.001, { symbol: 'c', about: 'largest information, for `--set clipping=value`' }),
} as const

const dividedBy =
  (size: (of: Params) => Scalar) =>
  (information: Params): Params =>
    guardedDivide(information, size(information))

/** The Fisher information of a task's examples at θ, as the options have it. */
export const informationOf =
  (o: Seen<typeof informationOptions>) =>
  (data: Batch, at: Params): Params => {
    const estimate = choose(o.fisher, { true: fisher('true'), empirical: fisher('empirical') })
    const output: (of: Params) => Params = only('output')
    const grouped = choose(o.groups, {
      all: identity<Params>,
      features: (f: Params) => subtract(f, output(f)),
      output,
    })
    const scaled = choose(o.normalise, {
      none: identity<Params>,
      max: dividedBy(largest),
      mean: dividedBy(average),
    })
    const cut = choose(o.clipping, { none: identity<Params>, value: (f: Params) => minimum(f, o.clip) })
    return cut(scaled(grouped(estimate(take(data, o.samples), at))))
  }
