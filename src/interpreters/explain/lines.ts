import type { Syntax, SyntaxOf } from '../../dsl/index.ts'
import { blockLines } from './block-lines.ts'
import type { Line, Text } from './document.ts'
import type { Frame } from './edges.ts'
import type { Spell } from './formula.ts'
import { loopLines } from './loop-lines.ts'
import { indexed, listed, type Maths, symbol } from './maths.ts'
import { predicting } from './mode.ts'
import { lettersFor, namesFor } from './names.ts'
import { homeOf, type Outcome, type Step, stepsOf } from './order.ts'
import { assigned, penOf, sameText, type WriteLines } from './pen.ts'
import { elementsOf, nameOf, type Scribe } from './scribe.ts'
import { unicodeMaths } from './unicode-maths.ts'

/** Writes the lines of frames, each name free for another value as soon as nobody reads the one it has. */
export const lineWriter = (scribe: Scribe, spell: Spell): WriteLines => {
  const { survey } = scribe

  const drawing = (s: SyntaxOf<'Draw'>, name: Maths): Text => [
    'draw ',
    name,
    ' ~ ',
    spell(s.memory),
    ' (',
    counted(s, 'count', s.count),
    ` examples${s.replacement ? '' : ', without replacement'})`,
  ]

  const pushing = (s: SyntaxOf<'Push'>, name: Maths): Text => {
    const memory = spell(s.memory)
    return sameText(memory, name)
      ? ['push ', spell(s.batch), ' into ', memory]
      : [name, ' ← ', memory, ' with ', spell(s.batch), ' pushed']
  }

  const named = (
    s: Syntax,
    step: Step,
    later: ReadonlySet<Syntax>,
    claim: Outcome | undefined,
    given: (index: number) => Maths | undefined,
  ): readonly Line[] => {
    if (s._tag === 'Loop' || s._tag === 'Fold') return loop(s, later)
    if (s._tag === 'When') return branch(s, given)
    if (s._tag === 'Gradient') return derivatives(s, later)
    const isBlock = s._tag === 'Draw' || s._tag === 'Relabel' || s._tag === 'MapTasks' || s._tag === 'Along'
    const live = isBlock ? new Set([...later, ...step.reads]) : later
    const isFree = claim !== undefined && !isHeld(claim.name, later)
    if (s._tag === 'Expectation') {
      const names = s.body.map((_, i) => given(i) ?? take(lettersFor(s.body[i]!).slice(i), scribe.live.now))
      // What a mean is called, nothing on the way to it is.
      const kept = names.map(unicodeMaths).filter((text) => !scribe.reserved.has(text))
      for (const text of kept) scribe.reserved.add(text)
      const lines = gathering(s, names, later)
      for (const text of kept) scribe.reserved.delete(text)
      scribe.results.set(s, names)
      return lines
    }
    const name = isFree
      ? claim.name
      : take(claim === undefined ? namesFor(scribe, s) : [`${unicodeMaths(claim.name)}′`], live)
    const written = ((): readonly Line[] => {
      if (s._tag === 'MapTasks') return overTasks(s, name, later)
      if (s._tag === 'Along') return gathering(s, [name], later)
      return [
        line(() => {
          if (s._tag === 'Draw') return { text: drawing(s, name) }
          if (s._tag === 'Coordinates') return { text: ['draw ', name, ': ', spell(s)] }
          if (s._tag === 'Noise') return { text: ['draw ', name, ' ~ ', spell(s)] }
          if (s._tag === 'Push') return { text: pushing(s, name) }
          if (s._tag === 'Relabel')
            return {
              text: [
                ...[name, ' ← ', spell(s.batch), ' with labels y ~ '],
                ...[symbol('p', ...predicting(s, scribe.notes)), '(y | x; ', spell(s.parameters), ')'],
              ],
            }
          return { text: assigned(name, spell(s)) }
        }),
      ]
    })()
    scribe.called.set(s, name)
    return written
  }

  /** The elements that a list over tasks gains, each by its own name; one that gains several, or gains them in a loop, one by one. */
  const appended = (s: SyntaxOf<'Append'>, outcome: Outcome, frame: Frame): readonly Line[] => {
    const gains: SyntaxOf<'Append'>[] = []
    let list: Syntax = s
    for (; list._tag === 'Append' && !(gains.length > 0 && survey.isNamed(list)); list = list.list) gains.unshift(list)
    if (gains.length === 1 && list === outcome.variable && frame.kind === 'event') return asElement(s)
    const from = spell(list)
    const begun = sameText(from, outcome.name) ? [] : [line(() => ({ text: assigned(outcome.name, from) }))]
    return [
      ...begun,
      ...gains.map(({ values }) =>
        line(() => ({ text: ['append ', listed(values.map(spell)), ' to ', outcome.name] })),
      ),
    ]
  }

  const asElement = (s: SyntaxOf<'Append'>): readonly Line[] =>
    s.values.flatMap((value, i): readonly Line[] => {
      const own = line(() => ({ text: assigned(elementName(s, i), spell(value)) }))
      const old = nameOf(scribe, value)
      return old !== undefined && sameText(old, elementName(s, i)) ? [] : [own]
    })

  const elementName = (s: SyntaxOf<'Append'>, i: number): Maths =>
    indexed(elementsOf(scribe, s.list)[i] ?? symbol(`e${i + 1}`), symbol('t'))

  /** A term that a list over tasks gains is called by what it becomes there. */
  const elementOf = (is: (s: Syntax) => boolean, outcomes: readonly Outcome[], frame: Frame): Outcome | undefined => {
    if (frame.kind !== 'event') return undefined
    for (const { variable, value } of outcomes) {
      const at = value._tag === 'Append' && value.list === variable ? value.values.findIndex(is) : -1
      if (value._tag === 'Append' && at >= 0) return { value: value.values[at]!, name: elementName(value, at) }
    }
    return undefined
  }

  const writeLines: WriteLines = (frame, outcomes) => {
    const { steps, claims } = stepsOf(survey, frame, outcomes)
    // What the frame leaves behind keeps its name to itself.
    const own = outcomes.map(({ name }) => unicodeMaths(name)).filter((name) => !scribe.reserved.has(name))
    for (const name of own) scribe.reserved.add(name)
    const around = scribe.live.now
    const unchanged = outcomes.flatMap(({ variable, value }) =>
      variable !== undefined && value === variable ? [variable] : [],
    )
    const held = new Set<Syntax>()
    const late: Line[] = []
    const written = steps.flatMap((step, p): readonly Line[] => {
      const later = new Set<Syntax>([...around, ...unchanged, ...held])
      for (const { reads } of steps.slice(p + 1)) for (const v of reads) later.add(v)
      return during(new Set([...later, ...step.reads]), () => {
        const { node, final } = step
        if (node !== undefined) {
          const claim = (claims.get(node) as Outcome | undefined) ?? elementOf((s) => s === node, outcomes, frame)
          const isResult = (s: Syntax, index: number): boolean =>
            s._tag === 'Component' && s.of === node && s.index === index
          const given = (index: number): Maths | undefined =>
            outcomes.find(({ value, name }) => isResult(value, index) && !isHeld(name, later))?.name ??
            elementOf((s) => isResult(s, index), outcomes, frame)?.name
          return named(node, step, later, claim, given)
        }
        const outcome = final as Outcome
        return outcomeLines(outcome, frame, later, { late, held })
      })
    })
    for (const name of own) scribe.reserved.delete(name)
    return [...written, ...late]
  }

  const outcomeLines = (
    outcome: Outcome,
    frame: Frame,
    later: ReadonlySet<Syntax>,
    { late, held }: { readonly late: Line[]; readonly held: Set<Syntax> },
  ): readonly Line[] => {
    const { value, name } = outcome
    if (value._tag === 'Append') return appended(value, outcome, frame)
    const old = nameOf(scribe, value)
    if (old !== undefined && sameText(old, name)) return []
    if (isHeld(name, later, value)) {
      if (old !== undefined && survey.isNamed(homeOf(value))) {
        held.add(value)
        late.push({ text: assigned(name, old) })
        return []
      }
      const waiting = take([`${unicodeMaths(name)}′`], later)
      scribe.reserved.add(unicodeMaths(waiting))
      late.push({ text: assigned(name, waiting) })
      return [line(() => ({ text: assigned(waiting, spell(value)) }))]
    }
    return [line(() => ({ text: assigned(name, spell(value)) }))]
  }

  const pen = penOf(scribe, spell, writeLines)
  const { take, isHeld, line, during, counted } = pen
  const loop = loopLines(pen)
  const { branch, overTasks, gathering, derivatives } = blockLines(pen)
  return writeLines
}
