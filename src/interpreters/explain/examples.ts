import type { Syntax, SyntaxOf, SyntaxRules } from '../../dsl/index.ts'
import { call, indexed, type Maths, numeral, row, symbol, word } from './maths.ts'
import { spoken } from './mode.ts'
import { counted, type Scribe } from './scribe.ts'

type ExamplesTag =
  | 'Join'
  | 'Take'
  | 'Shuffle'
  | 'Side'
  | 'Draw'
  | 'All'
  | 'Relabel'
  | 'SoftLabels'
  | 'WithField'
  | 'EveryLabel'
  | 'Place'
  | 'Reservoir'
  | 'Ring'
  | 'Push'
  | 'ReplaceAt'

/** The parts of a union, without brackets for unions inside it. */
const united = (m: Maths): readonly Maths[] => (m._tag === 'Union' ? m.parts : [m])

/** What is said of examples and of memories of them in formulas. */
export const examplesOf = (scribe: Scribe, spell: (s: Syntax) => Maths): Pick<SyntaxRules<Maths>, ExamplesTag> => {
  const { notes } = scribe

  const spellRange = (s: SyntaxOf<'Take'>): Maths =>
    s.from === 0
      ? row('1…', counted(scribe, s, 'size', s.size))
      : row(numeral(s.from + 1), '…', numeral(s.from + s.size))

  return {
    Join: ({ first, second }) => ({ _tag: 'Union', parts: [...united(spell(first)), ...united(spell(second))] }),
    Take: (s) => row(spell(s.batch), '[', spellRange(s), ']'),
    Shuffle: ({ batch }) => {
      notes.add('shuffle puts examples in a random order')
      return call('shuffle', spell(batch))
    },
    Side: ({ episodes, side }) => indexed(symbol(side === 'support' ? 'S' : 'Q'), spell(episodes)),
    Draw: (s) => call('draw', spell(s.memory), counted(scribe, s, 'count', s.count)),
    All: ({ memory }) => {
      notes.add('all(M) is all that M holds, in the order of its places')
      return call('all', spell(memory))
    },
    Relabel: (s) => call(spoken('relabel', s, notes), spell(s.batch), spell(s.parameters)),
    SoftLabels: (s) => {
      notes.add('soft(B; θ) is B with the model’s own prediction at θ as labels')
      return row(spoken('soft', s, notes), '(', spell(s.batch), '; ', spell(s.parameters), ')')
    },
    WithField: ({ batch, name, rows }) => {
      notes.add('B with a: v has the rows v beside the examples of B, under the name a')
      return row(spell(batch), ' with ', word(name), ': ', spell(rows))
    },
    EveryLabel: ({ batch }) => {
      notes.add('every(B) has each example of B once for every output, labelled with it')
      return call('every', spell(batch))
    },
    Place: ({ shuffle, example }) => {
      notes.add('place(S, j) is where shuffled examples S have the one that was at j, counted from 0')
      return call('place', spell(shuffle), numeral(example))
    },
    Reservoir: (s) => {
      const capacity = counted(scribe, s, 'capacity', s.capacity)
      const beside = Object.keys(s.fields ?? {})
      const kept = beside.length === 0 ? [] : [` with ${beside.join(' and ')}`]
      if (s.scored === true) {
        const each =
          s.perClass === undefined ? [] : [', at most ', counted(scribe, s, 'perClass', s.perClass), ' of a class']
        return row('the ', capacity, ' examples with the largest scores', ...each, ', none yet')
      }
      if (s.balanced === true) {
        notes.add(
          'a memory in which classes are balanced takes each example while it has room; after that one of class c takes the place of any example of the classes held most, where c never was one of these, else of any of c, with probability m / n of those held and seen of it',
        )
        return row(capacity, ' examples', ...kept, ', classes balanced, none yet')
      }
      return s.latest === true
        ? row('the last ', capacity, ' examples', ...kept, ', none yet')
        : row('an empty reservoir of ', capacity, ' examples', ...kept)
    },
    Ring: (s) => row('the last ', counted(scribe, s, 'capacity', s.capacity), ' examples of each task, none yet'),
    Push: ({ memory, batch }) => row(spell(memory), ' with ', spell(batch)),
    ReplaceAt: ({ memory, at, accept, entry }) => {
      notes.add('M with x at j if c has the example x in the place of what was at j, counted from 0, where c holds')
      return row(spell(memory), ' with ', spell(entry), ' at ', spell(at), ' if ', spell(accept))
    },
  }
}
