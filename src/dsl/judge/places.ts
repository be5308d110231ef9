import { batchesIn, makesLabels } from '../examples.ts'
import { kindOf } from '../kind.ts'
import type { Syntax, Variable } from '../syntax.ts'
import type { Trouble } from './trouble.ts'

/** Whether nodes are said where they can be done. */
interface Places {
  readonly add: (s: Syntax) => void
  /** The first node that is not. */
  readonly trouble: () => { readonly node: Syntax; readonly trouble: Trouble } | undefined
}

const ofLabels =
  'labels that a program makes can be used in a loss only, not joined, taken from, shuffled or remembered'
const ofLists =
  'examples in a list over tasks can be used in a loss only, not joined, taken from, shuffled, remembered or gone through'

/** The batches that a node has prepared on the host, and those that it goes through, by field. */
const handledBy = (s: Syntax): Readonly<Record<'prepared' | 'gone through', Readonly<Record<string, Syntax>>>> => {
  const prepared =
    s._tag === 'Join'
      ? { first: s.first, second: s.second }
      : s._tag === 'Take' || s._tag === 'Shuffle' || s._tag === 'Push'
        ? { batch: s.batch }
        : s._tag === 'ReplaceAt'
          ? { entry: s.entry }
          : {}
  const through =
    s._tag === 'Expectation'
      ? { batch: s.batch }
      : s._tag === 'Loop' && typeof s.times !== 'number'
        ? { 'times.samplesOf': s.times.samplesOf }
        : {}
  return { prepared, 'gone through': through }
}

/** Whether something holds of a batch, or of one that it is made of. */
const reaching = (
  sourcesOf: (s: Syntax) => readonly Syntax[],
  holds: (s: Syntax) => boolean,
): ((s: Syntax) => boolean) => {
  const known = new Map<Syntax, boolean>()
  const reaches = (s: Syntax): boolean => {
    const before = known.get(s)
    if (before !== undefined) return before
    known.set(s, false)
    const answer = holds(s) || sourcesOf(s).some(reaches)
    known.set(s, answer)
    return answer
  }
  return reaches
}

/**
 * Labels that a program makes exist on the device only, while batches are joined, taken from, shuffled and remembered on the host,
 * before the device runs. So do the examples that a list over tasks holds: the host knows those of a memory only.
 */
export const places = (): Places => {
  const samples = new Map<Variable, Syntax>()
  const listed = new Set<Syntax>()
  const handling: Syntax[] = []
  const sourcesOf = batchesIn((sample) => samples.get(sample))
  const isMade = reaching(sourcesOf, makesLabels)
  const isListed = reaching(sourcesOf, (s) => listed.has(s))
  return {
    add: (s) => {
      if (s._tag === 'Loop' && s.sample !== undefined && typeof s.times !== 'number')
        samples.set(s.sample, s.times.samplesOf)
      if (s._tag === 'Expectation') samples.set(s.sample, s.batch)
      if (s._tag === 'MapTasks' && kindOf(s.over)._tag === 'List') for (const element of s.bound) listed.add(element)
      if (s._tag === 'Fold' && kindOf(s.over)._tag === 'List') for (const element of s.element) listed.add(element)
      handling.push(s)
    },
    trouble: () => {
      for (const node of handling) {
        const { prepared, 'gone through': through } = handledBy(node)
        const made = Object.entries(prepared).find(([, batch]) => isMade(batch))
        if (made !== undefined)
          return { node, trouble: { path: `.${made[0]}`, rule: ofLabels, got: 'labels made by the program' } }
        const kept = Object.entries({ ...prepared, ...through }).find(([, batch]) => isListed(batch))
        if (kept !== undefined) return { node, trouble: { path: `.${kept[0]}`, rule: ofLists, got: 'such examples' } }
      }
      return undefined
    },
  }
}
