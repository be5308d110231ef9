import type { Penalty } from '../../../src/dsl/index.ts'
import { type Givens, meaning, params, positive, scalar, smallLayout, type TermsOf } from '../../../src/laws/index.ts'
import type { Layout } from '../../../src/networks/index.ts'

/** What a prox is taken at, and its rate. */
export const point = { at: params(), rate: scalar(positive) }

/** prox_{γf}(v) for every v and γ, and for every value of what f is given. */
export const proxOf = <G extends Givens>(
  given: G,
  penalty: (terms: TermsOf<G>) => Penalty,
  layout: Layout = smallLayout,
) =>
  meaning(
    { ...given, ...point } as G & typeof point,
    (t: TermsOf<G> & TermsOf<typeof point>) => ({ prox: penalty(t).prox(t.rate)(t.at) }),
    { layout },
  )
