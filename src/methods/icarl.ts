import {
  all,
  type Batch,
  choose,
  classesIn,
  count,
  defineMethod,
  draw,
  features,
  field,
  firstOrder,
  join,
  less,
  like,
  logistic,
  logisticLoss,
  maths,
  maximum,
  meanOver,
  multiply,
  named,
  oneOf,
  outputs,
  type Params,
  type PerOutput,
  push,
  relu,
  type Scalar,
  scored,
  select,
  slot,
  subtract,
  sumAlong,
  targets,
  timesRows,
  transform,
  unitRows,
  withField,
  withGlances,
  zeroMatrix,
} from '../dsl/index.ts'
import { descentOf, descentOptions } from './descent.ts'
import { classCentres, herded } from './herding.ts'

/** φ(x) / ‖φ(x)‖, what comes into the last layer. */
const unitFeatures = (batch: Batch, at: Params) => unitRows(features(batch, at, 'output', 'predicting'))

/** Which outputs are of some classes, for every example alike. */
const isAmong = (classes: PerOutput, batch: Batch) => {
  const one = like(field(batch, 'weight'), 1)
  return named('isAmong', { classes }, less(0, timesRows<1, 'outputs'>(one, classes)), {
    writes: maths.row('y ∈ ', maths.part('classes')),
    notes: [maths.row('a if y ∈ c else b has in the column of each class y: a where c is above 0, b elsewhere')],
  })
}

/** What is said of a class that is not to be predicted. */
const never = -(2 ** 10)

/**
 * Incremental classifier and representation learning (Rebuffi et al., CVPR 2017): a few exemplars of each class, by whose means examples are
 * told apart; the old outputs are kept as they were.
 *
 *   L(θ) = E_{x ∈ B ∪ P_k} Σ_y H(q_y(x), σ(f_y(x; θ))),   P_k ~ P;   over the classes y met so far, with
 *   q_y(x) = σ(f_y(x; θ*)) for those of earlier tasks,   1 or 0 for those of this one, as x is of class y or not
 *   after a task:  θ* ← θ,   of each of its classes herd p₁, p₂, … with μ_y = E_{x of class y} φ(x),
 *                  and P keeps the K of all exemplars that were picked first in their classes
 *   to predict:    y = argmin_y ‖φ(x) − μ_y‖,   μ_y the mean of φ over the exemplars of y, all scaled to length 1
 *
 * φ are the features, what comes into the last layer, scaled to length 1. So classes have numbers of exemplars at most one apart, K in all.
 *
 * | symbol | option   | range |
 * | α      | `rate`   | > 0   |
 * | K      | `memory` | ≥ 1   |
 * | k      | `replay` | ≥ 0   |
 *
 * A class that comes again is one of this task. One without exemplars is never predicted.
 */
export const icarl = defineMethod(
  {
    name: 'icarl',
    source: 'Rebuffi et al., iCaRL: incremental classifier and representation learning, CVPR 2017, algorithms 1–5',
    deviations: [
      'the paper trains on the union of the new examples and all exemplars: here exemplars join each batch, k at a time',
      'where the number of classes does not divide K the authors’ code keeps more than K in all: here some classes have one more than others',
      'the authors’ code trains the outputs of classes still to come, towards 0: --set columns=all; and takes the mean over outputs, not their sum, so that its rate of 2 over 100 outputs is 0.02 here',
      'the paper trains the outputs of all classes of a task from its start: here from the first batch that has the class',
      'in the authors’ code herding may come back to an exemplar, which moves the mean and counts once: --set herding=again',
      'the paper speaks of all means as scaled to length 1: as in the authors’ code that of a class is not while exemplars are picked',
      'the authors’ code adds mirrored images to the means of classes',
    ],
    options: {
      ...descentOptions('sgd', 0.3),
      memory: count(200, { symbol: 'K', about: 'exemplars of all classes', least: 1 }),
      replay: count(10, { symbol: 'k', about: 'exemplars that join each batch' }),
      columns: oneOf(['met', 'all'], 'met', { about: 'outputs that are trained: of classes met so far, or all' }),
      herding: oneOf(['once', 'again'], 'once', { about: 'whether an exemplar may be picked again' }),
      classifier: oneOf(['exemplars', 'outputs'], 'exemplars', {
        about: 'what predicts: the nearest mean of exemplars, or the largest output',
      }),
      glances: count(1, { about: 'times each batch is used, with fresh draws', least: 1 }),
    },
    state: (o, theta0) => ({
      ...descentOf(o).slots(theta0),
      teacher: slot('θ*', theta0),
      old: slot('S', zeroMatrix(1, 'outputs')),
      now: slot('N', zeroMatrix(1, 'outputs')),
      exemplars: slot('P', scored(o.memory)),
    }),
    onBatch: (o) => (slots) => {
      const { teacher, old, now, exemplars, batch } = slots
      const met = maximum(now, classesIn(batch))
      return draw(
        exemplars,
        o.replay,
        (some) => {
          const both = join(batch, some)
          const taught = logistic(outputs(both, teacher, 'predicting'))
          const due = firstOrder(select(isAmong(relu(subtract(old, met)), both), taught, targets(both)))
          const distilled = (at: Params): Scalar => {
            const off = logisticLoss(outputs(both, at), due)
            const known = select(isAmong(maximum(old, met), both), off, 0)
            return meanOver(both, sumAlong(choose(o.columns, { met: known, all: off })))
          }
          return { ...descentOf(o).step({ loss: distilled, rate: o.rate })(slots), now: met }
        },
        { replacement: false },
      )
    },
    onTaskEnd:
      (o) =>
      ({ theta, old, now, exemplars, data }) => {
        const again = choose(o.herding, { once: false, again: true })
        const left = herded(data, unitFeatures(data, theta), o.memory, { again })
        return {
          teacher: theta,
          old: maximum(old, now),
          now: zeroMatrix(1, 'outputs'),
          exemplars: push(exemplars, withField(data, 'score', left)),
        }
      },
    predict:
      (o) =>
      ({ theta, old, now, exemplars }) => {
        const whole = all(exemplars)
        const centres = classCentres(whole, unitFeatures(whole, theta))
        const nearest = (inputs: Batch) => subtract(multiply(2, transform(centres, unitFeatures(inputs, theta))), 2)
        const largest = (inputs: Batch) => outputs(inputs, theta, 'predicting')
        const known = choose(o.classifier, { exemplars: classesIn(whole), outputs: maximum(old, now) })
        const said = choose(o.classifier, { exemplars: nearest, outputs: largest })
        return (inputs: Batch) => select(isAmong(known, inputs), said(inputs), never)
      },
  },
  withGlances((o) => o.glances),
)
