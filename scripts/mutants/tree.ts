import { parseAst } from 'vitest/node'

/** A node of a parsed source: what kind it is, where it stands, and fields that depend on the kind. */
export interface Tree {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && typeof (value as Tree).type === 'string'

export const parsed = (code: string): Tree => parseAst(code, { lang: 'ts' }) as unknown as Tree

/** The node in a field that has one. */
export const at = (tree: Tree, field: string): Tree => tree[field] as Tree

/** The nodes in a field that lists some; holes of patterns are left out. */
export const all = (tree: Tree, field: string): readonly Tree[] => ((tree[field] ?? []) as unknown[]).filter(isTree)

/** The nodes right below a node, in order of their fields. */
export const below = (tree: Tree): readonly Tree[] =>
  Object.values(tree).flatMap((value) =>
    Array.isArray(value) ? value.filter(isTree) : isTree(value) ? [value] : ([] as readonly Tree[]),
  )
