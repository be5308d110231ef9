import { type Field, forEachNode, type Written } from '../structure.ts'
import type { Tag } from '../syntax.ts'
import { type Codec, fields as codecOfFields, list, optional, record } from './composite.ts'
import { kindBy } from './kinds.ts'
import { anyNode, anyVariable, part, type References, times } from './references.ts'

/** The codec of a node by its tag. */
export type NodeCodecs = <T extends Tag>(tag: T) => Codec<Written<T>>

const fieldsOf = forEachNode((fields) => fields)

/**
 * One codec a node of the language, by its fields; a node in a field is written as its number. What a document looks like, what is
 * read from it and in which order its nodes are numbered all follow from the table of the language's structure.
 */
export const nodeCodecs = (references: References): NodeCodecs => {
  const node = anyNode(references)
  const variable = anyVariable(references)
  const codecs: { readonly [H in Exclude<Field['holds'], 'plain'>]: object } = {
    term: node,
    terms: list(node),
    binder: variable,
    'binder or nothing': optional(variable),
    binders: list(variable),
    counters: list(variable),
    times: times(node),
    kind: kindBy(node),
    parts: record(part(node, variable)),
  }
  const made: { [T in Tag]?: Codec<never> } = {}
  const codecOf = (tag: Tag): Codec<never> => {
    const own = fieldsOf[tag].map(([name, field]) => [
      name,
      field.holds === 'plain' ? field.codec : codecs[field.holds],
    ])
    return codecOfFields(
      `a node \`${tag}\``,
      Object.fromEntries(own) as Readonly<Record<string, Codec<unknown>>>,
    ) as never
  }
  const byTag = (tag: Tag): Codec<never> => {
    made[tag] ??= codecOf(tag)
    return made[tag]
  }
  return byTag as unknown as NodeCodecs
}
