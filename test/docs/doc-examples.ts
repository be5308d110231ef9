import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as retain from '../../src/index.ts'
import * as laws from '../../src/laws/index.ts'
import { type Project, root } from './project.ts'

/** An example in the comment of something public: where it stands, and its lines. */
export interface DocExample {
  readonly place: string
  readonly lines: readonly string[]
}

/** What is wrong with an example, if anything is. */
export type Wrongs = Readonly<Record<string, string>>

/** Every `@example` of a text: its lines go on to the next tag, or to the end of the comment. */
export const examplesIn = (place: string, text: string): readonly DocExample[] =>
  [...text.matchAll(/\/\*\*([\s\S]*?)\*\/\s*(?:export )?(?:const|interface|type)? ?(\w*)/g)].flatMap(
    ([, comment = '', name = '']) =>
      [...comment.matchAll(/^ *\* @example ?([\s\S]*?)(?=\n *\* @|$(?![\s\S]))/gm)].map(([, body = '']) => ({
        place: `${place} ${name}`,
        lines: body
          .split('\n')
          .map((line) => line.replace(/^ *\* ?/, ''))
          .filter((line) => line.trim() !== ''),
      })),
  )

/** Every example in the comments of these folders. */
export const docExamples = (folders: readonly string[]): readonly DocExample[] =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .sort()
      .flatMap((file) => examplesIn(`${folder}/${file}`, readFileSync(join(root, folder, file), 'utf8'))),
  )

/** The types that examples mention; values are found among what Retain exports. */
const types = ['Batch', 'Pairs', 'Params', 'Scalar']

const importsOf = (code: string): string => {
  const mentioned = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(code)
  const values = Object.keys(retain).filter(mentioned)
  const ofLaws = Object.keys(laws).filter((name) => mentioned(name) && !values.includes(name))
  return [
    `import { ${[...values, ...types.filter(mentioned).map((name) => `type ${name}`)].join(', ')} } from 'retain-lang'`,
    `import { ${ofLaws.join(', ')} } from 'retain-lang/laws'`,
    "import { it, told } from './told.ts'",
  ].join('\n')
}

/** The statements of an example: each begins where a line is not indented and closes nothing. */
const statements = (lines: readonly string[]): readonly string[] =>
  lines.reduce<readonly string[]>(
    (so, line) =>
      /^[\s)}\]]/.test(line) && so.length > 0 ? [...so.slice(0, -1), `${so.at(-1)}\n${line}`] : [...so, line],
    [],
  )

/** The example as a module: what is said to come of an expression, and a method that it ends in, are handed to `told`. */
export const moduleOf = ({ lines }: DocExample): string => {
  const body = statements(lines).map((statement) => {
    const [, expression, value] = /^([\s\S]*?)\s*\/\/ => (.+)$/.exec(statement) ?? []
    if (expression !== undefined) return `await told(${expression.replace(/,$/, '')}, ${value})`
    return statement.startsWith('defineMethod(') ? `await told(${statement})` : statement
  })
  return `${importsOf(lines.join('\n'))}\n${body.join('\n')}\nexport {}\n`
}

/** Compares what came with what was said: a task is carried out, and numbers may be a few roundings of float32 apart. */
const told = `import { type Method, render } from 'retain-lang'
import { laws } from 'retain-lang/laws'

const close = (got: unknown, want: unknown): boolean =>
  Array.isArray(want)
    ? Array.isArray(got) && got.length === want.length && want.every((x, i) => close(got[i], x))
    : typeof want === 'number'
      ? typeof got === 'number' && Math.abs(got - want) <= 2 ** -20 * Math.max(1, Math.abs(want))
      : got === want

const isMethod = (value: unknown): value is Method => typeof value === 'object' && value !== null && 'program' in value

const right = (value: any): unknown => {
  if (value?._tag === 'Left') throw new Error(render(value.left))
  return value?._tag === 'Right' ? value.right : value
}

export const told = async (given: unknown, want?: unknown): Promise<void> => {
  if (isMethod(given)) {
    const law = laws.method(given).find(({ name }) => name === 'the state stays finite')!
    return law.check({ numRuns: 3 })
  }
  const got = right(await (typeof given === 'function' ? given() : given))
  if (!close(got, want)) throw new Error(\`\${JSON.stringify(got)} is not \${JSON.stringify(want)}\`)
}

const pending: Promise<unknown>[] = []
export const it = (_name: string, run: () => Promise<unknown>): void => void pending.push(run())
export const all = () => Promise.all(pending.splice(0))
`

const runner = (files: readonly string[]): string => `import { all } from './told.ts'
const wrongs: Record<string, string> = {}
for (const file of ${JSON.stringify(files)}) {
  try {
    await import(file)
    await all()
  } catch (error) {
    wrongs[file] = error instanceof Error ? error.message : String(error)
  }
}
process.stdout.write(JSON.stringify(wrongs))
`

/** Type-checks and runs examples in a project. */
export const wrongsOf = async (
  { write, node, typeErrors }: Project,
  examples: readonly DocExample[],
): Promise<Wrongs> => {
  const files = examples.map((_, i) => `./example-${i}.ts`)
  examples.forEach((example, i) => write(files[i]!, moduleOf(example)))
  write('told.ts', told)
  write('run.ts', runner(files))
  const refused = await typeErrors()
  const ended = await node('--import', import.meta.resolve('tsx'), 'run.ts')
  if (ended.status !== 0) throw new Error(ended.err)
  const wrongs = JSON.parse(ended.out) as Record<string, string>
  return Object.fromEntries(
    examples.flatMap(({ place }, i) => {
      const errors = refused.split('\n').filter((line) => line.startsWith(`example-${i}.ts`))
      const wrong = [...errors, ...(wrongs[files[i]!] === undefined ? [] : [wrongs[files[i]!]!])]
      return wrong.length === 0 ? [] : [[place, wrong.join('\n')]]
    }),
  )
}
