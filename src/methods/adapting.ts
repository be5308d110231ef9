import {
  adam,
  type Batch,
  type Count,
  count,
  gradientStep,
  innerLoop,
  type loss,
  type Params,
  positive,
  type Scalar,
  type Step,
  type Steps,
} from '../dsl/index.ts'

// What MAML and the methods that come from it share: how they adapt, and how they descend what they find ahead.

/** Their options. Our squared error has a ½: a rate of 0.02 on it is the papers' 0.01. */
export const adaptingOptions = {
  rate: positive(0.02, { symbol: 'α', about: 'learning rate of inner steps' }),
  steps: count(1, { symbol: 'k', about: 'inner steps that are looked ahead' }),
  outer: positive(0.005, { symbol: 'β', about: 'learning rate of meta-updates, by Adam' }),
}

/** Where they depart from their papers alike. */
export const adaptingDeviations = [
  'MAML’s official code descends by Adam at 0.001 for 60,000 meta-batches and more: --set outer=0.001',
  'the squared error here has a ½, theirs has none: a rate of 0.02 on it is 0.01 of theirs',
]

/** What the official codes of MAML and MAML++ do to meta-gradients of photographs. */
export const unclipped = 'on miniImageNet the official code clips meta-gradients to [−10, 10], coordinate by coordinate'

/** The same, and where MAML's own code departs further. */
export const mamlDeviations = [
  ...adaptingDeviations,
  unclipped,
  'inner steps of the official code leave the shifts of normalisations, which have no scales there; here they move both',
  'the cross-entropy of the official code is a sum over the classes of an episode, a mean over their shots: its rate of 0.4 on five ways is 2 here',
]

/** How the meta-gradient is descended. */
export const outerDescent = adam()

interface Adapting {
  readonly loss: typeof loss
  readonly rate: Params | Scalar
  readonly transform?: (gradient: Params) => Params
}

/** k steps θ ← θ − α ⊙ T(∇L_S(θ)) on the support S of an episode. */
export const adapting =
  ({ loss: measured, rate, transform = (g) => g }: Adapting) =>
  (support: Batch, steps: number | Count | Steps): Step<Params> =>
    innerLoop(steps, gradientStep({ loss: measured(support), rate, transform }))
