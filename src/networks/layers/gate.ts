import * as t from 'io-ts'
import { type Rule, type Shape, spelt } from './rule.ts'

/**
 * body(x) ⊙ branch(x), element by element: what a branch lets through of a body. A branch that ends with one place, or one channel,
 * is one number for all places, or channels, of the body. No layers are the identity.
 */
export interface Gate<Inner> {
  readonly _tag: 'Gate'
  readonly body: readonly Inner[]
  readonly branch: readonly Inner[]
}

/** body(x) ⊙ branch(x), as in ANML: a network beside another, whose outputs say how much of the other's features goes on. */
export const gate = <Inner>({
  body = [],
  branch,
}: {
  readonly body?: readonly Inner[]
  readonly branch: readonly Inner[]
}): Gate<Inner> => ({ _tag: 'Gate', body, branch })

const stretches = (branch: Shape, body: Shape): boolean =>
  branch.length === body.length && branch.every((extent, i) => extent === body[i] || extent === 1)

export const gateRule: Rule<Gate<unknown>> = {
  fields: { body: t.UnknownArray, branch: t.UnknownArray },
  parts: ['body', 'branch'],
  misfit: (_, { ends: { body = [], branch = [] } }) =>
    stretches(branch, body)
      ? undefined
      : {
          rule: 'the branch of a gate must give the shape of its body, or 1 where one number is for all',
          got: `${spelt(branch)} for ${spelt(body)}`,
        },
  shapeAfter: (_, { ends }) => ends.body!,
  forward: (_, { o, ends }) => o.multiply(ends.body!, ends.branch!),
}
