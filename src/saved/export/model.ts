import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../../fault.ts'
import { type NamedTensor, sizeOfShape } from '../../formats/index.ts'
import { predictionOf } from '../../networks/index.ts'
import type { Kept } from '../learner/kept.ts'
import { type Builder, batch, builder, type Graph, type Value } from './graph.ts'
import { through } from './layers.ts'

/** Less than any output by so much that its share of a softmax is 0. */
const never = -1e30

/** What a task and the stream do to inputs, as steps. */
const presented = (b: Builder, { tasks, presented: { normalise } }: Kept, task: number, input: Value): Value => {
  const pixels = tasks[task]?.pixels
  const size = sizeOfShape(input.shape.slice(1))
  const inOrder = (x: Value): Value => {
    if (pixels === undefined) return x
    const flat = b.step({ _tag: 'Reshape' }, [x], [batch, size])
    const places = Array.from(pixels, (from) => Math.max(0, from))
    const found = b.step({ _tag: 'Gather', places }, [flat], [batch, size])
    const seen = pixels.every((from) => from >= 0)
      ? found
      : b.binary(
          'multiply',
          found,
          b.constant(
            'pixels.seen',
            [size],
            Float32Array.from(pixels, (of) => (of < 0 ? 0 : 1)),
          ),
        )
    return b.step({ _tag: 'Reshape' }, [seen], input.shape)
  }
  const ordered = inOrder(input)
  if (normalise === undefined) return ordered
  const { mean, deviation } = normalise
  // Images without channels have one, which would stand in the place of their columns.
  const shape = input.shape.length === 4 ? [mean.length] : []
  const moment = (name: string, of: readonly number[]) => b.constant(`inputs.${name}`, shape, Float32Array.from(of))
  return b.binary('divide', b.binary('subtract', ordered, moment('mean', mean)), moment('deviation', deviation))
}

/** The outputs among which a softmax is: those of the classes of a task that has a head of its own. */
const competing = (b: Builder, { between, tasks }: Kept, task: number, outputs: Value): Value => {
  const classes = between.heads === 'task' ? tasks[task]?.classes : undefined
  if (classes === undefined) return outputs
  const mask = Float32Array.from({ length: between.outputs }, (_, of) => (classes.includes(of) ? 0 : never))
  return b.binary('add', outputs, b.constant('head', [between.outputs], mask))
}

const named = (b: Builder, name: string, x: Value): Value => b.step({ _tag: 'Reshape' }, [x], x.shape, name)

/**
 * What a learner predicts as a graph: from `inputs` [n, …] as the data has them to `outputs` [n, outputs], and where it tells classes to
 * their `probabilities`, those of other tasks' heads 0.
 *
 * @param weights the tensors that it predicts with, by their names in the network
 * @returns a `Left` for a layer of one's own, whose rule no format holds
 */
export const graphOf = (kept: Kept, weights: readonly NamedTensor[], task: number): E.Either<Fault, Graph> => {
  const { network, between } = kept
  const b = builder()
  const known = new Map(weights.map((one) => [one.name, one]))
  const input: Value = { name: 'inputs', shape: [batch, ...between.inputShape] }
  const tensor = (name: string): Value => {
    const { shape, values } = known.get(name)!
    return b.constant(name, shape, Float32Array.from(values))
  }
  return pipe(
    through(network.layers, presented(b, kept, task, input), { b, tensor, outputs: between.outputs }),
    E.filterOrElse(
      ({ shape }) => shape.length === 2,
      ({ shape }) =>
        fault({
          where: 'export',
          rule: 'a network must end with vectors',
          got: `examples of ${shape.slice(1).join(' × ')}`,
        }),
    ),
    E.map((end): Graph => {
      const outputs = named(b, 'outputs', end)
      const probabilities =
        predictionOf(network) === 'classes'
          ? [named(b, 'probabilities', b.unary('softmax', competing(b, kept, task, outputs)))]
          : []
      return { name: network.name, input, outputs: [outputs, ...probabilities], ...b.built() }
    }),
  )
}
