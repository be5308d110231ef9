import type { Predictions, Said } from '../errands/predict.ts'
import { aligned } from './aligned.ts'

/** So many classes are printed of each input. */
const most = 10

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** The classes of an input, the likeliest first. */
const ranked = ({ values }: Said, classes: readonly number[]) =>
  values.map((share, i) => ({ label: classes[i]!, share })).sort((a, b) => b.share - a.share)

/** One input: its classes, one under the other. */
const alone = (said: Said, { classes }: Predictions): readonly string[] => {
  const all = ranked(said, classes)
  const rest = all.length - most
  return [
    `${said.name}: class ${all[0]!.label}, ${percent(all[0]!.share)}`,
    ...aligned(all.slice(0, most).map(({ label, share }) => ({ title: `  class ${label}`, cells: [percent(share)] }))),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ]
}

/** Many inputs: a row each. */
const table = ({ said, classes, predicts }: Predictions): readonly string[] => {
  if (predicts === 'numbers')
    return aligned([
      { title: 'input', cells: classes.map((of) => `output ${of + 1}`) },
      ...said.map(({ name, values }) => ({ title: name, cells: values.map((value) => value.toPrecision(6)) })),
    ])
  const shown = classes.length <= most
  return aligned([
    { title: 'input', cells: ['class', ...(shown ? classes.map((label) => `${label}`) : ['probability'])] },
    ...said.map((one) => {
      const [best] = ranked(one, classes)
      return {
        title: one.name,
        cells: [`${best!.label}`, ...(shown ? one.values : [best!.share]).map(percent)],
      }
    }),
  ])
}

/** What a learner says of inputs, as people read it. */
export const predictionWords = (of: Predictions): string =>
  `${(of.predicts === 'classes' && of.said.length === 1 ? alone(of.said[0]!, of) : table(of)).join('\n')}\n`

/** The same as plain data. */
export const predictionJson = ({ predicts, classes, task, said }: Predictions): string =>
  `${JSON.stringify({
    task,
    inputs: said.map((one) =>
      predicts === 'numbers'
        ? { input: one.name, outputs: one.values }
        : {
            input: one.name,
            class: ranked(one, classes)[0]!.label,
            probabilities: Object.fromEntries(classes.map((label, i) => [label, one.values[i]!])),
          },
    ),
  })}\n`
