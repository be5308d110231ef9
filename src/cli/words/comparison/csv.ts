import { protocolOf } from '../../../experiment/protocol/index.ts'
import { csvLine } from '../../../records/index.ts'
import type { Standing } from '../../../sweep/index.ts'

/** What it is called in the table, and in an outcome. */
type Field = readonly [string, string]

/** `learning_accuracy` for `learningAccuracy`. */
const inSnakes = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const judgedBy = (standings: readonly Standing[]): readonly Field[] =>
  protocolOf(standings[0]?.sample.started ?? {}).metrics.map(({ name }) => [inSnakes(name), name])

/** Metrics of a user's own go by the names that they have among other numbers. */
const ownMetrics = (standings: readonly Standing[]): readonly Field[] =>
  Object.keys(standings[0]?.mean ?? {}).flatMap((name) => (name.startsWith('own:') ? [[name.slice(4), name]] : []))

const taken: readonly Field[] = [
  ['train_seconds', 'trainSeconds'],
  ['gradients', 'gradients'],
  ['remembered', 'remembered'],
]

const measured: readonly Field[] = [
  ['gradient_product', 'gradientProduct'],
  ['gradient_cosine', 'gradientCosine'],
]

/** The table as comma-separated values (RFC 4180 but for plain line ends): means and deviations; accuracies are fractions. */
export const csvOf = (standings: readonly Standing[]): string => {
  const fields = [
    ...judgedBy(standings),
    ...ownMetrics(standings),
    ...taken,
    ...measured.filter(([, field]) => standings.some(({ mean }) => mean?.[field] !== undefined)),
  ]
  return `${[
    csvLine(['method', 'seeds', ...fields.flatMap(([name]) => [name, `${name}_std`]), 'mishaps']),
    ...standings.map(({ label, finished, mean, deviation, mishaps }) =>
      csvLine([
        label,
        finished.length,
        ...fields.flatMap(([, field]) => [mean?.[field], deviation?.[field]]),
        mishaps.map(({ seed, what }) => `seed ${seed}: ${what}`).join('; '),
      ]),
    ),
  ].join('\n')}\n`
}
