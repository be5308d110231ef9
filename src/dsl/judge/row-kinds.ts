import { fieldsIn } from '../field-widths.ts'
import { kindOf } from '../kind.ts'
import { fieldsOfBatch, isFieldOfBatch, type Kind, type Syntax, type SyntaxOf, type SyntaxRules } from '../syntax.ts'
import { scalarKind } from '../term.ts'
import { matrixOf, rowsOf, sameWidth, widthGiven, widthsOf } from '../width.ts'
import { type Demand, type Demands, gives, type Judgement } from './demands.ts'
import { type Sort, spellSort } from './sort.ts'

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

const learner: Kind = { _tag: 'Params', network: 'learner' }

/** The sorts of what is said of examples, a row for each. */
export const rowKinds = ({
  of,
  must,
  equalling,
  examples,
  rows,
  rowsOn,
  named,
}: Demands): Pick<SyntaxRules<Judgement>, RowTag> => {
  /** A run of the learner's network, or of one of the method's own that takes inputs. */
  const ran = (s: SyntaxOf<'Outputs'>): readonly Demand[] => {
    const at = of(s.parameters)
    return at._tag === 'Params' && widthGiven(at.network) !== undefined ? [examples('batch', s.batch)] : run(s)
  }
  const run = (s: SyntaxOf<'Outputs' | 'Features' | 'Onward'>): readonly Demand[] => [
    equalling('parameters', s.parameters, learner),
    examples('batch', s.batch),
  ]
  /** A field that every batch has, or one of this. */
  const there = (s: SyntaxOf<'FieldOf'>): Demand => {
    const sort = of(s.batch)
    const own = sort._tag === 'Batch' ? Object.keys(fieldsIn(sort)) : []
    return isFieldOfBatch(s.field) || own.includes(s.field)
      ? undefined
      : {
          path: '.field',
          rule: `\`field\` must be one that the batch has: ${[...fieldsOfBatch, ...own].join(', ')}`,
          got: `\`${s.field}\``,
        }
  }
  const widthName = (s: Syntax): string => {
    const sort = of(s)
    return sort._tag === 'Rows' && typeof sort.width !== 'object' ? `${sort.width}` : ''
  }
  const multiplied = ({ of: a, matrix, transposed }: SyntaxOf<'RowsTimes'>): Sort => {
    const [sort, by] = [of(a), of(matrix)]
    if (sort._tag !== 'Rows') return sort
    if (by._tag === 'Rows') return rowsOf(sort.batch, transposed ? { examplesOf: by.batch } : by.width)
    const widths = by._tag === 'Params' ? widthsOf(by.network) : undefined
    return widths === undefined ? sort : rowsOf(sort.batch, widths[transposed ? 0 : 1])
  }
  const multipliable = ({ of: a, matrix, transposed }: SyntaxOf<'RowsTimes'>): Demand => {
    const [sort, by] = [of(a), of(matrix)]
    const widths =
      by._tag === 'Rows'
        ? ([{ examplesOf: by.batch }, by.width] as const)
        : by._tag === 'Params'
          ? widthsOf(by.network)
          : undefined
    if (sort._tag !== 'Rows') return undefined
    return must(
      'matrix',
      matrix,
      widths !== undefined && sameWidth(widths[transposed ? 1 : 0], sort.width),
      `a matrix, or rows, that ${spellSort(sort)} can be multiplied by`,
    )
  }
  return {
    Outputs: (s) => gives(kindOf(s), ran(s)),
    Features: (s) => gives(kindOf(s), run(s)),
    Onward: (s) =>
      gives(
        kindOf(s),
        run(s),
        rowsOn('rows', s.rows, s.batch),
        must('rows', s.rows, /^(features|preactivations):/.test(widthName(s.rows)), 'rows of the width of a layer'),
      ),
    FieldOf: (s) => gives(kindOf(s), examples('batch', s.batch), there(s)),
    Columns: ({ of: a, down }) => {
      const sort = of(a)
      const isMatrix = sort._tag === 'Params' && widthsOf(sort.network) !== undefined
      const rule = down === true ? 'a matrix' : 'rows, or a matrix'
      return gives(sort, must('of', a, isMatrix || (down !== true && sort._tag === 'Rows'), rule))
    },
    AlongRow: (s) => {
      const sort = of(s.of)
      return gives(sort._tag === 'Rows' ? rowsOf(sort.batch, 1) : sort, rows('of', s.of))
    },
    OverBatch: (s) => gives(scalarKind, examples('batch', s.batch), rowsOn('of', s.of, s.batch, 1)),
    OuterProducts: (s) =>
      gives(
        { _tag: 'Params', network: matrixOf(widthName(s.left), widthName(s.right)) },
        examples('batch', s.batch),
        ...(['left', 'right'] as const).flatMap((side) => [rowsOn(side, s[side], s.batch), named(side, s[side])]),
      ),
    Matrix: ({ rows: height, columns }) => {
      const network = matrixOf(height, columns)
      return gives(
        { _tag: 'Params', network },
        widthsOf(network) === undefined
          ? { path: '.rows', rule: 'the widths of a matrix must be numbers or names', got: network }
          : undefined,
      )
    },
    RowsTimes: (s) => gives(multiplied(s), rows('of', s.of), multipliable(s)),
  }
}
