import type { Syntax } from './syntax.ts'

const tags: ReadonlySet<Syntax['_tag']> = new Set([
  'Literal',
  'Option',
  'Unary',
  'Binary',
  'Compare',
  'Select',
  'Like',
  'Reduce',
])

/** Whether a term is what its parts say and nothing else: done number by number, or a vector as one number. Of equal parts it is equal. */
export const isArithmetic = ({ _tag }: Syntax): boolean => tags.has(_tag)
