import type { CombinatorSyntax, Syntax, SyntaxOf, SyntaxRules, Variable } from '../../dsl/index.ts'
import { coordinatesOf } from './coordinates.ts'
import { examplesOf } from './examples.ts'
import { fill, type Reading } from './fill.ts'
import type { Functions } from './functions.ts'
import {
  bars,
  call,
  indexed,
  listed,
  type Maths,
  minus,
  negated,
  norm,
  numeral,
  plus,
  power,
  quotient,
  row,
  symbol,
  times,
  word,
} from './maths.ts'
import { predicting } from './mode.ts'
import { isTransparent, writingOf } from './notations.ts'
import { guardedDivisorOf, innerProductOf, isWide, isZero, normOf, powerOf, squareOf } from './patterns.ts'
import { rowsOf } from './rows.ts'
import { counters, counted as countIn, elementsOf, isPerTask, nameOf, type Scribe } from './scribe.ts'
import { sumsOf } from './sums.ts'
import { unicodeMaths } from './unicode-maths.ts'

/** Spells terms as mathematics, by the names that values have at the moment. */
export type Spell = (s: Syntax) => Maths

const relations = { less: '<', lessEqual: '≤', equal: '=' } as const

const two = numeral(2)

export const spelling = (scribe: Scribe, functions: Functions): Spell => {
  const { notes } = scribe
  const spell: Spell = (s) => nameOf(scribe, s) ?? (rules[s._tag] as (s: Syntax) => Maths)(s)

  const counted = (s: Syntax, field: string, value: number): Maths => countIn(scribe, s, field, value)

  const { bound, bindTask, overSamples, along, total } = sumsOf(scribe, () => spell, counted)

  const product = (left: Syntax, right: Syntax): Maths =>
    times({ of: spell(left), wide: isWide(left) }, { of: spell(right), wide: isWide(right) })

  /** The function of a gradient, and by what it is taken where there are several arguments. */
  const nabla = (s: SyntaxOf<'Gradient'>, index: number): Maths => {
    const { symbol: of, parameters } = functions.of(s, s.bound, s.body, {})
    const by = parameters[index]
    const several = s.at.length > 1 && by !== undefined
    return call({ _tag: 'Nabla', of, ...(several ? { by } : {}) }, ...s.at.map(spell))
  }

  const cone = (s: SyntaxOf<'ConeProjection'>): Maths => {
    const rows = elementsOf(scribe, s.constraints)[0] ?? spell(s.constraints)
    const gradient = spell(s.gradient)
    const ridge = isZero(s.ridge) ? [] : [' + ', spell(s.ridge), ' I']
    const dual = symbol('v*')
    functions.define(
      dual,
      row('argmin_{v ≥ ', spell(s.margin), '} ½ vᵀ(', rows, rows, 'ᵀ', ...ridge, ')v + (', rows, ' ', gradient, ')ᵀv'),
    )
    notes.add('v* is 0 where no constraint is violated: no row has a product below 0 with the gradient')
    return plus(gradient, row(rows, 'ᵀ', dual))
  }

  const choice = (s: SyntaxOf<'Select'>): Maths => {
    const divisor = guardedDivisorOf(s)
    if (divisor === undefined)
      return { _tag: 'Choice', condition: spell(s.condition), then: spell(s.then), otherwise: spell(s.otherwise) }
    notes.add('(a or 1) is a, and 1 where a is 0')
    return row(spell(divisor), ' or 1')
  }

  const combinator = (s: CombinatorSyntax): Maths => {
    if (isTransparent(s)) return spell(s.definition[0]!)
    const spelled = new Map<string, Maths>()
    const term = (name: string): Maths => {
      const of = s.parts[name]
      if (typeof of === 'number') return counted(s, name, of)
      return of === undefined || of._tag === 'Lambda' ? word(name) : spell(of)
    }
    const reading: Reading = {
      part: (name) => {
        const known = spelled.get(name) ?? term(name)
        spelled.set(name, known)
        return known
      },
      function: (name, called, always) => {
        const of = s.parts[name]
        if (typeof of !== 'object' || of._tag !== 'Lambda') return word(name)
        return functions.of(of, of.bound, of.body, { called, always }).symbol
      },
      element: (name) => {
        const of = s.parts[name]
        const known = typeof of === 'object' && of._tag !== 'Lambda' ? elementsOf(scribe, of)[0] : undefined
        return known ?? word(name)
      },
      isWide: (name) => {
        const of = s.parts[name]
        return typeof of === 'object' && of._tag !== 'Lambda' && isWide(of)
      },
    }
    const [written, ...told] = writingOf(s)
    for (const note of told) notes.add(unicodeMaths(fill(note, reading)))
    return fill(written, reading)
  }

  const measured = (s: SyntaxOf<'Measure'>): Maths => {
    const outputs = row(symbol('f', ...predicting(s, notes)), '(', spell(s.batch), '; ', spell(s.parameters), ')')
    if (s.measure === 'loss') {
      notes.add('L with examples as its index is their mean loss')
      return call(symbol('L', spell(s.batch), ...predicting(s, notes)), spell(s.parameters))
    }
    if (s.measure === 'labelledOutput') {
      notes.add('yᵀf(B; θ) is the mean over B of the output at the label')
      return { _tag: 'Transposed', left: symbol('y'), right: outputs }
    }
    notes.add('‖f(B; θ)‖² is the mean over B of the squared norm of the outputs')
    return power(norm(outputs), two)
  }

  const unary = ({ operator, of }: SyntaxOf<'Unary'>, s: Syntax): Maths => {
    switch (operator) {
      case 'negate':
        return negated(spell(of))
      case 'absolute':
        return bars(spell(of))
      case 'squareRoot': {
        const length = normOf(s)
        return length === undefined ? { _tag: 'Root', of: spell(of) } : norm(spell(length))
      }
      case 'exponential': {
        const raised = powerOf(s)
        return raised === undefined ? call('exp', spell(of)) : power(spell(raised.base), spell(raised.exponent))
      }
      case 'logarithm':
        return call('log', spell(of))
      case 'cosine':
        return call('cos', spell(of))
      case 'sign':
      case 'tanh':
        return call(operator, spell(of))
    }
  }

  const binary = (s: SyntaxOf<'Binary'>): Maths => {
    const { operator, left, right } = s
    switch (operator) {
      case 'add':
        if (isZero(left)) return spell(right)
        return isZero(right) ? spell(left) : plus(spell(left), spell(right))
      case 'subtract':
        return minus(spell(left), spell(right))
      case 'multiply': {
        const one = squareOf(s)
        return one === undefined ? product(left, right) : power(spell(one), two)
      }
      case 'divide':
        return quotient(spell(left), spell(right))
      case 'maximum':
        return call('max', spell(left), spell(right))
      case 'minimum':
        return call('min', spell(left), spell(right))
    }
  }

  const component = ({ of, index }: SyntaxOf<'Component'>): Maths => {
    if (of._tag === 'Gradient') return nabla(of, index)
    if (of._tag === 'Expectation' && of.body[index] !== undefined) return overSamples(of, of.body[index])
    return indexed(spell(of), numeral(index + 1))
  }

  const rules: SyntaxRules<Maths> = {
    Variable: (s: Variable) => symbol(s.name),
    Option: ({ name }) => (scribe.options[name] === undefined ? word(name) : symbol(scribe.options[name])),
    Literal: (s) => counted(s, 'value', s.value),
    Unary: (s) => unary(s, s),
    Binary: binary,
    Compare: ({ operator, left, right }) => ({
      _tag: 'Relation',
      operator: relations[operator],
      left: spell(left),
      right: spell(right),
    }),
    Select: choice,
    Like: ({ value }) => spell(value),
    Reduce: (s) => {
      const inner = innerProductOf(s)
      if (inner !== undefined) return { _tag: 'Transposed', left: spell(inner[0]), right: spell(inner[1]) }
      return call(s.operator === 'maximum' ? 'max' : s.operator, spell(s.of))
    },
    Measure: measured,
    ...rowsOf(scribe, spell),
    ...coordinatesOf(scribe, spell),
    ...examplesOf(scribe, spell),
    Gradient: (s) => nabla(s, 0),
    FirstOrder: ({ of }) => {
      notes.add('const(v) is v, and a constant to every derivative')
      return call('const', spell(of))
    },
    Loop: (s) => call('loop', ...s.initial.map(spell)),
    Fold: (s) => call('fold', spell(s.over), ...s.initial.map(spell)),
    Along: along,
    Expectation: (s) => overSamples(s, s.body[0]!),
    Component: component,
    EmptyList: () => row('none yet'),
    Append: ({ list, values }) => call('append', spell(list), ...values.map(spell)),
    MapTasks: (s) => {
      const task = bound(counters, s, [...s.body, s.over])
      bindTask(s, task)
      return row('(', listed(s.body.map(spell)), ')_{', task, isPerTask(scribe, s.over) ? '<t}' : '}')
    },
    Total: total,
    ConeProjection: cone,
    When: (s) => ({
      _tag: 'Choice',
      condition: spell(s.condition),
      then: spell(s.then[0]!),
      otherwise: spell(s.otherwise[0]!),
    }),
    Combinator: combinator,
  }

  return spell
}
