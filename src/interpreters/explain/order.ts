import type { Syntax, Variable } from '../../dsl/index.ts'
import type { Frame } from './edges.ts'
import type { Maths } from './maths.ts'
import { isWithin, type Survey } from './survey.ts'
import { valuesOfLine } from './values-in.ts'

/** What a variable holds when the lines of a frame are done: a slot of the state, or what a loop carries. */
export interface Final {
  /** Unless nothing was there before. */
  readonly variable?: Variable
  readonly value: Syntax
}

/** A variable that a frame leaves with a new value, and its name. */
export interface Outcome extends Final {
  readonly name: Maths
}

/** A line to be: a term that gets a name, or the new value of a variable. */
export interface Step {
  readonly node?: Syntax
  readonly final?: Final
  readonly reads: ReadonlySet<Syntax>
}

/** The node whose line gives a value. */
export const homeOf = (s: Syntax): Syntax => (s._tag === 'Component' ? s.of : s)

/** Lines before which others have to stand, by position. */
type Before = readonly Set<number>[]

/** Positions in an order in which each comes after those before it; none if they go round in a circle. */
const sorted = (before: Before): readonly number[] | undefined => {
  const order: number[] = []
  const state = new Map<number, 'open' | 'done'>()
  for (let start = 0; start < before.length; start++) {
    const pending = [start]
    for (let i = pending.at(-1); i !== undefined; i = pending.at(-1)) {
      const waits = state.get(i) === undefined ? [...before[i]!].filter((j) => state.get(j) !== 'done') : []
      if (waits.some((j) => state.get(j) === 'open')) return undefined
      if (waits.length > 0) {
        state.set(i, 'open')
        pending.push(...waits.reverse())
        continue
      }
      pending.pop()
      if (state.get(i) !== 'done') order.push(i)
      state.set(i, 'done')
    }
  }
  return order
}

/**
 * The lines of a frame in order: each after those whose values it reads, and, where that can be, a variable is given its
 * new value only after everybody has read the old one.
 */
export const stepsOf = (
  survey: Survey,
  frame: Frame,
  finals: readonly Final[],
): { readonly steps: readonly Step[]; readonly claims: ReadonlyMap<Syntax, Final> } => {
  const nodes = survey.linesIn(frame)
  const claims = new Map<Syntax, Final>()
  const changed = finals.filter(({ variable, value }) => value !== variable)
  for (const final of changed)
    if (survey.isNamed(final.value) && survey.frameOf(final.value) === frame && !claims.has(final.value))
      claims.set(final.value, final)
  const inner = (home: Frame): boolean => home !== frame && isWithin(home, frame)
  const steps: readonly Step[] = [
    ...nodes.map((node): Step => ({ node, reads: valuesOfLine(survey, node, frame) })),
    ...changed.map((final): Step => {
      const named = survey.isValue(final.value) && !inner(survey.frameOf(homeOf(final.value)))
      return { final, reads: named ? new Set([final.value]) : valuesOfLine(survey, final.value, frame) }
    }),
  ]
  const position = new Map<Syntax, number>(nodes.map((node, i) => [node, i]))
  const before: Before = steps.map(
    ({ reads }, i) =>
      new Set(
        [...reads].flatMap((s) => {
          const at = position.get(s) ?? position.get(homeOf(s))
          return at === undefined || at === i ? [] : [at]
        }),
      ),
  )
  let order = sorted(before) ?? steps.map((_, i) => i)
  changed.forEach((final, j) => {
    if (final.variable === undefined) return
    const giver = claims.get(final.value) === final ? position.get(final.value)! : nodes.length + j
    const readers = steps.flatMap(({ reads }, i) => (i !== giver && reads.has(final.variable!) ? [i] : []))
    const added = readers.filter((i) => !before[giver]!.has(i))
    for (const i of added) before[giver]!.add(i)
    const better = sorted(before)
    if (better === undefined) for (const i of added) before[giver]!.delete(i)
    else order = better
  })
  return { steps: order.map((i) => steps[i]!), claims }
}
