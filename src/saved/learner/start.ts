import * as E from 'fp-ts/lib/Either.js'
import { statisticsLayout } from '../../compiler/index.ts'
import { type Fault, fault } from '../../fault.ts'
import type { NamedTensor } from '../../formats/index.ts'
import type { Weights } from '../../interpreters/runtime/index.ts'
import { type Interface, layoutOf, type Network } from '../../networks/index.ts'

const spelt = ({ name, shape }: Pick<NamedTensor, 'name' | 'shape'>): string => `${name} [${shape.join(', ')}]`

/** So many names are told of each kind. */
const most = 12

const listed = (all: readonly string[]): string =>
  all.length <= most ? all.join(', ') : `${all.slice(0, most).join(', ')} and ${all.length - most} more`

const wrong = (rule: string, got: string, hint: string): E.Either<Fault, never> =>
  E.left(fault({ where: '--init', rule, got, hint }))

/**
 * The numbers that a network starts from, of tensors that have the names and shapes of its own. Others are left aside.
 *
 * @returns a `Left` that lists the tensors which are not there or have another shape, and what is there in their place
 */
export const weightsFor = (
  network: Network,
  between: Interface,
  tensors: readonly NamedTensor[],
): E.Either<Fault, Weights> => {
  const named = new Map(tensors.map((one) => [one.name, one]))
  const parts = { theta: layoutOf(network, between).tensors, statistics: statisticsLayout(network, between).tensors }
  const due = [...parts.theta, ...parts.statistics]
  const isThere = (one: Pick<NamedTensor, 'name' | 'shape'>): boolean =>
    `${named.get(one.name)?.shape}` === `${one.shape}`
  const missing = due.filter((one) => !isThere(one))
  if (missing.length > 0) {
    const names = new Set(due.filter(isThere).map(({ name }) => name))
    const instead = tensors.filter(({ name }) => !names.has(name))
    return wrong(
      `the weights must have the tensors of the network ${network.name}, by name and shape: ${listed(missing.map(spelt))} of ${due.length}`,
      instead.length === 0 ? 'no others' : listed(instead.map(spelt)),
      'rename or reshape them, or take the network that they are of with --network',
    )
  }
  const numbers = (of: readonly { readonly name: string }[]) =>
    of.map(({ name }) => Float32Array.from(named.get(name)!.values))
  const weights = { theta: numbers(parts.theta), statistics: numbers(parts.statistics) }
  const odd = due.find((_, i) => ![...weights.theta, ...weights.statistics][i]!.every(Number.isFinite))
  return odd === undefined
    ? E.right(weights)
    : wrong('every weight must be a finite number of float32', `another in ${odd.name}`, 'look at what wrote the file')
}
