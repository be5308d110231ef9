import type { Syntax, SyntaxOf } from '../../dsl/index.ts'
import type { Line, Text } from './document.ts'
import { episodeNotes } from './episode-notes.ts'
import { indexed, listed, type Maths, symbol } from './maths.ts'
import { lettersFor } from './names.ts'
import { assigned, type Pen, sameText } from './pen.ts'
import { counters, elementsOf, isPerTask, nameOf, takenNames, untaken } from './scribe.ts'
import { unicodeMaths } from './unicode-maths.ts'
import { valuesIn, valuesOfResults } from './values-in.ts'

/** What is gone through element by element. */
export const eachOf = ({ scribe, spell }: Pen, over: Syntax, index: Maths): Text =>
  isPerTask(scribe, over) ? ['each past task ', index] : ['each element ', index, ' of ', spell(over)]

/** Lines with lines inside that are no loops of the method: branches, past tasks, means whose terms take steps, derivatives. */
export const blockLines = (pen: Pen) => {
  const { scribe, spell, take, isHeld, line, inner } = pen
  const { survey } = scribe

  const branch = (s: SyntaxOf<'When'>, given: (index: number) => Maths | undefined): readonly Line[] => {
    const names: Maths[] = []
    const taken = takenNames(scribe, scribe.live.now)
    const sides = [s.then, s.otherwise]
    /** What the lines read that give a side's results after the one of that number. */
    const readAfter = (values: readonly Syntax[], i: number): ReadonlySet<Syntax> => {
      const frame = survey.inner(values)
      const later = values.slice(i + 1)
      return frame === undefined ? valuesIn(survey, later, () => false) : valuesOfResults(survey, later, frame)
    }
    s.then.forEach((side, i) => {
      const wanted = given(i)
      const isFree = wanted !== undefined && !sides.some((values) => isHeld(wanted, readAfter(values, i)))
      const name = isFree ? wanted : untaken(lettersFor(side), taken)
      taken.add(unicodeMaths(name))
      names.push(name)
    })
    const head = line(() => ({ text: [spell(s.condition)], opens: 'if' }))
    const side = (values: readonly Syntax[]): readonly Line[] => {
      const frame = survey.inner(values)
      return [
        ...(frame === undefined ? [] : inner(frame, values, scribe.live.now)),
        ...values.flatMap((value, i): readonly Line[] => {
          const own = line(() => ({ text: assigned(names[i]!, spell(value)) }))
          const old = nameOf(scribe, value)
          return old !== undefined && sameText(old, names[i]!) ? [] : [own]
        }),
      ]
    }
    // Each side ends with all results, one line after the other: nothing on the way to a later one may go by the name of an earlier.
    const kept = names.map(unicodeMaths).filter((name) => names.length > 1 && !scribe.reserved.has(name))
    for (const name of kept) scribe.reserved.add(name)
    const [then, otherwise] = [side(s.then), side(s.otherwise)]
    for (const name of kept) scribe.reserved.delete(name)
    scribe.results.set(s, names)
    return [
      { ...head, body: then },
      ...(otherwise.length === 0 ? [] : [{ text: [], opens: 'else' as const, body: otherwise }]),
    ]
  }

  const overTasks = (s: SyntaxOf<'MapTasks'>, name: Maths, later: ReadonlySet<Syntax>): readonly Line[] => {
    const task = take(counters, later)
    scribe.called.set(s.index, task)
    const over = elementsOf(scribe, s.over)
    s.bound.forEach((variable, i) => {
      const of = over[i] ?? (variable.kind._tag === 'Batch' ? spell(s.over) : symbol(variable.name))
      scribe.called.set(variable, indexed(of, task))
    })
    const elements = s.names.length === 0 ? [name] : s.names.map((name) => symbol(name))
    const frame = survey.inner(s)
    const steps = frame === undefined ? [] : inner(frame, s.body, new Set([...later, s.index, ...s.bound]))
    const body = s.body.map((value, i) => line(() => ({ text: assigned(indexed(elements[i]!, task), spell(value)) })))
    scribe.elements.set(s, elements)
    return [{ text: eachOf(pen, s.over, task), opens: 'for', body: [...steps, ...body] }]
  }

  /** A mean over samples or along a loop whose terms take steps of their own. */
  const gathering = (
    s: SyntaxOf<'Expectation'> | SyntaxOf<'Along'>,
    names: readonly Maths[],
    later: ReadonlySet<Syntax>,
  ): readonly Line[] => {
    const frame = survey.inner(s)!
    const values = s._tag === 'Along' ? [s.body] : s.body
    const outer = new Set(later)
    const over = ((): Text => {
      if (s._tag === 'Expectation' && s.sample.kind._tag === 'Episodes') {
        episodeNotes(scribe)
        scribe.called.set(s.sample, take(counters, later))
        outer.add(s.sample)
        return ['the episodes ', spell(s.sample), ' in ', spell(s.batch)]
      }
      if (s._tag === 'Expectation') {
        scribe.called.set(s.sample, take(['x', 'z'], later))
        outer.add(s.sample)
        return [spell(s.sample), ' in ', spell(s.batch), ...(s.size === 1 ? [] : [` by ${s.size}`])]
      }
      const step = take(counters, later)
      const carried = scribe.results.get(s.loop) ?? []
      s.bound.forEach((variable, i) => {
        scribe.called.set(variable, indexed(carried[i] ?? symbol(variable.name), step))
      })
      if (s.loop._tag === 'Loop') scribe.called.set(s.loop.index, step)
      return ['the steps ', step, ' of the loop']
    })()
    const steps = inner(frame, values, outer)
    const given = values.map((value) => line(() => ({ text: ['of ', spell(value)] })))
    const operator = s._tag === 'Along' && s.operator === 'sum' ? 'the sum' : 'the mean'
    return [
      {
        text: [listed(names), ` ← ${operator} over `, ...over],
        opens: 'mean',
        body: [...steps, ...given],
      },
    ]
  }

  const derivatives = (s: SyntaxOf<'Gradient'>, later: ReadonlySet<Syntax>): readonly Line[] => {
    const base = take(['g'], later)
    const written = line(() => {
      const parts = s.at.map((_, index) => spell({ _tag: 'Component', of: s, index }))
      const names = s.bound.map((v) => indexed(base, scribe.called.get(v) ?? symbol(v.name)))
      scribe.results.set(s, names)
      const first = parts[0]!
      const whole: Maths =
        first._tag === 'Call' && first.of._tag === 'Nabla'
          ? { ...first, of: { _tag: 'Nabla', of: first.of.of } }
          : first
      return { text: assigned(listed(names), whole) }
    })
    return [written]
  }

  return { branch, overTasks, gathering, derivatives }
}
