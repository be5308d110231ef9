import * as t from 'io-ts'
import { type Rule, spelt } from './rule.ts'

/** body(x) + shortcut(x); no layers are the identity. */
export interface Residual<Inner> {
  readonly _tag: 'Residual'
  readonly body: readonly Inner[]
  readonly shortcut: readonly Inner[]
}

/** body(x) + shortcut(x). */
export const residual = <Inner>({
  body,
  shortcut = [],
}: {
  readonly body: readonly Inner[]
  readonly shortcut?: readonly Inner[]
}): Residual<Inner> => ({ _tag: 'Residual', body, shortcut })

export const residualRule: Rule<Residual<unknown>> = {
  fields: { body: t.UnknownArray, shortcut: t.UnknownArray },
  parts: ['body', 'shortcut'],
  misfit: (_, { ends: { body = [], shortcut = [] } }) =>
    `${body}` === `${shortcut}`
      ? undefined
      : { rule: 'both ways of a residual must give one shape', got: `${spelt(body)} and ${spelt(shortcut)}` },
  shapeAfter: (_, { ends }) => ends.body!,
  forward: (_, { o, ends }) => o.add(ends.body!, ends.shortcut!),
}
