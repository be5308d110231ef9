import { inductive, type Measured, type Syntax, type Variable } from '../../dsl/index.ts'
import type { Line } from './document.ts'
import { edgesOf, type Frame } from './edges.ts'
import { call, type Maths, symbol } from './maths.ts'
import { predicting } from './mode.ts'
import { nameFor, nameOf, type Scribe, untaken, usedNames } from './scribe.ts'
import { unicodeMaths } from './unicode-maths.ts'
import { valuesOfFunction, valuesOfResults } from './values-in.ts'

/** What a function is called and what its arguments are. */
export interface Spoken {
  readonly symbol: Maths
  readonly parameters: readonly Maths[]
}

/** The functions that a program differentiates or is given, each spelled once, where it is first mentioned. */
export interface Functions {
  readonly of: (
    key: object,
    bound: readonly Variable[],
    body: Syntax,
    how: { readonly called?: string; readonly always?: boolean },
  ) => Spoken
  /** Says what a symbol stands for. */
  readonly define: (head: Maths, value: Maths) => void
}

/** What is written by those who know functions: terms, and the lines of a frame. */
export interface Hands {
  readonly spell: (s: Syntax) => Maths
  readonly lines: (frame: Frame) => readonly Line[]
}

/** What a function measures, if anything: its letter follows from that. */
const measures: (s: Syntax) => Measured | undefined = inductive(
  (s: Syntax) => (s._tag === 'Measure' ? [] : edgesOf(s).map(({ to }) => to)),
  (s): Measured | undefined =>
    s._tag === 'Measure'
      ? s.measure
      : edgesOf(s)
          .map(({ to }) => measures(to))
          .findLast((found) => found !== undefined),
  new WeakMap(),
)

const measured: Readonly<Record<Measured | 'nothing', string>> = {
  loss: 'L',
  squaredOutputNorm: 'N',
  labelledOutput: 'F',
  nothing: 'f',
}

export const functionsOf = (scribe: Scribe, hands: () => Hands): Functions => {
  const { survey } = scribe

  const define: Functions['define'] = (head, value) => {
    scribe.where.now.push({ head, value, steps: [], where: [] })
  }

  /** The loss on examples is a function that has its name already. */
  const short = (bound: readonly Variable[], body: Syntax): Maths | undefined => {
    if (body._tag !== 'Measure' || body.measure !== 'loss' || body.parameters !== bound[0]) return undefined
    if (survey.freeIn(body.batch).has(bound[0]!)) return undefined
    scribe.notes.add('L with examples as its index is their mean loss')
    return symbol('L', hands().spell(body.batch), ...predicting(body, scribe.notes))
  }

  const parametersOf = (bound: readonly Variable[], used: ReadonlySet<Syntax>): readonly Maths[] => {
    const taken = usedNames(scribe, used)
    return bound.map((variable) => {
      const name = untaken(nameFor(variable), taken)
      taken.add(unicodeMaths(name))
      scribe.called.set(variable, name)
      return name
    })
  }

  const of: Functions['of'] = (key, bound, body, { called, always = false }) => {
    const frame = survey.inner(key)
    const outside = valuesOfFunction(survey, body, frame)
    const plain = always ? undefined : short(bound, body)
    if (plain !== undefined) return { symbol: plain, parameters: parametersOf(bound, outside) }
    const known = scribe.functions.get(key)
    if (known !== undefined)
      return { symbol: known, parameters: bound.map((v) => scribe.called.get(v) ?? symbol(v.name)) }
    const steps = frame !== undefined && survey.linesIn(frame).length > 0
    const letter = called ?? (steps || body._tag === 'Along' ? 'J' : measured[measures(body) ?? 'nothing'])
    const name = untaken(
      [letter],
      new Set([...scribe.reserved, ...usedNames(scribe, new Set([...outside, ...scribe.live.now]))]),
    )
    scribe.reserved.add(unicodeMaths(name))
    scribe.functions.set(key, name)
    const parameters = parametersOf(bound, outside)
    const before = { where: scribe.where.now, live: scribe.live.now }
    scribe.where.now = []
    const read = frame === undefined ? outside : valuesOfResults(survey, [body], frame)
    // What the function's arguments are called hides what went by these names outside.
    const hidden = new Set(parameters.map((parameter) => unicodeMaths(parameter)))
    const isHidden = (s: Syntax): boolean => {
      const own = nameOf(scribe, s)
      return own !== undefined && hidden.has(unicodeMaths(own))
    }
    scribe.live.now = new Set([...[...before.live].filter((s) => !isHidden(s)), ...outside, ...read])
    const lines = frame === undefined ? [] : hands().lines(frame)
    const value = hands().spell(body)
    const own = scribe.where.now
    scribe.where.now = before.where
    scribe.live.now = before.live
    scribe.where.now.push({ head: call(name, ...parameters), value, steps: lines, where: own })
    return { symbol: name, parameters }
  }

  return { of, define }
}
