import { inductive } from './bottom-up.ts'
import { examplesIn } from './examples.ts'
import { beside, common, fieldsIn } from './field-widths.ts'
import { resultsOf } from './results.ts'
import { mentionsOf } from './scopes.ts'
import { type FieldOfBatch, isFieldOfBatch, type Kind, type Syntax, type SyntaxRules, type Width } from './syntax.ts'
import { copiesFrom, copiesOf, factorsOf, tensorsOf } from './tensors.ts'
import { coordinatesKind, scalarKind } from './term.ts'
import { matrixOf, rowsOf, widthGiven, widthsOf } from './width.ts'

/**
 * The kind of a term whose parts are well kinded. Construction needs it to declare bound variables; whether the parts
 * agree is checked when the program is compiled.
 */
export const kindOf: (syntax: Syntax) => Kind = inductive(
  mentionsOf,
  (syntax) => (rules[syntax._tag] as (s: Syntax) => Kind)(syntax),
  new WeakMap(),
)

const isWide = ({ _tag }: Kind): boolean => _tag === 'Params' || _tag === 'Rows'

/** Arithmetic spreads a scalar over parameters and rows, and a number a row along rows. */
const wider = (a: Syntax, b: Syntax): Kind => {
  const [left, right] = [kindOf(a), kindOf(b)]
  return left._tag === 'Scalar' || (left._tag === 'Rows' && left.width === 1 && right._tag === 'Rows') ? right : left
}

/** Of rows that are multiplied by a matrix, or by the rows of a batch in place of one. */
const multiplied = (of: Syntax, matrix: Syntax, transposed: boolean): Kind => {
  const [rows, by] = [kindOf(of), kindOf(matrix)]
  if (rows._tag !== 'Rows') return rows
  if (by._tag === 'Rows') return rowsOf(rows.batch, transposed ? { examplesOf: by.batch } : by.width)
  const widths = by._tag === 'Params' ? widthsOf(by.network) : undefined
  return rowsOf(rows.batch, widths?.[transposed ? 0 : 1] ?? 1)
}

const widthOf = (s: Syntax): string | number => {
  const kind = kindOf(s)
  return kind._tag === 'Rows' && typeof kind.width !== 'object' ? kind.width : 1
}

const fieldWidths: Readonly<Record<FieldOfBatch, Width>> = {
  inputs: 'inputs',
  targets: 'outputs',
  weight: 1,
  position: 1,
  heads: 'outputs',
}

const batch = (): Kind => ({ _tag: 'Batch' })
const memory = (): Kind => ({ _tag: 'Memory' })

/** A batch of the same fields. */
const alike = ({ batch: of }: { readonly batch: Syntax }): Kind => beside('Batch', fieldsIn(kindOf(of)))
const read = ({ memory: of }: { readonly memory: Syntax }): Kind => beside('Batch', fieldsIn(kindOf(of)))

