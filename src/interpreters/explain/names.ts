import { kindOf, type Syntax } from '../../dsl/index.ts'
import { isStep } from './edges.ts'
import { nameOf, type Scribe } from './scribe.ts'

/** Letters for what has no better name, by its kind. */
const letters: Readonly<Record<string, readonly string[]>> = {
  Params: ['v', 'u', 'w'],
  Scalar: ['s', 'c', 'a'],
  Condition: ['b'],
  Batch: ['m', 'Q'],
  Memory: ['M'],
  List: ['R'],
}

export const lettersFor = (s: Syntax): readonly string[] => letters[kindOf(s)._tag] ?? ['v']

/** What a step was taken from, by name. */
const from = (scribe: Scribe, s: Syntax): readonly string[] => {
  const at = s._tag === 'Combinator' ? s.parts.at : undefined
  const name = typeof at === 'object' && at._tag !== 'Lambda' ? nameOf(scribe, at) : undefined
  return name?._tag === 'Name' && name.indices.length === 0 ? [name.text] : []
}

/** What a term with a line of its own may be called, the best name first. */
export const namesFor = (scribe: Scribe, s: Syntax): readonly string[] => {
  const hint = scribe.survey.hintOf(s)
  if (s._tag === 'Combinator' && s.notation?.gives !== undefined) return [s.notation.gives]
  if (hint !== undefined) return [hint]
  if (isStep(s)) return [...from(scribe, s), 'φ', 'ψ']
  if (s._tag === 'Component' && s.of._tag === 'Gradient') return ['g']
  if (s._tag === 'Relabel' || s._tag === 'Push') {
    const old = nameOf(scribe, s._tag === 'Push' ? s.memory : s.batch)
    if (old?._tag === 'Name') return [`${old.text}′`]
  }
  if (s._tag === 'MapTasks')
    return s.body.every((b) => b._tag === 'Component' && b.of._tag === 'Gradient') ? ['G'] : ['R']
  if (s._tag === 'Shuffle' || s._tag === 'Coordinates') return ['S']
  if (s._tag === 'Noise') return s.distribution === 'gaussian' ? ['ε', 'ξ'] : ['u']
  return lettersFor(s)
}
