import { type Syntax, scopesOf } from '../../dsl/index.ts'
import { writeEvent } from './event.ts'
import { row } from './maths.ts'
import { presentation } from './present.ts'
import { plainLines } from './unicode.ts'

/** Everything that a term mentions. */
const within = (term: Syntax): readonly Syntax[] => {
  const seen = new Set<Syntax>([term])
  for (const s of seen) for (const inner of scopesOf(s).flatMap(({ terms }) => terms)) seen.add(inner)
  return [...seen]
}

/**
 * Terms as equations in plain text, each with its left side, such as `f(θ)`: their free variables go by their names. What is
 * worth a name of its own stands above the equation that needs it.
 */
export const equations = (terms: readonly (readonly [left: string, term: Syntax])[]): string =>
  terms
    .flatMap(([left, term]) => {
      const options = Object.fromEntries(
        within(term).flatMap((s) => (s._tag === 'Option' ? [[s.name, s.name] as const] : [])),
      )
      const shown = presentation({ names: new Map(), expand: false, empty: new Set() })
      const { lines } = writeEvent(
        { outcomes: [{ name: row(left), value: shown.show(term) }], given: [], elements: [], theta: undefined },
        { options, presentation: shown, anchored: false },
      )
      return plainLines(lines)
    })
    .map((line) => line.replace('←', '='))
    .join('\n')
