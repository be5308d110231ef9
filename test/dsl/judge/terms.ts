import type { Kind, Syntax } from '../../../src/dsl/index.ts'
import { nodes, type Written } from './nodes.ts'

/** Nodes as terms: names in a node become the terms that have them. */
const terms = new Map<string, Syntax>()
const termOf = (name: string): Syntax => {
  const known = terms.get(name)
  if (known !== undefined) return known
  const made = termAs(nodes[name]!)
  terms.set(name, made)
  return made
}
const kindFrom = (written: unknown): Kind => {
  if (typeof written === 'string') return { _tag: `${written[0]!.toUpperCase()}${written.slice(1)}` } as Kind
  const { params, names, elements, rowsOf, width } = written as {
    params?: string
    names?: string[]
    elements?: unknown[]
    rowsOf?: string
    width?: string
  }
  if (rowsOf !== undefined) return { _tag: 'Rows', batch: termOf(rowsOf.slice(1)), width: width! }
  return params === undefined
    ? { _tag: 'List', names: names!, elements: elements!.map(kindFrom) }
    : { _tag: 'Params', network: params }
}
/** What a combinator was given is written with a word for what it is: a node, a number or a function. */
const asPart = (u: Written): unknown => {
  const [first] = Object.keys(u)
  return first === 'node' || first === 'number' ? u[first] : first === 'bound' ? { _tag: 'Lambda', ...u } : u
}
export const termAs = (u: unknown): Syntax => {
  const go = (of: unknown): unknown =>
    typeof of === 'string' && of.startsWith('@')
      ? termOf(of.slice(1))
      : Array.isArray(of)
        ? of.map(go)
        : typeof of === 'object' && of !== null
          ? asPart(Object.fromEntries(Object.entries(of).map(([key, value]) => [key, go(value)])))
          : of
  const { kind, ...rest } = u as Written
  return go(kind === undefined ? rest : { ...rest, kind: kindFrom(kind) }) as Syntax
}
