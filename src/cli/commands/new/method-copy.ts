import { readFileSync } from 'node:fs'

/** The text of a method's module that needs nothing but the language, and the name that it exports. */
export interface MethodCopy {
  readonly text: string
  readonly exported: string
}

interface Module {
  /** What it takes from the language. */
  readonly names: readonly string[]
  /** The modules beside it that it is built with. */
  readonly beside: readonly string[]
  readonly body: string
}

const imports = /^import (type )?\{([^}]*)\} from '([^']+)'\n/gm

/** The sources of the methods, which the package brings beside what was compiled from them. */
const folder = new URL('../../../../src/methods/', import.meta.url)

const moduleOf = (file: string): Module => {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const found = [...text.matchAll(imports)]
  const named = ([, isType, names = '']: RegExpMatchArray): readonly string[] =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => (isType === undefined || name.startsWith('type ') ? name : `type ${name}`))
  const from = (path: string | undefined): string => path ?? ''
  return {
    names: found.filter((one) => from(one[3]).startsWith('../dsl/')).flatMap(named),
    beside: found.flatMap((one) => (from(one[3]).startsWith('./') ? [from(one[3]).slice(2)] : [])),
    body: text.replace(imports, '').trim(),
  }
}

const bare = (name: string): string => name.replace(/^type /, '')

/** An import from the language, on one line where it fits. */
const importOf = (names: readonly string[]): string => {
  const values = new Set(names.filter((name) => !name.startsWith('type ')))
  const all = [...new Set(names)]
    .filter((name) => values.has(name) || !values.has(bare(name)))
    .sort((a, b) => bare(a).toLowerCase().localeCompare(bare(b).toLowerCase()))
  const line = `import { ${all.join(', ')} } from 'retain-lang'`
  return line.length <= 120 ? line : `import {\n${all.map((name) => `  ${name},\n`).join('')}} from 'retain-lang'`
}

const fileOf = (method: string): string => `${method.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`

/** The files beside a module that it is built with, those first that others of them are built with. */
const besides = (file: string, found: readonly string[] = []): readonly string[] =>
  moduleOf(file).beside.reduce((so, beside) => (so.includes(beside) ? so : [...besides(beside, so), beside]), found)

/** A method that comes with Retain as one module; what it shares with others is put in front of it. */
export const methodCopy = (method: string): MethodCopy => {
  const own = moduleOf(fileOf(method))
  const shared = besides(fileOf(method)).map(moduleOf)
  return {
    text: [
      importOf([...shared, own].flatMap(({ names }) => names)),
      ...shared.map(({ body }) => body.replace(/^export (?=const|interface|type)/gm, '')),
      own.body,
    ].join('\n\n'),
    exported: /^export const (\w+) = defineMethod/m.exec(own.body)?.[1] ?? method,
  }
}
