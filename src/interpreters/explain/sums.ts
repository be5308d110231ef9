import type { Syntax, SyntaxOf } from '../../dsl/index.ts'
import { byParts } from './by-parts.ts'
import { episodeNotes } from './episode-notes.ts'
import { bars, call, ceiling, indexed, type Maths, numeral, quotient, row, symbol, times } from './maths.ts'
import { counters, elementsOf, isPerTask, nameOf, type Scribe, untaken, usedNames } from './scribe.ts'
import { unicodeMaths } from './unicode-maths.ts'
import { valuesOfFunction } from './values-in.ts'

type Spell = (s: Syntax) => Maths

/** Sums and means in formulas: over samples, along a loop, over past tasks; each binds letters of its own. */
export const sumsOf = (
  scribe: Scribe,
  speller: () => Spell,
  counted: (s: Syntax, field: string, value: number) => Maths,
) => {
  const { survey, notes } = scribe
  const spell: Spell = (s) => speller()(s)

  /** A symbol for what is bound around terms: of these letters the first that they do not use. */
  const bound = (letters: readonly string[], owner: Syntax, terms: readonly Syntax[]): Maths => {
    const used = terms.flatMap((s) => [...valuesOfFunction(survey, s, survey.inner(owner))])
    return untaken(letters, usedNames(scribe, new Set(used)))
  }

  const overSamples = (s: SyntaxOf<'Expectation'>, body: Syntax): Maths => {
    if (s.sample.kind._tag === 'Episodes') {
      episodeNotes(scribe)
      const episode = bound(counters, s, [...s.body, s.batch])
      scribe.called.set(s.sample, episode)
      const all = spell(s.batch)
      return times(
        { of: quotient(numeral(1), bars(all)), wide: false },
        { of: { _tag: 'Over', operator: 'Σ', under: row(episode, ' ∈ ', all), of: spell(body) }, wide: false },
      )
    }
    const sample = bound(['x'], s, [...s.body, s.batch])
    scribe.called.set(s.sample, sample)
    return {
      _tag: 'Over',
      operator: 'E',
      under: row(sample, ' ∈ ', spell(s.batch), ...byParts(scribe, counted, s, s.size)),
      of: spell(body),
    }
  }

  const timesOf = (loop: SyntaxOf<'Loop'>): Maths => {
    if (typeof loop.times === 'number') return counted(loop, 'times', loop.times)
    if (loop.sample === undefined) return spell(loop.times.samplesOf)
    const all = bars(spell(loop.times.samplesOf))
    const size = counted(loop, 'size', loop.times.size)
    return size._tag === 'Number' && size.value === 1 ? all : ceiling(quotient(all, size))
  }

  const along = (s: SyntaxOf<'Along'>): Maths => {
    const { loop } = s
    if (loop._tag !== 'Loop') return call('along', spell(s.loop), spell(s.body))
    const step = bound(counters, s, [s.body])
    const carried = scribe.results.get(loop) ?? []
    s.bound.forEach((variable, i) => {
      scribe.called.set(variable, indexed(carried[i] ?? symbol(variable.name), step))
    })
    scribe.called.set(loop.index, step)
    const often = timesOf(loop)
    const first = carried[0]
    if (first !== undefined)
      notes.add(
        `${unicodeMaths(indexed(first, step))} is ${unicodeMaths(first)} after step ${unicodeMaths(step)} of its loop`,
      )
    const sum: Maths = { _tag: 'Over', operator: 'Σ', under: step, of: spell(s.body) }
    return s.operator === 'sum'
      ? sum
      : times({ of: quotient(numeral(1), often), wide: false }, { of: sum, wide: false })
  }

  /** Σ over past tasks or over the elements of another list, or its mean. */
  const overElements = (operator: 'sum' | 'mean', list: Syntax, task: Maths, of: Maths): Maths => {
    const isOfTasks = isPerTask(scribe, list)
    const count = (): Maths => (isOfTasks ? symbol('t') : bars(spell(list)))
    if (operator === 'sum' && of._tag === 'Number' && of.value === 1) return count()
    const sum: Maths = { _tag: 'Over', operator: 'Σ', under: isOfTasks ? row(task, ' < t') : task, of }
    return operator === 'sum'
      ? sum
      : times({ of: quotient(numeral(1), count()), wide: false }, { of: sum, wide: false })
  }

  /** Names what `mapTasks` binds, for one past task. */
  const bindTask = (s: SyntaxOf<'MapTasks'>, task: Maths): void => {
    scribe.called.set(s.index, task)
    const over = elementsOf(scribe, s.over)
    s.bound.forEach((variable, i) => {
      const of = over[i] ?? (variable.kind._tag === 'Batch' ? spell(s.over) : symbol(variable.name))
      scribe.called.set(variable, indexed(of, task))
    })
  }

  const total = (s: SyntaxOf<'Total'>): Maths => {
    const { list } = s
    if (list._tag === 'MapTasks' && nameOf(scribe, list) === undefined) {
      const task = bound(counters, list, [...list.body, list.over])
      bindTask(list, task)
      return overElements(s.operator, list.over, task, spell(list.body[0]!))
    }
    const task = untaken(counters, usedNames(scribe, new Set([list])))
    const element = elementsOf(scribe, list)[0]
    return overElements(
      s.operator,
      list,
      task,
      element === undefined ? call(spell(list), task) : indexed(element, task),
    )
  }

  return { bound, bindTask, overSamples, along, total }
}
