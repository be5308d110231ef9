import type { Measured } from '../dsl/index.ts'
import type { Node, Operations } from '../ir/index.ts'
import { forward, type GivenMoments, type Network, type Noise, type Point, predictionOf } from '../networks/index.ts'

/** A batch on the device: inputs [n, …], targets [n, outputs], weights [n]. */
export interface BatchNodes {
  readonly inputs: Node
  readonly targets: Node
  readonly weights: Node
  /** Where there is a head a task: 1 for the outputs of an example's own, 0 for the others, [n, outputs]. */
  readonly heads?: Node
  /** Rows beside them, [n, width], by the names of their fields. */
  readonly fields?: Readonly<Record<string, Node>>
}

/** What is run: a network at parameters; its normalisations use these moments, and those of the batch itself where none are given. */
export interface Model {
  readonly network: Network
  readonly parameters: readonly Node[]
  readonly moments?: GivenMoments
  /** What its noisy layers draw; nothing while it predicts. */
  readonly noise?: Noise
}

/** What the output of another task's class is in place of what it would be: as good as −∞, and finite. */
const closed = -1e11

export const outputsOn = (
  o: Operations,
  model: Model,
  { inputs, weights }: Pick<BatchNodes, 'inputs' | 'weights'>,
): Node => forward(o, { ...model, inputs, weights }).outputs

/** What a network gives on a batch, and what is at a point of it, if there is such a point. */
export const passOn = (
  o: Operations,
  model: Model,
  { inputs, weights }: Pick<BatchNodes, 'inputs' | 'weights'>,
  at: Point,
): { readonly outputs: Node; readonly found?: Node } => forward(o, { ...model, inputs, weights, at })

/** The outputs with those of other heads replaced. */
const within = (o: Operations, outputs: Node, heads: Node | undefined, otherwise: number): Node =>
  heads === undefined ? outputs : o.select(o.less(o.constant(0.5), heads), outputs, o.constant(otherwise))

/** log Σⱼ exp zⱼ for each row, [n, k] → [n, 1], shifted by the largest so that nothing overflows. */
const logSumExp = (o: Operations, logits: Node): Node => {
  const rows = logits.shape[0]!
  const shift = o.stopGradient(o.reshape(o.maximumOver(logits, [1]), [rows, 1]))
  return o.add(o.logarithm(o.reshape(o.sum(o.exponential(o.subtract(logits, shift)), [1]), [rows, 1])), shift)
}

/** Σᵢ wᵢ, and 1 where no example counts. */
export const wholeOf = (o: Operations, weights: Node): Node => {
  const whole = o.sum(weights)
  const none = o.equal(whole, o.constant(0))
  return o.select(none, o.constant(1), whole)
}

/** Σᵢ wᵢ aᵢ / Σᵢ wᵢ, and 0 where no example counts. */
export const weightedMean = (o: Operations, values: Node, weights: Node): Node =>
  o.divide(o.sum(o.multiply(weights, values)), wholeOf(o, weights))

type Measuring = (o: Operations, model: Model, batch: BatchNodes) => Node

/** The mean of a network's built-in loss of such outputs on a batch, over the outputs of each example's head. */
export const lossOf = (o: Operations, network: Network, outputs: Node, batch: BatchNodes): Node => {
  const rows = outputs.shape[0]!
  switch (predictionOf(network)) {
    case 'classes': {
      const logits = within(o, outputs, batch.heads, closed)
      const surprise = o.subtract(
        o.reshape(logSumExp(o, logits), [rows]),
        o.sum(o.multiply(batch.targets, logits), [1]),
      )
      return weightedMean(o, surprise, batch.weights)
    }
    case 'numbers': {
      const apart = within(o, o.subtract(outputs, batch.targets), batch.heads, 0)
      return weightedMean(o, o.multiply(o.constant(0.5), o.sum(o.multiply(apart, apart), [1])), batch.weights)
    }
  }
}

const lossOn: Measuring = (o, model, batch) => lossOf(o, model.network, outputsOn(o, model, batch), batch)

/** The mean over a batch of ‖f(x)‖², over the outputs of each example's head. */
const squaredOutputNorm: Measuring = (o, model, batch) => {
  const outputs = within(o, outputsOn(o, model, batch), batch.heads, 0)
  return weightedMean(o, o.sum(o.multiply(outputs, outputs), [1]), batch.weights)
}

/** The mean over a batch of ⟨y, f(x)⟩, over the outputs of each example's head. */
const labelledOutput: Measuring = (o, model, batch) => {
  const outputs = within(o, outputsOn(o, model, batch), batch.heads, 0)
  return weightedMean(o, o.sum(o.multiply(batch.targets, outputs), [1]), batch.weights)
}

export const measured: Readonly<Record<Measured, Measuring>> = { loss: lossOn, squaredOutputNorm, labelledOutput }

/** How many uniform numbers the sampling of a label takes for each output. */
export const uniformsFor = (network: Network): number => (predictionOf(network) === 'numbers' ? 2 : 1)

/** f(x) + ε, ε ~ N(0, 1) by Box and Muller's rule: the labels that a model of squared error says there are. */
const normalTargets = (o: Operations, outputs: Node, uniform: Node): Node => {
  const [rows, width] = outputs.shape as readonly [number, number]
  const half = (from: number): Node => o.slice(uniform, [0, from], [rows, width])
  const radius = o.squareRoot(o.multiply(o.constant(-2), o.logarithm(half(0))))
  return o.add(outputs, o.multiply(radius, o.cosine(o.multiply(o.constant(2 * Math.PI), half(width)))))
}

/**
 * Targets sampled from the model by uniform numbers: for cross entropy a class, by the Gumbel-max rule on the outputs; for squared
 * error outputs with normal noise.
 */
export const sampledTargets = (o: Operations, model: Model, batch: BatchNodes, uniform: Node): Node => {
  const all = outputsOn(o, model, batch)
  if (predictionOf(model.network) === 'numbers') return o.stopGradient(normalTargets(o, all, uniform))
  const outputs = within(o, all, batch.heads, closed)
  const score = o.subtract(outputs, o.logarithm(o.negate(o.logarithm(uniform))))
  const best = o.reshape(o.maximumOver(score, [1]), [outputs.shape[0]!, 1])
  return o.stopGradient(o.select(o.equal(score, o.broadcast(best, score.shape)), o.constant(1), o.constant(0)))
}

/** Targets that are the model's own prediction: the chance of each class, or for squared error the outputs. */
export const softTargets: Measuring = (o, model, batch) => {
  const all = outputsOn(o, model, batch)
  if (predictionOf(model.network) === 'numbers') return o.stopGradient(all)
  const logits = within(o, all, batch.heads, closed)
  return o.stopGradient(o.exponential(o.subtract(logits, logSumExp(o, logits))))
}
