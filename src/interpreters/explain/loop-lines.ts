import { keepsLengths, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import { eachOf } from './block-lines.ts'
import { byParts } from './by-parts.ts'
import type { Line, Text } from './document.ts'
import { episodeNotes } from './episode-notes.ts'
import { indexed, type Maths, numeral, row, symbol } from './maths.ts'
import { assigned, type Pen } from './pen.ts'
import { counters, elementsOf, isPerTask, nameFor, nameOf } from './scribe.ts'
import { isWithin } from './survey.ts'
import { unicodeMaths } from './unicode-maths.ts'
import { valuesIn, valuesOfFunction } from './values-in.ts'

/** A loop: what it starts from where that needs a line, its steps, and the name of its last value where it gets one. */
export const loopLines = (
  pen: Pen,
): ((s: SyntaxOf<'Loop' | 'Fold'>, later: ReadonlySet<Syntax>) => readonly Line[]) => {
  const { scribe, spell, write, take, isHeld, line, during, counted } = pen
  const { survey } = scribe

  const loop = (s: SyntaxOf<'Loop' | 'Fold'>, later: ReadonlySet<Syntax>): readonly Line[] => {
    const frame = survey.inner(s)
    if (frame === undefined) return []
    const inside = new Set(s.next.flatMap((next) => [...valuesOfFunction(survey, next, frame)]))
    const started: Line[] = []
    const names = s.bound.map((variable, i): Maths => {
      const initial = s.initial[i]!
      if (variable.kind._tag === 'List' && (!keepsLengths(s) || !isPerTask(scribe, initial))) scribe.loose.add(variable)
      const name = nameOf(scribe, initial)
      const others = s.initial.filter((_, j) => j !== i)
      const stays = s.next[i] === variable
      const isFree = name !== undefined && !isHeld(name, new Set([...inside, ...later, ...others]))
      if (name !== undefined && (stays || isFree)) {
        scribe.called.set(variable, name)
        return name
      }
      if (initial === scribe.theta.slot || (name !== undefined && name === nameOfTheta())) scribe.theta.copied = true
      const own = take(nameFor(variable), new Set([...scribe.live.now, ...inside, ...s.bound]))
      started.push(line(() => ({ text: assigned(own, spell(initial)) })))
      scribe.called.set(variable, own)
      return own
    })
    s.bound.forEach((variable, i) => {
      const { kind } = variable
      if (kind._tag !== 'List') return
      const known = elementsOf(scribe, s.initial[i]!)
      // Elements without names of their own are called by that of the list.
      scribe.elements.set(variable, known.length > 0 || kind.names.length > 0 ? known : [names[i]!])
    })
    const live = new Set([...later, ...inside])
    const counts = valuesIn(survey, s.next, (home) => isWithin(home, frame)).has(s.index)
    const outer = new Set<Syntax>(live)
    const index = take(counters, new Set([...live, ...s.bound]))
    const sample = s._tag === 'Loop' ? s.sample : undefined
    const ofEpisodes = sample?.kind._tag === 'Episodes'
    if (counts || sample === undefined) {
      scribe.called.set(s.index, index)
      outer.add(s.index)
    }
    if (sample !== undefined) {
      scribe.called.set(sample, ofEpisodes ? index : take(['x', 'z'], live))
      outer.add(sample)
    }
    if (s._tag === 'Fold') {
      const over = elementsOf(scribe, s.over)
      s.element.forEach((variable, i) => {
        const of = over[i] ?? (variable.kind._tag === 'Batch' ? spell(s.over) : symbol(variable.name))
        scribe.called.set(variable, indexed(of, index))
      })
    }
    const text = (): Text =>
      s._tag === 'Fold' ? [...eachOf(pen, s.over, index), ', in order'] : headOf(s, index, counts)
    const head = line(() => ({ text: text(), opens: 'for' }))
    const body = during(outer, () =>
      write(
        frame,
        s.bound.map((variable, i) => ({ variable, value: s.next[i]!, name: names[i]! })),
      ),
    )
    const last = s.bound.map((_, i) => lastOf(s, i, names[i]!, later))
    scribe.results.set(
      s,
      last.map(({ name }) => name),
    )
    return [...started, { ...head, body }, ...last.flatMap(({ line: after }) => after)]
  }

  const nameOfTheta = (): Maths | undefined =>
    scribe.theta.slot === undefined ? undefined : nameOf(scribe, scribe.theta.slot)

  const headOf = (s: SyntaxOf<'Loop'>, index: Maths, counts: boolean): Text => {
    if (typeof s.times !== 'number' && s.sample?.kind._tag === 'Episodes') {
      episodeNotes(scribe)
      return ['each episode ', index, ' in ', spell(s.times.samplesOf)]
    }
    if (typeof s.times !== 'number' && s.sample !== undefined) {
      const sample = nameOf(scribe, s.sample!)!
      const label = sample._tag === 'Name' ? symbol(sample.text.replace('x', 'y').replace('z', 'y′')) : sample
      const numbers: Text = counts ? [', ', index, ' = 0, 1, …'] : []
      return [
        row('(', sample, ', ', label, ')'),
        ' in ',
        spell(s.times.samplesOf),
        ...byParts(scribe, counted, s, s.times.size),
        ...numbers,
      ]
    }
    const end = typeof s.times === 'number' ? counted(s, 'times', s.times) : spell(s.times.samplesOf)
    return counts
      ? [row(index, ' = 0 … ', end._tag === 'Number' ? numeral(end.value - 1) : row(end, ' − 1'))]
      : [row(index, ' = 1 … ', end)]
  }

  /** After a loop that left θ₀ behind, the last θ is θₖ, as papers write it. */
  const lastOf = (
    s: SyntaxOf<'Loop' | 'Fold'>,
    i: number,
    name: Maths,
    later: ReadonlySet<Syntax>,
  ): { readonly name: Maths; readonly line: readonly Line[] } => {
    const isRead = [...later].some((v) => v._tag === 'Component' && v.of === s && v.index === i)
    const fromTheta = scribe.theta.anchored && nameOf(scribe, s.initial[i]!) === nameOfTheta()
    if (s._tag === 'Fold' || typeof s.times !== 'number' || !isRead || !fromTheta || unicodeMaths(name) !== 'θ')
      return { name, line: [] }
    const final = indexed(name, counted(s, 'times', s.times))
    return { name: final, line: [{ text: assigned(final, name) }] }
  }

  return loop
}
