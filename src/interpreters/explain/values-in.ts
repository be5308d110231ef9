import type { Syntax } from '../../dsl/index.ts'
import { edgesOf, type Frame } from './edges.ts'
import { isWithin, type Survey } from './survey.ts'

/**
 * The values that some terms read by name: variables and terms with lines of their own. `isInside` tells the frames whose
 * values belong to the terms themselves, `bound` are the variables that are bound around them.
 */
export const valuesIn = (
  survey: Survey,
  terms: readonly Syntax[],
  isInside: (frame: Frame) => boolean,
  bound: readonly Syntax[] = [],
): ReadonlySet<Syntax> => {
  const free = new Set<Syntax>(terms.flatMap((s) => [...survey.freeIn(s)]).filter((v) => !bound.includes(v)))
  const found = new Set<Syntax>()
  const seen = new Set<Syntax>()
  const pending = [...terms]
  for (let s = pending.pop(); s !== undefined; s = pending.pop()) {
    if (seen.has(s)) continue
    seen.add(s)
    if (s._tag === 'Variable') {
      if (free.has(s)) found.add(s)
      continue
    }
    const home = s._tag === 'Component' ? s.of : s
    if (survey.isValue(s) && !isInside(survey.frameOf(home))) {
      found.add(s)
      continue
    }
    pending.push(...edgesOf(s).map(({ to }) => to))
  }
  return found
}

/** What a line of a frame reads: lines further inside are part of it. */
export const valuesOfLine = (survey: Survey, s: Syntax, frame: Frame): ReadonlySet<Syntax> => {
  const isInside = (home: Frame): boolean => home !== frame && isWithin(home, frame)
  if (!survey.isNamed(s) || survey.frameOf(s) !== frame) return valuesIn(survey, [s], isInside)
  const edges = edgesOf(s)
  const bound = edges.flatMap(({ inside }) => inside?.bound ?? [])
  return valuesIn(
    survey,
    edges.map(({ to }) => to),
    isInside,
    bound,
  )
}

/** What the results of a frame read once its lines are done: values of the frame and of those around it. */
export const valuesOfResults = (survey: Survey, results: readonly Syntax[], frame: Frame): ReadonlySet<Syntax> =>
  valuesIn(survey, results, (home) => home !== frame && isWithin(home, frame))

/** What the terms of a function, or of a loop's body, read from outside of it. */
export const valuesOfFunction = (survey: Survey, body: Syntax, frame: Frame | undefined): ReadonlySet<Syntax> =>
  valuesIn(survey, [body], (home) => frame !== undefined && isWithin(home, frame), frame?.bound)
