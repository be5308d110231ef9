import { batchesIn, makesLabels } from '../examples.ts'
import type { Syntax, Variable } from '../syntax.ts'
import type { Trouble } from './trouble.ts'

/** Whether nodes are said where they can be done. */
interface Places {
  readonly add: (s: Syntax) => void
  /** The first node that is not. */
  readonly trouble: () => { readonly node: Syntax; readonly trouble: Trouble } | undefined
}

const rule = 'labels that a program makes can be used in a loss only, not joined, taken from, shuffled or remembered'

/**
 * Labels that a program makes exist on the device only, while batches are joined, taken from, shuffled and remembered on the host,
 * before the device runs.
 */
export const places = (): Places => {
  const samples = new Map<Variable, Syntax>()
  const handled: Extract<Syntax, { readonly _tag: 'Join' | 'Take' | 'Shuffle' | 'Push' }>[] = []
  const made = new Map<Syntax, boolean>()
  const sourcesOf = batchesIn((sample) => samples.get(sample))
  const isMade = (s: Syntax): boolean => {
    const known = made.get(s)
    if (known !== undefined) return known
    made.set(s, false)
    const answer = makesLabels(s) || sourcesOf(s).some(isMade)
    made.set(s, answer)
    return answer
  }
  return {
    add: (s) => {
      if (s._tag === 'Loop' && s.sample !== undefined && typeof s.times !== 'number')
        samples.set(s.sample, s.times.samplesOf)
      if (s._tag === 'Expectation') samples.set(s.sample, s.batch)
      if (s._tag === 'Join' || s._tag === 'Take' || s._tag === 'Shuffle' || s._tag === 'Push') handled.push(s)
    },
    trouble: () => {
      for (const node of handled) {
        const batches = node._tag === 'Join' ? { first: node.first, second: node.second } : { batch: node.batch }
        const wrong = Object.entries(batches).find(([, batch]) => isMade(batch))
        if (wrong !== undefined)
          return { node, trouble: { path: `.${wrong[0]}`, rule, got: 'labels made by the program' } }
      }
      return undefined
    },
  }
}
