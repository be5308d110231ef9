import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { at, below, parsed, type Tree } from './tree.ts'

/** The paths of modules that a source imports from, also while it runs, as they are written. */
const mentioned = (tree: Tree): readonly string[] => {
  const isImport = ['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression'].includes(
    tree.type,
  )
  const path = isImport && tree.source !== null ? at(tree, 'source').value : undefined
  return [...(typeof path === 'string' ? [path] : []), ...below(tree).flatMap(mentioned)]
}

/** The files of the project that each file imports, directly or not. */
export const reached = (root: string): ((file: string) => ReadonlySet<string>) => {
  const direct = new Map<string, readonly string[]>()
  const importsOf = (file: string): readonly string[] => {
    const known = direct.get(file)
    if (known !== undefined) return known
    const found = mentioned(parsed(readFileSync(join(root, file), 'utf8')))
      .filter((path) => path.startsWith('.') && path.endsWith('.ts'))
      .map((path) => join(dirname(file), path))
    direct.set(file, found)
    return found
  }
  return (file) => {
    const seen = new Set<string>()
    const pending = [file]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (seen.has(next)) continue
      seen.add(next)
      pending.push(...importsOf(next))
    }
    return seen
  }
}

// What compares whole outputs with files, or runs whole commands, comes last: it says that something changed, not what is wrong.
const last = [
  'test/cli',
  'test/examples',
  'test/docs',
  'test/experiment',
  'test/streams',
  'test/data',
  'test/records',
  'test/interpreters/explain',
]

/** Whether a file of tests compares whole outputs or runs whole commands. */
export const isLast = (test: string): boolean => last.some((folder) => test.startsWith(`${folder}/`))

const inCamelCase = (words: string): string => words.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** Whether a test names what a source is called after. */
export const mentions = (text: string, source: string): boolean =>
  new RegExp(`\\b${inCamelCase(basename(source, '.ts'))}\\b`).test(text)

/**
 * The chance that a file of tests notices a fault in a source, before any was tried: the nearer its folder, the greater, and greater
 * if it names what is in the source.
 */
export const expected = (source: string, test: string, names: boolean): number => {
  const mirror = source.replace(/^src/, 'test').replace(/\.ts$/, '.test.ts')
  if (test.replace('.long.', '.') === mirror) return 0.8
  if (isLast(test)) return 0.005
  const [near, floor] = [dirname(mirror), mirror.split('/').slice(0, 2).join('/')]
  const chance = test.startsWith(`${near}/`) ? 0.2 : test.startsWith(`${floor}/`) ? 0.07 : 0.03
  return names ? 3 * chance : chance
}
