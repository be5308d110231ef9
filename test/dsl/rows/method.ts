import {
  add,
  crossEntropy,
  defineMethod,
  distillation,
  features,
  firstOrder,
  grad,
  gradientStep,
  huber,
  lossBy,
  meanOuter,
  outputs,
  outputsFrom,
  type Params,
  positive,
  preactivations,
  type Rows,
  targets,
  zeroMatrix,
} from '../../../src/dsl/index.ts'

/** A method that says most of what there is to say of rows: losses of its own, a teacher, and the gradient of a layer as a matrix. */
export const taught = defineMethod({
  name: 'taught',
  source: 'a test',
  options: { rate: positive(0.1, { symbol: 'α' }), temperature: positive(2, { symbol: 'T' }) },
  state: (_, theta0) => ({ teacher: theta0, slopes: zeroMatrix('preactivations:output', 'features:output') }),
  onBatch:
    (o) =>
    ({ theta, batch, teacher, slopes }) => {
      const before = firstOrder(outputs(batch, teacher, 'predicting'))
      const distilled = (at: Params) =>
        distillation(before, { temperature: o.temperature })(outputs(batch, at), targets(batch), batch)
      const whole = (at: Params) => add(lossBy(huber({ threshold: 1 }))(batch)(at), distilled(at))
      const given = preactivations(batch, theta, 'output')
      const g = grad((z: Rows<'preactivations:output'>) =>
        crossEntropy()(outputsFrom(z, theta), targets(batch), batch),
      )(given)
      return {
        theta: gradientStep({ loss: whole, rate: o.rate })(theta),
        teacher: theta,
        slopes: add(slopes, meanOuter(batch, g, features(batch, theta, 'output'))),
      }
    },
})
