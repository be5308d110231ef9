import { mentionsOf, type Syntax, topDown } from '../../dsl/index.ts'
import { writeEvent } from './event.ts'
import { row } from './maths.ts'
import { presentation } from './present.ts'
import { plainLines } from './unicode.ts'

/**
 * Terms as equations in plain text, each with its left side, such as `f(θ)`: their free variables go by their names. What is
 * worth a name of its own stands above the equation that needs it.
 */
export const equations = (terms: readonly (readonly [left: string, term: Syntax])[]): string =>
  terms
    .flatMap(([left, term]) => {
      const options = Object.fromEntries(
        [...topDown([term], mentionsOf)].flatMap((s) => (s._tag === 'Option' ? [[s.name, s.name] as const] : [])),
      )
      const show = presentation({ expand: false, empty: new Set() })
      const { lines } = writeEvent(
        { outcomes: [{ name: row(left), value: show(term) }], given: [], elements: [], loose: [], theta: undefined },
        { options, values: {}, anchored: false },
      )
      return plainLines(lines)
    })
    .map((line) => line.replace('←', '='))
    .join('\n')