const rules: SyntaxRules<Kind> = {
  Variable: ({ kind }) => kind,
  Option: () => scalarKind,
  Literal: () => scalarKind,
  Unary: ({ of }) => kindOf(of),
  Binary: ({ left, right }) => wider(left, right),
  Compare: ({ left, right }) => (wider(left, right)._tag === 'Scalar' ? { _tag: 'Condition' } : wider(left, right)),
  Select: ({ condition, then, otherwise }) => {
    const sides = wider(then, otherwise)
    const test = kindOf(condition)
    return isWide(test) && (sides._tag === 'Scalar' || (sides._tag === 'Rows' && sides.width === 1)) ? test : sides
  },
  Like: ({ of }) => kindOf(of),
  Reduce: () => scalarKind,
  Only: ({ of }) => kindOf(of),
  PerOutput: ({ like }) => kindOf(like),
  PerTensor: ({ of }) => {
    const kind = kindOf(of)
    return kind._tag === 'Params' ? { _tag: 'Params', network: tensorsOf(kind.network) } : kind
  },
  OnTensors: ({ like }) => kindOf(like),
  KroneckerFactors: () => ({ _tag: 'Params', network: factorsOf('learner') }),
  KroneckerIdentity: ({ of }) => {
    const kind = kindOf(of)
    return kind._tag === 'Params' ? { _tag: 'Params', network: factorsOf(kind.network) } : kind
  },
  KroneckerProduct: ({ of }) => kindOf(of),
  Copies: ({ of, count }) => {
    const kind = kindOf(of)
    return kind._tag === 'Params' ? { _tag: 'Params', network: copiesOf(count, kind.network) } : kind
  },
  CopyAt: ({ of }) => {
    const kind = kindOf(of)
    const copies = kind._tag === 'Params' ? copiesFrom(kind.network) : undefined
    return copies === undefined ? kind : { _tag: 'Params', network: copies.network }
  },
  Reinitialise: ({ of }) => kindOf(of),
  Apply: ({ to }) => kindOf(to),
  Coordinates: ({ count }) => coordinatesKind(count),
  Noise: ({ like }) => kindOf(like),
  Pick: ({ coordinates }) => kindOf(coordinates),
  Measure: () => scalarKind,
  Outputs: ({ batch: of, parameters }) => {
    const kind = kindOf(parameters)
    return rowsOf(examplesIn(of), (kind._tag === 'Params' ? widthGiven(kind.network) : undefined) ?? 'outputs')
  },
  Features: ({ batch: of, layer, side }) => rowsOf(examplesIn(of), `${side}:${layer}`),
  Onward: ({ batch: of }) => rowsOf(examplesIn(of), 'outputs'),
  FieldOf: ({ batch: of, field }) =>
    rowsOf(examplesIn(of), isFieldOfBatch(field) ? fieldWidths[field] : (fieldsIn(kindOf(of))[field] ?? 1)),
  Columns: ({ of }) => kindOf(of),
  AlongRow: ({ of }) => {
    const kind = kindOf(of)
    return kind._tag === 'Rows' ? rowsOf(kind.batch, 1) : kind
  },
  OverBatch: () => scalarKind,
  OuterProducts: ({ left, right }) => ({ _tag: 'Params', network: matrixOf(widthOf(left), widthOf(right)) }),
  Matrix: ({ rows, columns }) => ({ _tag: 'Params', network: matrixOf(rows, columns) }),
  RowsTimes: ({ of, matrix, transposed }) => multiplied(of, matrix, transposed),
  Gradient: () => scalarKind,
  FirstOrder: ({ of }) => kindOf(of),
  Loop: () => scalarKind,
  Along: ({ body }) => kindOf(body),
  Expectation: () => scalarKind,
  Component: ({ of, index }) => {
    const result = resultsOf(of)[index]
    return result === undefined ? scalarKind : kindOf(result)
  },
  Join: ({ first, second }) => beside('Batch', common(fieldsIn(kindOf(first)), fieldsIn(kindOf(second)))),
  Take: alike,
  Shuffle: alike,
  Side: batch,
  Draw: read,
  All: read,
  Relabel: alike,
  SoftLabels: alike,
  WithField: ({ batch: of, name, rows }) => {
    const kind = kindOf(rows)
    const width = kind._tag === 'Rows' && typeof kind.width !== 'object' ? kind.width : 1
    return beside('Batch', { ...fieldsIn(kindOf(of)), [name]: width })
  },
  EveryLabel: alike,
  Place: () => scalarKind,
  Reservoir: ({ fields = {} }) => beside('Memory', fields),
  Ring: memory,
  Push: ({ memory: of }) => kindOf(of),
  ReplaceAt: ({ memory: of }) => kindOf(of),
  EmptyList: ({ names, elements }) => ({ _tag: 'List', names, elements: elements.map(kindOf) }),
  Append: ({ list }) => kindOf(list),
  MapTasks: ({ names, body }) => ({ _tag: 'List', names, elements: body.map(kindOf) }),
  Fold: () => scalarKind,
  Total: ({ list }) => {
    const kind = kindOf(list)
    return kind._tag === 'List' ? (kind.elements[0] ?? scalarKind) : scalarKind
  },
  ConeProjection: ({ gradient }) => kindOf(gradient),
  When: () => scalarKind,
  Combinator: ({ definition }) => (definition.length === 1 ? kindOf(definition[0]!) : scalarKind),
}
