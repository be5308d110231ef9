import { type Rule, sizeOfShape } from './rule.ts'

/** An example as one vector. */
export interface Flatten {
  readonly _tag: 'Flatten'
}

export const flatten: Flatten = { _tag: 'Flatten' }

export const flattenRule: Rule<Flatten> = {
  fields: {},
  shapeAfter: (_, { shape }) => [sizeOfShape(shape)],
  forward: (_, { o, value }) => o.reshape(value, [value.shape[0]!, sizeOfShape(value.shape.slice(1))]),
}
