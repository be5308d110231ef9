import type { Kind } from '../syntax.ts'

/** What a node gives: a value of a kind, truths for every coordinate of parameters, or several results. */
export type Sort =
  | Kind
  | { readonly _tag: 'Truths'; readonly network: string }
  | { readonly _tag: 'Several'; readonly results: readonly Sort[] }

export const spellSort = (sort: Sort): string => {
  switch (sort._tag) {
    case 'Params':
      return `parameters of \`${sort.network}\``
    case 'Truths':
      return `a condition on each coordinate of \`${sort.network}\``
    case 'List':
      return `a list over tasks of ${sort.elements.map(spellSort).join(' and ') || 'nothing'}`
    case 'Several':
      return 'several results, which are read through `Component`'
    case 'Episodes':
    case 'Steps':
      return sort._tag.toLowerCase()
    default:
      return `a ${sort._tag.toLowerCase()}`
  }
}

export const sameSort = (a: Sort, b: Sort): boolean => {
  if (a._tag === 'Params' && b._tag === 'Params') return a.network === b.network
  if (a._tag === 'Truths' && b._tag === 'Truths') return a.network === b.network
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

export const isTruth = (sort: Sort): boolean => sort._tag === 'Condition' || sort._tag === 'Truths'
