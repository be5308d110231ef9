import { isUnrolled, limits, type Syntax, type SyntaxOf, unrolledTerms, type Variable } from '../../dsl/index.ts'
import { countOf } from './batches.ts'
import { nextOf, startOf } from './carried.ts'
import { type Context, inScope } from './context.ts'
import { type Lowered, listOf } from './lowered.ts'
import { pastTasksOf } from './memories.ts'
import { Refusal } from './refusal.ts'

type Lower = (s: Syntax) => Lowered
type Carrying = SyntaxOf<'Loop' | 'Fold'>

/** How long a list is, or how many past tasks a memory has, when an event is compiled. */
const lengthIn =
  (c: Context) =>
  (s: Syntax): number => {
    const value = s._tag === 'Variable' ? c.variables.get(s) : undefined
    if (value?._tag === 'List') return value.elements.length
    return s._tag === 'Variable' && s.kind._tag === 'List' ? 0 : pastTasksOf(c, s)
  }

/** The judge has counted what the program alone says; lists of the state and the batches of an event are as long as they are. */
const bounded = (c: Context, s: Carrying): void => {
  if (c.unrolled.inside) return
  const terms = unrolledTerms({ freeIn: c.freeIn, rowsOf: (batch) => countOf(c, batch), lengthOf: lengthIn(c) }, most)
  c.unrolled.terms += terms(s)
  if (c.unrolled.terms > most)
    throw new Refusal(
      `what is unrolled, turns of loops in which lists change their length and steps over tasks, may come to at most ${most} terms in an event`,
      'more, by the sizes of its batches and lists',
      'take fewer examples, as in take(data, 20), or keep fewer elements',
    )
}

const most = limits.unrolled

/** With a counter fixed, and so no counter of a loop on the device. */
export const fixedAt = <A>(
  c: Context,
  counter: Variable,
  turn: number,
  also: readonly Variable[],
  make: () => A,
): A => {
  const before = { value: c.variables.get(counter), turn: c.fixed.get(counter) }
  c.variables.set(counter, { _tag: 'Numbers', kind: counter.kind, nodes: [c.o.constant(turn)] })
  c.fixed.set(counter, turn)
  const made = inScope(c, [counter, ...also], make)
  for (const variable of also) c.variables.delete(variable)
  if (before.value === undefined) c.variables.delete(counter)
  else c.variables.set(counter, before.value)
  if (before.turn === undefined) c.fixed.delete(counter)
  else c.fixed.set(counter, before.turn)
  return made
}

/** What a loop or a fold carries after each of its turns, which are lowered one after the other. */
const turnsOf = (
  c: Context,
  s: Carrying,
  times: number,
  given: { readonly variables: readonly Variable[]; readonly bind: (turn: number) => void },
  lower: Lower,
): readonly Lowered[] => {
  bounded(c, s)
  const start = s.bound.map((variable, i) => startOf(variable, lower(s.initial[i]!)))
  const outermost = !c.unrolled.inside
  c.unrolled.inside = true
  const states: (readonly Lowered[])[] = []
  let state: readonly Lowered[] = start
  for (let turn = 0; turn < times; turn += 1) {
    const before = state
    state = fixedAt(c, s.index, turn, [...given.variables, ...s.bound], () => {
      s.bound.forEach((variable, i) => {
        c.variables.set(variable, before[i]!)
      })
      given.bind(turn)
      return s.next.map((next, i) => nextOf(c, s.bound[i]!, lower(next), before[i]!))
    })
    states.push(state)
  }
  if (outermost) c.unrolled.inside = false
  const finals = state.map((value): Lowered => ({ ...value }))
  c.turns.set(finals[0]!, states)
  return finals
}

/** A loop that is no loop on the device, as a list that it carries changes its length: its turns one after the other. */
export const lowerTurns = (
  c: Context,
  s: SyntaxOf<'Loop'>,
  times: number,
  sampleAt: (turn: number) => Lowered | undefined,
  lower: Lower,
): readonly Lowered[] => {
  const { sample } = s
  const bind = (turn: number): void => {
    const part = sampleAt(turn)
    if (sample !== undefined && part !== undefined) c.variables.set(sample, part)
  }
  return turnsOf(c, s, times, { variables: sample === undefined ? [] : [sample], bind }, lower)
}

/** One step for each element of a list or past task of a memory: how many there are is known when an event is compiled. */
export const lowerFold = (c: Context, s: SyntaxOf<'Fold'>, lower: Lower): readonly Lowered[] => {
  const over = lower(s.over)
  const elements = over._tag === 'Host' ? undefined : listOf(over).elements
  const bind = (turn: number): void =>
    s.element.forEach((variable, i) => {
      if (elements !== undefined) c.variables.set(variable, elements[turn]![i]!)
    })
  return turnsOf(c, s, elements?.length ?? pastTasksOf(c, s.over), { variables: s.element, bind }, lower)
}

/** What an unrolled loop leaves after each turn, of its first result; nothing of one that is a loop on the device. */
export const statesOf = (c: Context, loop: SyntaxOf<'Loop'>, finals: readonly Lowered[]) =>
  isUnrolled(loop) ? c.turns.get(finals[0]!) : undefined
