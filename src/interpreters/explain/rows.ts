import { isFieldOfBatch, kindOf, nameGiving, type Syntax, type SyntaxOf, type SyntaxRules } from '../../dsl/index.ts'
import { call, type Maths, norm, numeral, power, row, symbol, word } from './maths.ts'
import { predicting } from './mode.ts'
import { innerProductOf } from './patterns.ts'
import type { Scribe } from './scribe.ts'

type RowTag =
  | 'Outputs'
  | 'Features'
  | 'Onward'
  | 'FieldOf'
  | 'Columns'
  | 'AlongRow'
  | 'OverBatch'
  | 'OuterProducts'
  | 'Matrix'
  | 'RowsTimes'

const fields = {
  inputs: { letter: 'x', is: 'their inputs' },
  targets: { letter: 'y', is: 'their labels' },
  weight: { letter: 'w', is: 'their weights' },
  position: { letter: 'i', is: 'their places, from 0' },
  heads: { letter: 'm', is: '1 for the outputs of their task’s head and 0 for others' },
} as const

/** The name of the network of a method's own that is run on a batch, if it is one. */
const ownNetwork = ({ parameters }: SyntaxOf<'Outputs'>): string | undefined => {
  const kind = kindOf(parameters)
  return kind._tag === 'Params' ? nameGiving(kind.network) : undefined
}

/** What is said of examples, a row for each, in formulas. */
export const rowsOf = ({ notes }: Scribe, spell: (s: Syntax) => Maths): Pick<SyntaxRules<Maths>, RowTag> => {
  const running = (of: Maths, at: Maths, { parameters }: { readonly parameters: Syntax }): Maths =>
    call(of, row(at, '; ', spell(parameters)))

  const overRows = ({ operator, batch }: SyntaxOf<'OverBatch' | 'OuterProducts'>, of: Maths): Maths => {
    notes.add(
      operator === 'mean'
        ? 'E under examples is the mean over their rows, each by its weight'
        : 'Σ under examples is the sum over their rows, each by its weight',
    )
    return { _tag: 'Over', operator: operator === 'mean' ? 'E' : 'Σ', under: spell(batch), of }
  }

  return {
    Outputs: (s) => {
      const own = ownNetwork(s)
      if (own !== undefined) {
        notes.add(
          `${own}(B; φ) has a row for each example of B: what the network ${own} with parameters φ gives of its inputs`,
        )
        return running(word(own), spell(s.batch), s)
      }
      notes.add('f(B; θ) has a row for each example of B: the outputs of the network at θ')
      return running(symbol('f', ...predicting(s, notes)), spell(s.batch), s)
    },
    Features: (s) => {
      const into = s.side === 'features'
      notes.add(
        into
          ? 'h with a layer as its index is what comes into it, a row for each example'
          : 'z with a layer as its index is what comes out of it before an activation, a row for each example',
      )
      return running(symbol(into ? 'h' : 'z', word(s.layer), ...predicting(s, notes)), spell(s.batch), s)
    },
    Onward: (s) => {
      notes.add('f(B | h; θ) is f(B; θ) where h takes the place of what the network has there')
      return running(symbol('f', ...predicting(s, notes)), row(spell(s.batch), ' | ', spell(s.rows)), s)
    },
    FieldOf: ({ batch, field }) => {
      if (!isFieldOfBatch(field)) {
        notes.add(`${field} with examples as its index is what is kept beside them under that name, a row for each`)
        return symbol(field, spell(batch))
      }
      const { letter, is } = fields[field]
      notes.add(`${letter} with examples as its index is ${is}, a row for each`)
      return symbol(letter, spell(batch))
    },
    Columns: (s) => {
      if (kindOf(s)._tag === 'Params') {
        const letter = s.down === true ? 'row' : 'column'
        notes.add(`${letter} is the number of the ${letter} that an entry is in, from 0`)
        return word(letter)
      }
      notes.add('j is the number of a column, from 0')
      return symbol('j')
    },
    AlongRow: (s) => {
      const inner = innerProductOf(s)
      if (inner !== undefined)
        return inner[0] === inner[1]
          ? power(norm(spell(inner[0])), numeral(2))
          : { _tag: 'Transposed', left: spell(inner[0]), right: spell(inner[1]) }
      notes.add('what is under j goes along each row')
      const j = symbol('j')
      if (s.operator === 'maximum') return call(symbol('max', j), spell(s.of))
      return { _tag: 'Over', operator: s.operator === 'sum' ? 'Σ' : 'E', under: j, of: spell(s.of) }
    },
    OverBatch: (s) => overRows(s, spell(s.of)),
    OuterProducts: (s) => overRows(s, row(spell(s.left), ' ', spell(s.right), 'ᵀ')),
    Matrix: () => numeral(0),
    RowsTimes: (s) => row('(', spell(s.of), ')(', spell(s.matrix), s.transposed ? ')ᵀ' : ')'),
  }
}
