import { fieldsIn, sameFields, spellFields } from '../field-widths.ts'
import type { Kind, RowsKind } from '../syntax.ts'
import { sameRows, spellWidth } from '../width.ts'

/** What arithmetic goes through number by number. */
export type Wide = Extract<Kind, { readonly _tag: 'Params' }> | RowsKind

/** What a node gives: a value of a kind, truths for every number of parameters or rows, or several results. */
export type Sort =
  | Kind
  | { readonly _tag: 'Truths'; readonly of: Wide }
  | { readonly _tag: 'Several'; readonly results: readonly Sort[] }

export const spellSort = (sort: Sort): string => {
  switch (sort._tag) {
    case 'Params':
      return `parameters of \`${sort.network}\``
    case 'Rows':
      return `rows of ${spellWidth(sort.width)}`
    case 'Truths':
      return sort.of._tag === 'Params'
        ? `a condition on each coordinate of \`${sort.of.network}\``
        : `a condition on each number of ${spellSort(sort.of)}`
    case 'List':
      return `a list over tasks of ${sort.elements.map(spellSort).join(' and ') || 'nothing'}`
    case 'Several':
      return 'several results, which are read through `Component`'
    case 'Batch':
    case 'Memory': {
      const fields = spellFields(fieldsIn(sort))
      return `a ${sort._tag.toLowerCase()}${fields === '' ? '' : ` with ${fields}`}`
    }
    case 'Episodes':
    case 'Steps':
      return sort._tag.toLowerCase()
    default:
      return `a ${sort._tag.toLowerCase()}`
  }
}

export const sameSort = (a: Sort, b: Sort): boolean => {
  if (a._tag === 'Params' && b._tag === 'Params') return a.network === b.network
  if (a._tag === 'Truths' && b._tag === 'Truths') return sameSort(a.of, b.of)
  if (a._tag === 'Rows' && b._tag === 'Rows') return sameRows(a, b)
  if ((a._tag === 'Batch' && b._tag === 'Batch') || (a._tag === 'Memory' && b._tag === 'Memory'))
    return sameFields(fieldsIn(a), fieldsIn(b))
  if (a._tag === 'List' && b._tag === 'List')
    return (
      a.elements.length === b.elements.length &&
      a.names.every((name, i) => name === b.names[i]) &&
      a.elements.every((element, i) => sameSort(element, b.elements[i]!))
    )
  return a._tag === b._tag
}

export const isKind = (sort: Sort): sort is Kind => sort._tag !== 'Truths' && sort._tag !== 'Several'

export const isNumeric = (sort: Sort): boolean => sort._tag === 'Scalar' || sort._tag === 'Params'

/** What arithmetic is of. */
export const isElementwise = (sort: Sort): boolean => isNumeric(sort) || sort._tag === 'Rows'

export const isTruth = (sort: Sort): boolean => sort._tag === 'Condition' || sort._tag === 'Truths'
