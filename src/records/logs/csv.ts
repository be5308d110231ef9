import { join } from 'node:path'
import { csvLine } from '../csv-line.ts'
import type { LogForm } from './log.ts'

/** Comma-separated values, a line a point that says of which run it is: the lines of many files are one table. */
export const csvLog: LogForm = {
  fileOf: (folder, name) => join(folder, `${name}.csv`),
  head: () => `${csvLine(['run', 'method', 'seed', 'curve', 'iteration', 'value'])}\n`,
  points: (points, { method, seed }, name) =>
    points.map(({ curve, iteration, value }) => `${csvLine([name, method, seed, curve, iteration, value])}\n`).join(''),
}
