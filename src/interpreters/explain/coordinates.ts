import type { Syntax, SyntaxOf, SyntaxRules } from '../../dsl/index.ts'
import { call, indexed, type Maths, numeral, row, symbol, word } from './maths.ts'
import { predicting } from './mode.ts'
import { counted, type Scribe } from './scribe.ts'

import { unicodeMaths } from './unicode-maths.ts'

type CoordinatesTag =
  | 'Only'
  | 'PerOutput'
  | 'PerTensor'
  | 'OnTensors'
  | 'Copies'
  | 'CopyAt'
  | 'Reinitialise'
  | 'KroneckerFactors'
  | 'KroneckerIdentity'
  | 'KroneckerProduct'
  | 'Apply'
  | 'Coordinates'
  | 'Noise'
  | 'Pick'

/** What is said of coordinates in formulas: of some, of each tensor’s, of Kronecker factors for them, of those that are drawn. */
export const coordinatesOf = (
  scribe: Scribe,
  spell: (s: Syntax) => Maths,
): Pick<SyntaxRules<Maths>, CoordinatesTag> => {
  const { notes } = scribe

  const applied = (s: SyntaxOf<'Apply'>): Maths => {
    const of = word(s.network)
    notes.add(`${s.network}(v; φ) is the network ${s.network} with parameters φ at each coordinate of v by itself`)
    if (s.grid > 0)
      notes.add(
        `${s.network} is run at ${unicodeMaths(counted(scribe, s, 'grid', s.grid))} + 1 points from min v to max v and interpolated between them`,
      )
    return row(of, '(', spell(s.to), '; ', spell(s.parameters), ')')
  }

  return {
    Only: ({ of, groups }) => {
      const anyName = groups.some((group) => group.includes('*')) ? '; * stands for any name' : ''
      notes.add(`only(v, group) is v in the coordinates of that group, and 0 elsewhere${anyName}`)
      return call('only', spell(of), ...groups.map(word))
    },
    PerOutput: ({ of, groups }) => {
      notes.add(
        'each(n, group) has, in each coordinate of that group, the number in n of the output that it makes; 0 elsewhere',
      )
      return call('each', spell(of), ...groups.map(word))
    },
    PerTensor: ({ operator, of }) => {
      notes.add(`${operator}(v; tensor) has one number for each tensor of v: the ${operator} of its coordinates`)
      return call(operator, row(spell(of), '; ', word('tensor')))
    },
    OnTensors: ({ of }) => {
      notes.add('what has one number a tensor stands for all coordinates of that tensor')
      return spell(of)
    },
    Copies: (s) => row(counted(scribe, s, 'count', s.count), ' copies of ', spell(s.of)),
    CopyAt: ({ of, index }) => {
      const whole = spell(of)
      notes.add('an index of copies counts from 0, and beyond the last it is the last')
      return indexed(whole._tag === 'Name' ? whole : row('(', whole, ')'), spell(index))
    },
    Reinitialise: ({ of, groups }) => {
      notes.add('start(v, group) is v with that group drawn anew, as the network starts')
      return call('start', spell(of), ...groups.map(word))
    },
    KroneckerFactors: (s) => {
      notes.add(
        'K(B; θ) has for each dense layer A = E[ā āᵀ] of what comes into it, and 1, and G = E[g gᵀ] of the slopes of each example’s loss by what comes out',
      )
      return call(symbol('K', ...predicting(s, notes)), row(spell(s.batch), '; ', spell(s.parameters)))
    },
    KroneckerIdentity: () => {
      notes.add('I has an identity for each factor of a layer')
      return symbol('I')
    },
    KroneckerProduct: ({ factors, of }) => {
      notes.add('(K)·v is (A ⊗ G) v for each layer: A V G of its part V as a matrix, with the bias as the last row')
      return row('(', spell(factors), ')·(', spell(of), ')')
    },
    Apply: applied,
    Coordinates: (s) =>
      row(counted(scribe, s, 'count', s.count), ' coordinates of ', s.network === 'learner' ? 'θ' : s.network),
    Noise: ({ distribution }) =>
      distribution === 'gaussian'
        ? call(symbol('N'), numeral(0), symbol('I'))
        : call(symbol('U'), numeral(0), numeral(1)),
    Pick: ({ of, coordinates }) => {
      const whole = spell(of)
      return indexed(whole._tag === 'Name' ? whole : row('(', whole, ')'), spell(coordinates))
    },
  }
}
