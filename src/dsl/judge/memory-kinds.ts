import { areAmong, fieldsIn, spellFields } from '../field-widths.ts'
import { kindOf } from '../kind.ts'
import { fieldsOfBatch, isFieldOfBatch, type Syntax, type SyntaxOf, type SyntaxRules } from '../syntax.ts'
import { scalarKind } from '../term.ts'
import { type Demand, type Demands, gives, type Judgement } from './demands.ts'
import { limits } from './limits.ts'
import { isKind } from './sort.ts'

/** Memories, what is pushed into them, drawn from them and kept beside their examples. */
export const memoryKinds = ({
  of,
  must,
  equalling,
  examples,
  memory,
  rowsOn,
  named,
  counters,
}: Demands): Pick<
  SyntaxRules<Judgement>,
  'Draw' | 'All' | 'Reservoir' | 'Ring' | 'Push' | 'WithField' | 'ReplaceAt'
> => {
  /** A name of one's own for what stands beside examples. */
  const nameable = (field: string, name: string): Demand =>
    isFieldOfBatch(name)
      ? {
          path: `.${field}`,
          rule: `a field must have a name of its own: every batch has ${fieldsOfBatch.join(', ')}`,
          got: `\`${name}\``,
        }
      : undefined
  const fieldsOf = ({ fields = {}, capacity, scored }: SyntaxOf<'Reservoir'>): readonly Demand[] => [
    scored === true && fields.score !== 1
      ? {
          path: '.fields',
          rule: 'a scored memory must have a field `score` of one number',
          got: spellFields(fields) || 'no field',
        }
      : undefined,
    ...Object.keys(fields).map((name) => nameable('fields', name)),
    // What is beside examples has room on the device from the start.
    Object.keys(fields).length > 0 && capacity > limits.size
      ? { path: '.capacity', rule: `\`capacity\` may be at most ${limits.size} with fields`, got: String(capacity) }
      : undefined,
  ]
  /** Examples that have all that the memory keeps beside them. */
  const pushable = ({ memory: to }: SyntaxOf<'Push' | 'ReplaceAt'>, field: string, from: Syntax): Demand => {
    const [kept, given] = [of(to), of(from)]
    const due = isKind(kept) ? fieldsIn(kept) : {}
    return must(
      field,
      from,
      given._tag === 'Batch' && areAmong(due, fieldsIn(given)),
      Object.keys(due).length === 0 ? 'a batch' : `a batch with ${spellFields(due)}`,
    )
  }
  return {
    Draw: (s) => gives(kindOf(s), memory('memory', s.memory), counters(s.iterations)),
    All: (s) => gives(kindOf(s), memory('memory', s.memory)),
    Reservoir: (s) => gives(kindOf(s), fieldsOf(s)),
    Ring: (s) => gives(kindOf(s)),
    Push: (s) => gives(kindOf(s), memory('memory', s.memory), pushable(s, 'batch', s.batch), counters(s.iterations)),
    WithField: (s) =>
      gives(
        kindOf(s),
        examples('batch', s.batch),
        nameable('name', s.name),
        rowsOn('rows', s.rows, s.batch),
        named('rows', s.rows),
      ),
    ReplaceAt: (s) =>
      gives(
        kindOf(s),
        memory('memory', s.memory),
        equalling('at', s.at, scalarKind),
        equalling('accept', s.accept, { _tag: 'Condition' }),
        pushable(s, 'entry', s.entry),
      ),
  }
}
