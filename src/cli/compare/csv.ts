import type { Scores, Standing } from './standing.ts'

const fields: readonly (readonly [string, keyof Scores])[] = [
  ['acc', 'acc'],
  ['bwt', 'bwt'],
  ['fwt', 'fwt'],
  ['learning_accuracy', 'learningAccuracy'],
  ['forgetting', 'forgetting'],
  ['train_seconds', 'trainSeconds'],
  ['gradients', 'gradients'],
  ['remembered', 'remembered'],
]

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const line = (cells: readonly (string | number | undefined)[]): string =>
  cells.map((cell) => quoted(`${cell ?? ''}`)).join(',')

/** The table as comma-separated values (RFC 4180 but for plain line ends): means and deviations; accuracies are fractions. */
export const csvOf = (standings: readonly Standing[]): string =>
  `${[
    line(['method', 'seeds', ...fields.flatMap(([name]) => [name, `${name}_std`]), 'mishaps']),
    ...standings.map(({ label, finished, mean, deviation, mishaps }) =>
      line([
        label,
        finished.length,
        ...fields.flatMap(([, field]) => [mean?.[field], deviation?.[field]]),
        mishaps.map(({ seed, what }) => `seed ${seed}: ${what}`).join('; '),
      ]),
    ),
  ].join('\n')}\n`
