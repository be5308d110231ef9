import type { HostBatch } from '../../data/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { sizeOf } from '../../ir/index.ts'
import type { Interface } from '../../networks/index.ts'

/** Why these inputs are none of a network; nothing where they are. */
export const inputMisfit = (
  where: string,
  what: string,
  { inputShape }: Interface,
  inputs: ArrayLike<number>,
  count: number,
): Fault | undefined =>
  inputs.length === count * sizeOf(inputShape)
    ? undefined
    : fault({
        where,
        rule: `${what} of ${count} must have ${sizeOf(inputShape)} numbers an input, ${count * sizeOf(inputShape)} in all`,
        got: `${inputs.length}`,
        hint: `the network takes inputs of ${inputShape.join(' × ')}`,
      })

/** Why batches of an event don't go with a network; nothing where each does. */
export const batchMisfit = (
  where: string,
  between: Interface,
  batches: Readonly<Record<string, HostBatch>>,
): Fault | undefined => {
  for (const [name, { count, inputs, targets, weights, heads = targets }] of Object.entries(batches)) {
    const odd = inputMisfit(where, `\`${name}\``, between, inputs, count)
    if (odd !== undefined) return odd
    const { outputs } = between
    const parts = [
      ['targets', targets, outputs],
      ['weights', weights, 1],
      ['heads', heads, outputs],
    ] as const
    const wrong = parts.find(([, values, each]) => values.length !== count * each)
    if (wrong === undefined) continue
    const [part, { length }, each] = wrong
    return fault({
      where,
      rule: `\`${name}\` of ${count} must have ${each} of ${part} an example, ${count * each} in all`,
      got: `${length}`,
      hint: `the network has ${outputs} outputs; an example has a weight`,
    })
  }
  return undefined
}
