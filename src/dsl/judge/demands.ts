import { examplesIn } from '../examples.ts'
import type { RowsKind, Syntax, Variable } from '../syntax.ts'
import { scalarKind } from '../term.ts'
import { rowsOf, sameWidth, spreadsAlong } from '../width.ts'
import { isElementwise, isNumeric, type Sort, sameSort, spellSort, type Wide } from './sort.ts'
import type { Trouble } from './trouble.ts'

/** Something that must hold of a field of a node. */
export type Demand = Trouble | undefined

/** What a node gives, and what must hold of its fields. */
export interface Judgement {
  readonly sort: Sort
  readonly demands: readonly Demand[]
}

export const gives = (sort: Sort, ...demands: readonly (Demand | readonly Demand[])[]): Judgement => ({
  sort,
  demands: demands.flat(),
})

/** What may be demanded of the fields of a node, by the sorts of the nodes before it. */
export const demandsOn = (known: ReadonlyMap<Syntax, Sort>) => {
  const of = (s: Syntax): Sort => known.get(s) ?? { _tag: 'Several', results: [] }
  const must = (field: string, s: Syntax, holds: boolean, what: string): Demand =>
    holds ? undefined : { path: `.${field}`, rule: `\`${field}\` must be ${what}`, got: spellSort(of(s)) }
  const equalling = (field: string, s: Syntax, sort: Sort): Demand =>
    must(field, s, sameSort(of(s), sort), spellSort(sort))
  /** Examples, whatever stands beside them. */
  const examples = (field: string, s: Syntax): Demand => must(field, s, of(s)._tag === 'Batch', 'a batch')
  const memory = (field: string, s: Syntax): Demand => must(field, s, of(s)._tag === 'Memory', 'a memory')
  const numeric = (field: string, s: Syntax): Demand => must(field, s, isNumeric(of(s)), 'a scalar or parameters')
  const parameters = (field: string, s: Syntax): Demand => must(field, s, of(s)._tag === 'Params', 'parameters')
  const numbers = (field: string, s: Syntax): Demand =>
    must(field, s, isElementwise(of(s)), 'a scalar, parameters or rows')
  const shaped = (field: string, s: Syntax): Demand =>
    must(field, s, of(s)._tag === 'Params' || of(s)._tag === 'Rows', 'parameters or rows')
  const rows = (field: string, s: Syntax): Demand => must(field, s, of(s)._tag === 'Rows', 'rows')
  /** A value that may stand where the sort is due: a scalar spreads over parameters and rows. */
  const fitting = (field: string, s: Syntax, sort: Sort): Demand =>
    (sort._tag === 'Params' || sort._tag === 'Rows') && of(s)._tag === 'Scalar' ? undefined : equalling(field, s, sort)
  const each = (field: string, terms: readonly Syntax[], demand: (at: string, s: Syntax, i: number) => Demand) =>
    terms.map((s, i) => demand(`${field}[${i}]`, s, i))
  const many = (field: string, got: number, wanted: number): Demand =>
    got === wanted
      ? undefined
      : { path: `.${field}`, rule: `\`${field}\` must have ${wanted} entries`, got: String(got) }
  const some = (field: string, got: number): Demand =>
    got > 0 ? undefined : { path: `.${field}`, rule: `\`${field}\` must have an entry`, got: 'none' }
  /** Parameters or rows, of which the sort has a number or a truth each. */
  const wideOf = (sort: Sort): Wide | undefined =>
    sort._tag === 'Params' || sort._tag === 'Rows' ? sort : sort._tag === 'Truths' ? sort.of : undefined
  const widest = (...terms: readonly Syntax[]): Wide | undefined => {
    const wide = terms.flatMap((s) => wideOf(of(s)) ?? [])
    return wide.find((sort) => sort._tag === 'Params' || sort.width !== 1) ?? wide[0]
  }
  /** An operand is as wide as another, or spreads. */
  const together = (field: string, s: Syntax, wide: Wide | undefined): Demand => {
    const sort = wideOf(of(s))
    if (sort === undefined || wide === undefined) return undefined
    if (wide._tag === 'Params')
      return must(
        field,
        s,
        sort._tag === 'Params' && sort.network === wide.network,
        `of the network \`${wide.network}\`, as the other operand`,
      )
    return must(
      field,
      s,
      sort._tag === 'Rows' && spreadsAlong(sort, wide),
      `${spellSort(wide)} of the same batch, as the other operand, or of one number`,
    )
  }
  /** Rows of a batch, so wide if that is said. */
  const rowsOn = (field: string, s: Syntax, on: Syntax, width?: RowsKind['width']): Demand => {
    const sort = of(s)
    return must(
      field,
      s,
      sort._tag === 'Rows' && sort.batch === examplesIn(on) && (width === undefined || sameWidth(sort.width, width)),
      `${width === undefined ? 'rows' : spellSort(rowsOf(on, width))} of \`batch\``,
    )
  }
  const named = (field: string, s: Syntax): Demand => {
    const sort = of(s)
    return must(
      field,
      s,
      sort._tag === 'Rows' && typeof sort.width !== 'object',
      'rows whose width is a number or a name',
    )
  }
  const counter = (field: string, v: Variable): Demand => equalling(field, v, scalarKind)
  const counters = (terms: readonly Variable[]) => each('iterations', terms, (at, v) => counter(at, v as Variable))
  const elementwise = (left: Syntax, right: Syntax): readonly Demand[] => {
    const wide = widest(left, right)
    return [
      numbers('left', left),
      numbers('right', right),
      together('right', right, wide),
      together('left', left, wide),
    ]
  }
  return {
    of,
    must,
    equalling,
    examples,
    memory,
    numeric,
    parameters,
    numbers,
    shaped,
    rows,
    fitting,
    each,
    many,
    some,
    widest,
    together,
    rowsOn,
    named,
    counter,
    counters,
    elementwise,
  }
}

export type Demands = ReturnType<typeof demandsOn>
