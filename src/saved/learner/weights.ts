import { statisticsLayout, statisticsSlot } from '../../compiler/index.ts'
import type { NamedTensor } from '../../formats/index.ts'
import { type Interface, layoutOf, type Network } from '../../networks/index.ts'

/** The slots that are the network's own: their tensors are known by their names in it alone, such as `layer1.weight`. */
const own = ['theta', statisticsSlot].map((slot) => `${slot}/`)

/** What of a state are the weights of its network, by their names there; and what else it has. */
export const separated = (
  tensors: readonly NamedTensor[],
): { readonly weights: readonly NamedTensor[]; readonly rest: readonly NamedTensor[] } => {
  const prefix = ({ name }: NamedTensor) => own.find((slot) => name.startsWith(slot))
  return {
    weights: tensors.flatMap((one) => {
      const slot = prefix(one)
      return slot === undefined ? [] : [{ ...one, name: one.name.slice(slot.length) }]
    }),
    rest: tensors.filter((one) => prefix(one) === undefined),
  }
}

/** The tensors of a network by the names of their slots again: first its parameters, then its running statistics. */
export const reunited = (
  network: Network,
  between: Interface,
  weights: readonly NamedTensor[],
): readonly NamedTensor[] => {
  const named = new Map(weights.map((one) => [one.name, one]))
  const of = (slot: string, names: readonly string[]) =>
    names.flatMap((name) => {
      const tensor = named.get(name)
      return tensor === undefined ? [] : [{ ...tensor, name: `${slot}/${name}` }]
    })
  return [
    ...of(
      'theta',
      layoutOf(network, between).tensors.map(({ name }) => name),
    ),
    ...of(
      statisticsSlot,
      statisticsLayout(network, between).tensors.map(({ name }) => name),
    ),
  ]
}
