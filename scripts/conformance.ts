/**
 * Prints what every backend makes of every primitive, with its first and second derivatives, and of every method, against the reference
 * in float64:
 *
 *   npx tsx scripts/conformance.ts [--seed N] [--only BACKEND] [--methods|--primitives] [--write]
 *
 * A number is the part of the tolerance that the worst element took, and the tolerance is a bound on the rounding errors of the very
 * operations (`test/interpreters/devices/error-bound.ts`, `src/laws/conduct.ts`). What is skipped stands there as skipped, with the
 * reason. With --write the tables are docs/conformance.md. Ends with 1 if something is broken.
 */
import { availableParallelism, cpus } from 'node:os'
import * as E from 'fp-ts/lib/Either.js'
import { type Backend, backends, type MachineDevice } from '../src/interpreters/devices/index.ts'
import { retainVersion } from '../src/version.ts'
import { type Cell, shown, skipped } from './conformance/cell.ts'
import { methodCell, methodRows } from './conformance/methods.ts'
import { orders, primitiveCell, primitiveRows } from './conformance/primitives.ts'
import { write } from './write.ts'

const flag = (name: string): string | undefined => {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}
const asked = (name: string): boolean => process.argv.includes(name)
const seed = Number(flag('--seed') ?? process.env.RETAIN_SEED ?? Math.floor(Math.random() * 2 ** 31))
const only = flag('--only')?.split(',')

/** A backend that is a column, and its device or why there is none. */
interface Column {
  readonly name: string
  readonly device: E.Either<string, MachineDevice>
}

const columnOf = async (backend: Backend): Promise<Column> => {
  const { name } = backend
  if (only !== undefined && !only.includes(name)) return { name, device: E.left('not asked for') }
  if (!backend.present()) return { name, device: E.left(`${name} is not set up: it needs ${backend.needs}`) }
  const opened = await backend.open()
  return { name, device: E.isRight(opened) ? opened : E.left(opened.left.got ?? opened.left.rule) }
}

const columns: Column[] = []
for (const backend of backends) columns.push(await columnOf(backend))

const notes: string[] = []
const note = (text: string): number => {
  if (!notes.includes(text)) notes.push(text)
  return notes.indexOf(text) + 1
}

/** Lines of a table of Markdown, as wide as they have to be. */
const table = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const line = (row: readonly string[]): string => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`
  const [head, ...rest] = rows
  return [line(head!), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest.map(line)].join('\n')
}

let brokenCells = 0
const counted = (cell: Cell): Cell => {
  if (cell._tag === 'Broken') brokenCells += 1
  return cell
}

const tableOf = async (
  title: string,
  rows: readonly string[],
  cellsOf: (device: MachineDevice, row: string) => Promise<readonly Cell[]>,
  mark: (cell: Cell) => string,
): Promise<string> => {
  const body: (readonly string[])[] = []
  for (const row of rows) {
    const cells: string[] = []
    for (const { device } of columns) {
      const found = E.isRight(device) ? (await cellsOf(device.right, row)).map(counted) : [skipped(device.left)]
      cells.push(found.map(mark).join(' '))
    }
    body.push([row, ...cells])
    if (process.stderr.isTTY) process.stderr.write(`\x1b[1G\x1b[K${title}: ${body.length} of ${rows.length}`)
  }
  if (process.stderr.isTTY) process.stderr.write('\x1b[1G\x1b[K')
  return table([[title, ...columns.map(({ name }) => name)], ...body])
}

const start = performance.now()
const parts: string[] = []
const print = (text: string): void => {
  parts.push(text)
  process.stdout.write(`${text}\n\n`)
}

const libraries = columns.flatMap(({ name, device }) =>
  E.isRight(device) && device.right.library !== undefined ? [`${name} on ${device.right.library}`] : [],
)
print(
  [
    `Retain ${retainVersion()}, Node.js ${process.versions.node} on ${process.platform} ${process.arch}, ${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unknown processor'}${libraries.map((one) => `, ${one}`).join('')};`,
    `${new Date().toISOString().slice(0, 10)}, seed ${seed}.`,
  ].join('\n'),
)
if (!asked('--methods'))
  print(
    await tableOf(
      'primitive: value, first and second derivative',
      primitiveRows,
      async (device, row) => {
        const cells: Cell[] = []
        for (const order of orders) cells.push(await primitiveCell(device, row, order, seed))
        return cells
      },
      (cell) => shown(cell, note),
    ),
  )
if (!asked('--primitives'))
  print(
    await tableOf(
      'method, on a course of two tasks',
      methodRows,
      async (device, row) => [await methodCell(device, row)],
      (cell) => (cell._tag === 'Held' ? 'agrees' : shown(cell, note)),
    ),
  )
if (notes.length > 0) print(notes.map((text, i) => `[${i + 1}] ${text}`).join('\n'))
const seconds = Math.round((performance.now() - start) / 1000)
process.stdout.write(`${brokenCells === 0 ? 'nothing is broken' : `${brokenCells} cells are broken`}; ${seconds} s\n`)
if (asked('--write'))
  write(
    'docs/conformance.md',
    `# Every backend against the reference

What each backend makes of each primitive, with its first and second derivatives, and of each method, beside the reference in float64. A
number is the part of the tolerance that the worst element took, 0 where it is exact; the tolerance is a bound on the rounding errors of
those very operations. \`npx tsx scripts/conformance.ts --write\` makes this page; what a machine lacks is skipped, with the reason below.

${parts.join('\n\n')}
`,
  )
process.exitCode = brokenCells === 0 ? 0 : 1
