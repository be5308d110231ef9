import { kindOf, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import type { Line, Text } from './document.ts'
import type { Spell } from './formula.ts'
import { assignment, indexed, listed, type Maths, numeral, row, symbol } from './maths.ts'
import { type Final, homeOf, type Step, stepsOf } from './order.ts'
import { nameFor, nameOf, type Scribe, takenNames, untaken } from './scribe.ts'
import { type Frame, isStep, isWithin } from './survey.ts'
import { counters, elementSymbol, resultSymbol, slotSymbol } from './symbols.ts'
import { unicodeMaths } from './unicode-maths.ts'
import { valuesIn, valuesOfFunction, valuesOfResults } from './values-in.ts'

/** A variable that a frame leaves with a new value, and its name. */
export interface Outcome extends Final {
  readonly name: Maths
}

export type WriteLines = (frame: Frame, outcomes: readonly Outcome[]) => readonly Line[]

const sameText = (a: Maths, b: Maths): boolean => unicodeMaths(a) === unicodeMaths(b)

const assigned = (name: Maths, value: Maths): Text => [assignment(name, value)]

/** Letters for what has no better name, by its kind. */
const letters: Readonly<Record<string, readonly string[]>> = {
  Params: ['v', 'u', 'w'],
  Scalar: ['s', 'c', 'a'],
  Condition: ['b'],
  Batch: ['m', 'Q'],
  Memory: ['M'],
  List: ['R'],
}

export const lineWriter = (scribe: Scribe, spell: Spell): WriteLines => {
  const { survey } = scribe

  const take = (names: readonly string[], live: ReadonlySet<Syntax>): Maths => untaken(names, takenNames(scribe, live))

  /** Whether something that is still read goes by a name. */
  const isHeld = (name: Maths, live: ReadonlySet<Syntax>, but?: Syntax): boolean => {
    for (const s of live) {
      const other = s === but ? undefined : nameOf(scribe, s)
      if (other !== undefined && sameText(other, name)) return true
    }
    return false
  }

  const basesOf = (s: Syntax): readonly string[] => {
    const hint = survey.hintOf(s)
    if (s._tag === 'Combinator' && resultSymbol(s.name) !== undefined) return [resultSymbol(s.name)!]
    if (hint !== undefined) return [hint]
    if (isStep(s)) return [...from(s), 'φ', 'ψ']
    if (s._tag === 'Component' && s.of._tag === 'Gradient') return ['g']
    if (s._tag === 'Relabel' || s._tag === 'Push') {
      const old = nameOf(scribe, s._tag === 'Push' ? s.memory : s.batch)
      if (old?._tag === 'Name') return [`${old.text}′`]
    }
    if (s._tag === 'MapTasks')
      return s.body.every((b) => b._tag === 'Component' && b.of._tag === 'Gradient') ? ['G'] : ['R']
    if (s._tag === 'Shuffle' || s._tag === 'Coordinates') return ['S']
    return letters[kindOf(s)._tag] ?? ['v']
  }

  /** What a step was taken from, by name. */
  const from = (s: Syntax): readonly string[] => {
    const at = s._tag === 'Combinator' ? s.parts.at : undefined
    const name = typeof at === 'object' && at._tag !== 'Lambda' ? nameOf(scribe, at) : undefined
    return name?._tag === 'Name' && name.indices.length === 0 ? [name.text] : []
  }

  /** Writes a line, with the functions that it mentions. */
  const line = (write: () => { readonly text: Text; readonly opens?: NonNullable<Line['opens']> }): Line => {
    const before = scribe.where.now
    scribe.where.now = []
    const own = write()
    const where = scribe.where.now
    scribe.where.now = before
    return { ...own, ...(where.length === 0 ? {} : { where }) }
  }

  const counted = (s: Syntax, field: string, value: number): Maths => {
    const name = scribe.countName(s, field)
    return name === undefined ? numeral(value) : symbol(name)
  }

  const during = <A>(live: ReadonlySet<Syntax>, write: () => A): A => {
    const before = scribe.live.now
    scribe.live.now = live
    const made = write()
    scribe.live.now = before
    return made
  }

  /** The lines of a frame that ends with results, which are read when its lines are done. */
  const inner = (frame: Frame, results: readonly Syntax[], live: ReadonlySet<Syntax>): readonly Line[] =>
    during(new Set([...live, ...valuesOfResults(survey, results, frame)]), () => writeLines(frame, []))

  const loop = (s: SyntaxOf<'Loop'>, later: ReadonlySet<Syntax>): readonly Line[] => {
    const frame = survey.inner(s)
    if (frame === undefined) return []
    const inside = new Set(s.next.flatMap((next) => [...valuesOfFunction(survey, next, frame)]))
    const started: Line[] = []
    const names = s.bound.map((variable, i): Maths => {
      const initial = s.initial[i]!
      const name = nameOf(scribe, initial)
      const others = s.initial.filter((_, j) => j !== i)
      const stays = s.next[i] === variable
      const isFree = name !== undefined && !isHeld(name, new Set([...inside, ...later, ...others]))
      if (name !== undefined && (stays || isFree)) {
        scribe.called.set(variable, name)
        return name
      }
      if (initial === scribe.theta.slot || (name !== undefined && name === nameOfTheta())) scribe.theta.copied = true
      const own = take(nameFor(variable, slotSymbol), new Set([...scribe.live.now, ...inside, ...s.bound]))
      started.push(line(() => ({ text: assigned(own, spell(initial)) })))
      scribe.called.set(variable, own)
      return own
    })
    const live = new Set([...later, ...inside])
    const counts = valuesIn(survey, s.next, (home) => isWithin(home, frame)).has(s.index)
    const outer = new Set<Syntax>(live)
    const index = take(counters, new Set([...live, ...s.bound]))
    if (counts || s.sample === undefined) {
      scribe.called.set(s.index, index)
      outer.add(s.index)
    }
    if (s.sample !== undefined) {
      scribe.called.set(s.sample, take(['x', 'z'], live))
      outer.add(s.sample)
    }
    const head = line(() => ({ text: headOf(s, index, counts), opens: 'for' }))
    const body = during(outer, () =>
      writeLines(
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
    if (typeof s.times !== 'number') {
      const sample = nameOf(scribe, s.sample!)!
      const label = sample._tag === 'Name' ? symbol(sample.text.replace('x', 'y').replace('z', 'y′')) : sample
      return [row('(', sample, ', ', label, ')'), ' in ', spell(s.times.samplesOf)]
    }
    const end = counted(s, 'times', s.times)
    return counts
      ? [row(index, ' = 0 … ', end._tag === 'Number' ? numeral(end.value - 1) : row(end, ' − 1'))]
      : [row(index, ' = 1 … ', end)]
  }

  /** After a loop that left θ₀ behind, the last θ is θₖ, as papers write it. */
  const lastOf = (
    s: SyntaxOf<'Loop'>,
    i: number,
    name: Maths,
    later: ReadonlySet<Syntax>,
  ): { readonly name: Maths; readonly line: readonly Line[] } => {
    const isRead = [...later].some((v) => v._tag === 'Component' && v.of === s && v.index === i)
    const fromTheta = scribe.theta.anchored && nameOf(scribe, s.initial[i]!) === nameOfTheta()
    if (typeof s.times !== 'number' || !isRead || !fromTheta || unicodeMaths(name) !== 'θ') return { name, line: [] }
    const final = indexed(name, counted(s, 'times', s.times))
    return { name: final, line: [{ text: assigned(final, name) }] }
  }

  const branch = (
    s: SyntaxOf<'When'>,
    later: ReadonlySet<Syntax>,
    given: (index: number) => Maths | undefined,
  ): readonly Line[] => {
    const names: Maths[] = []
    const taken = takenNames(scribe, scribe.live.now)
    s.then.forEach((side, i) => {
      const wanted = given(i)
      const alone = s.then.length === 1 || (wanted !== undefined && !isHeld(wanted, scribe.live.now))
      const name = wanted !== undefined && alone ? wanted : untaken(letters[kindOf(side)._tag] ?? ['v'], taken)
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
    const [then, otherwise] = [side(s.then), side(s.otherwise)]
    scribe.results.set(s, names)
    return [
      { ...head, body: then },
      ...(otherwise.length === 0 ? [] : [{ text: [], opens: 'else' as const, body: otherwise }]),
    ]
  }

  const overTasks = (s: SyntaxOf<'MapTasks'>, name: Maths, later: ReadonlySet<Syntax>): readonly Line[] => {
    const task = take(counters, later)
    scribe.called.set(s.index, task)
    const over = scribe.elements.get(s.over) ?? []
    s.bound.forEach((variable, i) => {
      const of = over[i] ?? (variable.kind._tag === 'Batch' ? spell(s.over) : symbol(variable.name))
      scribe.called.set(variable, indexed(of, task))
    })
    const elements = s.names.length === 0 ? [name] : s.names.map((slot) => symbol(elementSymbol(slot)))
    const frame = survey.inner(s)
    const steps = frame === undefined ? [] : inner(frame, s.body, new Set([...later, s.index, ...s.bound]))
    const body = s.body.map((value, i) => line(() => ({ text: assigned(indexed(elements[i]!, task), spell(value)) })))
    scribe.elements.set(s, elements)
    return [{ text: ['each past task ', task], opens: 'for', body: [...steps, ...body] }]
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
    if (s._tag === 'Loop') return loop(s, later)
    if (s._tag === 'When') return branch(s, later, given)
    if (s._tag === 'Gradient') return derivatives(s, later)
    const isBlock = s._tag === 'Draw' || s._tag === 'Relabel' || s._tag === 'MapTasks' || s._tag === 'Along'
    const live = isBlock ? new Set([...later, ...step.reads]) : later
    const isFree = claim !== undefined && !isHeld(claim.name, later)
    if (s._tag === 'Expectation') {
      const names = s.body.map((_, i) => given(i) ?? take(['v', 'u', 'w'].slice(i), scribe.live.now))
      const lines = gathering(s, names, later)
      scribe.results.set(s, names)
      return lines
    }
    const name = isFree ? claim.name : take(claim === undefined ? basesOf(s) : [`${unicodeMaths(claim.name)}′`], live)
    const written = ((): readonly Line[] => {
      if (s._tag === 'MapTasks') return overTasks(s, name, later)
      if (s._tag === 'Along') return gathering(s, [name], later)
      return [
        line(() => {
          if (s._tag === 'Draw') return { text: drawing(s, name) }
          if (s._tag === 'Coordinates') return { text: ['draw ', name, ': ', spell(s)] }
          if (s._tag === 'Push') return { text: pushing(s, name) }
          if (s._tag === 'Relabel')
            return { text: [name, ' ← ', spell(s.batch), ' with labels y ~ p(y | x; ', spell(s.parameters), ')'] }
          return { text: assigned(name, spell(s)) }
        }),
      ]
    })()
    scribe.called.set(s, name)
    return written
  }

  /** The elements that a list over tasks gains, each by its own name. */
  const appended = (s: SyntaxOf<'Append'>): readonly Line[] =>
    s.values.flatMap((value, i): readonly Line[] => {
      const own = line(() => ({ text: assigned(elementName(s, i), spell(value)) }))
      const old = nameOf(scribe, value)
      return old !== undefined && sameText(old, elementName(s, i)) ? [] : [own]
    })

  const elementName = (s: SyntaxOf<'Append'>, i: number): Maths =>
    indexed(scribe.elements.get(s.list)?.[i] ?? symbol(`e${i + 1}`), symbol('t'))

  /** A term that a list over tasks gains is called by what it becomes there. */
  const elementOf = (is: (s: Syntax) => boolean, outcomes: readonly Outcome[]): Outcome | undefined => {
    for (const { value } of outcomes) {
      const at = value._tag === 'Append' ? value.values.findIndex(is) : -1
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
          const claim = (claims.get(node) as Outcome | undefined) ?? elementOf((s) => s === node, outcomes)
          const isResult = (s: Syntax, index: number): boolean =>
            s._tag === 'Component' && s.of === node && s.index === index
          const given = (index: number): Maths | undefined =>
            outcomes.find(({ value, name }) => isResult(value, index) && !isHeld(name, later))?.name ??
            elementOf((s) => isResult(s, index), outcomes)?.name
          return named(node, step, later, claim, given)
        }
        const outcome = final as Outcome
        return outcomeLines(outcome, later, { late, held })
      })
    })
    for (const name of own) scribe.reserved.delete(name)
    return [...written, ...late]
  }

  const outcomeLines = (
    outcome: Outcome,
    later: ReadonlySet<Syntax>,
    { late, held }: { readonly late: Line[]; readonly held: Set<Syntax> },
  ): readonly Line[] => {
    const { value, name } = outcome
    if (value._tag === 'Append') return appended(value)
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

  return writeLines
}
