import {
  averageAlong,
  type Batch,
  count,
  field,
  type Holding,
  meanOver,
  multiply,
  nonNegativeNumber,
  outputs,
  type Params,
  positive,
  reservoir,
  rowsOf,
  type Scalar,
  subtract,
  withField,
} from '../dsl/index.ts'

/** Examples, and what the network gave for them when they were met. */
type Dark = Batch & Holding<{ readonly logits: 'outputs' }>

/** Mean over examples and outputs of (f(x; θ) − z)², z what the network gave for x when it was met. */
export const darkLoss =
  (old: Dark) =>
  (at: Params): Scalar => {
    const apart = subtract(outputs(old, at, 'learning'), field(old, 'logits'))
    return meanOver(old, averageAlong(multiply(apart, apart)))
  }

/** Examples with what the network gives for them now. */
export const metAt = (batch: Batch, theta: Params): Dark =>
  withField(batch, 'logits', outputs(batch, theta, 'learning'))

/** An empty memory that keeps outputs beside examples. */
export const darkMemory = (capacity: Parameters<typeof reservoir>[0]) =>
  reservoir(capacity, { logits: rowsOf('outputs') })

export const darkOptions = (replay: number) => ({
  rate: positive(0.03, { symbol: 'η', about: 'learning rate' }),
  memory: count(200, { about: 'examples remembered' }),
  replay: count(replay, { symbol: 'k', about: 'remembered examples drawn each time' }),
  alpha: nonNegativeNumber(0.2, { symbol: 'α', about: 'weight of the outputs that are remembered' }),
  glances: count(1, { about: 'times each batch is used, with fresh draws, and remembered', least: 1 }),
})
