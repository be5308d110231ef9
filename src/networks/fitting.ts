import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../fault.ts'
import { groupOf, kindOfLayer, type Layer, type Misfit, partsOf, ruleOf, type Shape, spelt } from './layers/index.ts'
import type { Interface, Network } from './network.ts'
import { ownMisfit } from './own-misfit.ts'
import { endsOf, shapeAfter } from './shape.ts'

interface Placed extends Misfit {
  readonly path: readonly string[]
}

const label = (layer: Layer, position: number): string => `${kindOfLayer(layer)} ${groupOf(layer) ?? `at ${position}`}`

const firstMisfit = (
  layers: readonly Layer[],
  start: Shape,
  outputs: number,
  path: readonly string[],
): Placed | undefined => {
  let shape = start
  for (const [position, layer] of layers.entries()) {
    const here = [...path, label(layer, position)]
    for (const [part, inner] of partsOf(layer)) {
      const inside = firstMisfit(inner, shape, outputs, [...here, part])
      if (inside !== undefined) return inside
    }
    const where = { shape, outputs, ends: endsOf(layer, shape, outputs) }
    const own = layer._tag === 'Own' ? ownMisfit(layer, where) : ruleOf(layer).misfit?.(layer, where)
    if (own !== undefined) return { ...own, path: here }
    shape = shapeAfter(layer, shape, outputs)
  }
  return undefined
}

const groupsOf = (layers: readonly Layer[]): readonly string[] =>
  layers.flatMap((layer) => [
    ...[groupOf(layer) ?? []].flat(),
    ...partsOf(layer).flatMap(([, inner]) => groupsOf(inner)),
  ])

/** The network, if each of its layers can stand where it does; else what can't, and where. */
export const standing = (
  network: Network,
  { inputShape, outputs }: Pick<Interface, 'inputShape' | 'outputs'>,
): E.Either<Fault, Network> => {
  const where = `network ${network.name}`
  const misfit = firstMisfit(network.layers, inputShape, outputs, [])
  if (misfit !== undefined) return E.left(fault({ where, ...misfit, path: [...misfit.path] }))
  const groups = groupsOf(network.layers)
  const twice = groups.find((group, i) => groups.indexOf(group) !== i)
  return twice === undefined
    ? E.right(network)
    : E.left(fault({ where, rule: 'every layer with parameters must have a group of its own', got: twice }))
}

/** The network, if its layers fit each other between this input and these outputs; else what does not, and where. */
export const fitting = (network: Network, between: Interface): E.Either<Fault, Network> =>
  pipe(
    standing(network, between),
    E.chain(() => {
      const { inputShape, outputs } = between
      const end = network.layers.reduce<Shape>((so, layer) => shapeAfter(layer, so, outputs), inputShape)
      return `${end}` === `${outputs}`
        ? E.right(network)
        : E.left(
            fault({
              where: `network ${network.name}`,
              rule: `the last layer must give the ${outputs} outputs`,
              got: spelt(end),
            }),
          )
    }),
  )
