import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Fault, fault } from '../../fault.ts'

const cellsOf = (line: string): readonly string[] =>
  line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))

const isNumber = (cell: string): boolean => cell !== '' && Number.isFinite(Number(cell))

/** The rows of numbers in a text of comma-separated values; a first line of names is left out. */
export const rowsInCsv = (path: string, text: string): E.Either<Fault, readonly (readonly number[])[]> => {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, i) => ({ line, number: i + 1 }))
    .filter(({ line }) => line.trim() !== '')
  const [first] = lines
  const named = first !== undefined && lines.length > 1 && !cellsOf(first.line).some(isNumber)
  return pipe(
    named ? lines.slice(1) : lines,
    E.traverseArray(({ line, number }) =>
      pipe(
        cellsOf(line),
        E.traverseArrayWithIndex((i, cell) =>
          isNumber(cell)
            ? E.right(Number(cell))
            : E.left(
                fault({
                  where: '--input',
                  rule: 'every cell must be a finite number',
                  got: cell === '' ? 'an empty one' : `\`${cell.slice(0, 40)}\``,
                  path: [path, `line ${number}`, `column ${i + 1}`],
                }),
              ),
        ),
      ),
    ),
    E.filterOrElse(
      (rows) => rows.length > 0,
      () => fault({ where: '--input', rule: 'the file must have a row of numbers', got: 'none', path: [path] }),
    ),
  )
}
